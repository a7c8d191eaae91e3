import Testing

@testable import Publishing

struct HTMLTextTests {
  private let text = HTMLText(
    picture: { $0 == "a.png" ? FigurePair(light: "data:x") : nil },
    link: { $0 == "../b" ? "#b" : $0.hasPrefix("http") ? $0 : nil }, anchor: "c-")

  @Test(arguments: [
    ("# A & B", "<h1 id=\"c-a--b\">A &amp; B</h1>"),
    ("one\ntwo", "<p>one two</p>"), ("one\\\ntwo", "<p>one<br>two</p>"),
    ("one  \ntwo", "<p>one<br>two</p>"),
    (
      "a `x*y` **b** *c* _d_ e_f_g",
      "<p>a <code>x*y</code> <strong>b</strong> <em>c</em> <em>d</em> e_f_g</p>"
    ),
    (
      "**a *b* c** *d **e** f*",
      "<p><strong>a <em>b</em> c</strong> <em>d <strong>e</strong> f</em></p>"
    ),
    ("***a*** **a *b***", "<p><strong><em>a</em></strong> <strong>a <em>b</em></strong></p>"),
    (
      "**`a_b` and [t](../b)**", "<p><strong><code>a_b</code> and <a href=\"#b\">t</a></strong></p>"
    ),
    ("3 * 4 \\* 5 [0, 6] a < b", "<p>3 * 4 * 5 [0, 6] a &lt; b</p>"),
    ("``a`b`` x<sub>1</sub> a<br>b &nbsp;", "<p><code>a`b</code> x<sub>1</sub> a<br>b &nbsp;</p>"),
    (
      "[`f(x)`](../b) ![p](a.png)",
      "<p><a href=\"#b\"><code>f(x)</code></a> <img src=\"data:x\" alt=\"p\"></p>"
    ),
    (
      "[f](f.swift) <https://a.b>",
      "<p><span class=\"file\" title=\"f.swift\">f</span> "
        + "<a href=\"https://a.b\">https://a.b</a></p>"
    ),
    ("it is <!--= f#s/r/c -->4<!--/--> now", "<p>it is 4 now</p>"),
    ("<!-- snippet: f#a -->\ntext", "<p>text</p>"),
    ("> a\n> b\n\n---", "<blockquote><p>a b</p></blockquote>\n<hr>"),
  ])
  func text(source: String, html: String) throws {
    #expect(try text.html(source) == html)
  }

  @Test(arguments: [
    ("- a\n- b\n  c\nd", "<ul><li>a</li><li>b c d</li></ul>"),
    ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
    ("0. a\n1. b\n\n2. c", "<ol start=\"0\"><li>a</li><li>b</li><li>c</li></ol>"),
    ("text\n- a", "<p>text</p>\n<ul><li>a</li></ul>"),
    (
      "- a\n  1. b\n  2. c\n- d",
      "<ul><li><p>a</p>\n<ol><li>b</li><li>c</li></ol></li><li>d</li></ul>"
    ),
    ("1. a\n\n   b\n2. c\n\nd", "<ol><li><p>a</p>\n<p>b</p></li><li>c</li></ol>\n<p>d</p>"),
    (
      "1. a\n\n   ```sh\n   x\n\n     y\n   ```\n\n2. b",
      "<ol><li><p>a</p>\n<pre class=\"sh\" tabindex=\"0\" style=\"--columns:24\"><code>x\n\n  y</code></pre>"
        + "</li><li>b</li></ol>"
    ),
    (
      "1. a\n   <details><summary>h *i*</summary>\n\n   b\n\n   </details>\n2. c",
      "<ol><li><p>a</p>\n<details><summary>h <em>i</em></summary>\n<p>b</p>\n</details></li><li>c</li></ol>"
    ),
  ])
  func lists(source: String, html: String) throws {
    #expect(try text.html(source) == html)
  }

  @Test func aFormulaAloneStandsOnALineOfItsOwn() throws {
    for source in ["$t$", "$$t$$", "$$\nt\n$$", "```math\nt\n```"] {
      #expect(
        try text.html("a\n\n" + source).hasSuffix(
          "<div class=\"formula\" tabindex=\"0\">"
            + "<math display=\"block\" alttext=\"t\"><mrow><mi>t</mi></mrow></math></div>"))
    }
  }

  @Test func tablesAndFoldedParts() throws {
    #expect(
      try text.html("| a | b |\n|:---|---:|\n| `x\\|y` | $\\|t\\|$ |").contains(
        "<tr><td><code>x|y</code></td><td class=\"right\"><math"))
    #expect(
      try text.html(
        "<details>\n<summary>s</summary>\n\n<details open><summary>t</summary>\n\na\n\n</details>\n</details>\nb"
      )
        == "<details><summary>s</summary>\n<details open><summary>t</summary>\n<p>a</p>\n</details>\n</details>\n<p>b</p>"
    )
  }

  @Test(arguments: [
    ("a\n---", "line 2"), ("a <b>x</b>", "no HTML"), ("<div>", "no HTML"), ("a **b", "not closed"),
    ("a *b", "not closed"), ("`a", "not closed"), ("costs $5", "not closed"),
    ("[a][b]", "refers elsewhere"),
    ("[^1]", "refers elsewhere"), ("[a]: b", "is a reference"), ("    code", "four spaces"),
    ("~~~\na\n~~~", "~~~"), ("~~a~~", "~~"), ("- [ ] a", "boxes"), ("#a", "a heading is"),
    ("| a |\n| b |", "under its header"), ("| a | b |\n|---|---|\n| `x|y` | c |", "3 cells"),
    ("```text\na", "not closed"), ("<details>\na\n</details>", "<details><summary>"),
    ("<details><summary>a</summary>\n", "not closed"), ("[a](b \"c\")", "title"),
    ("![a](none.png)", "no picture none.png"), ("$\\foo$", "\\foo is unknown"),
    ("$$\na", "not closed"),
  ])
  func whatIsUnknownIsAnError(source: String, reason: String) {
    let error = #expect(throws: MarkdownError.self) { try text.html(source) }
    #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
  }

  @Test func swiftCodeIsColoured() {
    #expect(
      SwiftHighlighting.html("let a = \"x\\(f(1, \"y\"))\" // <b>\nfor i in 0...9 { $0.init(1.5) }")
        == "<span class=\"keyword\">let</span> a = <span class=\"string\">&quot;x\\(f(1, &quot;y&quot;))&quot;</span> "
        + "<span class=\"comment\">// &lt;b&gt;</span>\n<span class=\"keyword\">for</span> i "
        + "<span class=\"keyword\">in</span> <span class=\"number\">0</span>...<span class=\"number\">9</span> "
        + "{ $0.init(<span class=\"number\">1.5</span>) }")
  }
}
