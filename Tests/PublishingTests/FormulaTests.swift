import Testing

@testable import Publishing

struct FormulaTests {
  private func inner(_ tex: String) throws -> String {
    try FormulaReader.pieces(of: tex).map(\.html).joined()
  }

  @Test(arguments: [
    ("n_b", "<msub><mi>n</mi><mi>b</mi></msub>"),
    ("2^{n_b}", "<msup><mn>2</mn><mrow><msub><mi>n</mi><mi>b</mi></msub></mrow></msup>"),
    ("x_i^2", "<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>"),
    ("x'", "<msup><mi>x</mi><mo>′</mo></msup>"),
    (
      "\\frac{1}{n_s}",
      "<mfrac><mrow><mn>1</mn></mrow><mrow><msub><mi>n</mi><mi>s</mi></msub></mrow></mfrac>"
    ),
    ("\\frac12^3", "<msup><mfrac><mn>1</mn><mn>2</mn></mfrac><mn>3</mn></msup>"),
    (
      "\\binom n k",
      "<mrow><mo>(</mo><mfrac linethickness=\"0\"><mi>n</mi><mi>k</mi></mfrac><mo>)</mo></mrow>"
    ),
    ("\\mathrm{ERR}", "<mi mathvariant=\"normal\">ERR</mi>"),
    ("\\text{if } x", "<mtext>if&nbsp;</mtext><mi>x</mi>"),
    ("-0.5", "<mo>−</mo><mn>0.5</mn>"),
    ("\\Delta", "<mi mathvariant=\"normal\">Δ</mi>"),
  ])
  func parts(tex: String, html: String) throws {
    #expect(try inner(tex) == html)
  }

  @Test func sumsHaveTheirLimitsBelowAndAbove() throws {
    let html = try inner("\\sum_{i=1}^{n} x")
    #expect(html.hasPrefix("<munderover><mo largeop=\"true\""))
    #expect(try inner("\\max_t x").hasPrefix("<munder><mi>max</mi><mi>t</mi></munder>"))
  }

  @Test func bracketsAreAsTallAsWhatTheyHold() throws {
    let html = try inner("\\left| \\frac{a}{b} \\right|^p")
    #expect(
      html.hasPrefix("<msup><mrow><mo form=\"prefix\" fence=\"true\" stretchy=\"true\">|</mo>"))
    #expect(try inner("\\left. a \\right\\}").contains("}</mo></mrow>"))
    #expect(
      try inner("\\lfloor x \\rceil").contains("⌊") && inner("\\lfloor x \\rceil").contains("⌉"))
    let cases = try inner("\\begin{cases} a & x \\le 0 \\\\ b & \\text{else} \\end{cases}")
    #expect(cases.components(separatedBy: "<mtr>").count == 3)
    #expect(cases.components(separatedBy: "<mtd>").count == 5)
  }

  @Test func longFormulasMayBreakBehindARelation() throws {
    #expect(try Formula.inline("a = b").components(separatedBy: "<math").count == 2)
    let long = try Formula.inline("\\mathrm{ERR}(t) = \\frac{1}{n_s} \\sum_X |Q(X) - X|^p")
    #expect(long.components(separatedBy: "<wbr><math displaystyle=\"true\"").count == 2)
    #expect(try Formula.block("a < b").hasPrefix("<math display=\"block\" alttext=\"a &lt; b\">"))
  }

  @Test(arguments: [
    ("\\foo", "\\foo is unknown"), ("a }", "“}”"), ("{a", "not closed"), ("x_", "ends"),
    ("x_1_2", "two “_”"), ("\\left a \\right)", "no bracket"), ("\\left( a", "not closed"),
    ("\\begin{matrix} a \\end{matrix}", "matrix is unknown"), ("a ☃ b", "☃"),
    ("\\mathrm{a", "not closed"),
  ])
  func whatIsUnknownIsAnError(tex: String, reason: String) {
    let error = #expect(throws: FormulaError.self) { try Formula.inline(tex) }
    #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
  }
}
