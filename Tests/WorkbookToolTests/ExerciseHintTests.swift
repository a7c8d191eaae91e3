import ExerciseChecks
import Foundation
import TestSupport
import Testing

/// Whoever writes down what a hint says needs no import that the file of answers lacks.
struct ExerciseHintTests {
  /// What hints and advice name, by the exercise's position: the text on the page or in the advice, and an answer that
  /// uses it.
  private static let hints: [(chapter: Int, position: Int, named: String, answer: String)] = [
    (0, 1, "`-Double.infinity`", "return -Double.infinity...Double.infinity"),
    (1, 2, "\\sqrt{\\sigma^2", "return FoldedChannel(kernel: [], bias: sqrt(bias))"),
    (
      2, 1, "`Int((value - lower) / (upper - lower) * Double(binCount))`",
      "let (value, lower, upper) = (1.0, 0.0, 2.0)\n"
        + "    return [Int((value - lower) / (upper - lower) * Double(binCount))]"
    ),
    (3, 1, "2^{n_b - 1}", "return -pow(2, Double(bitWidth - 1))...threshold"),
    (3, 2, "power of two", "return pow(2, log2(magnitude).rounded(.up))"),
    (
      3, 3, "`--quantization-method`",
      "var config = config\n    let method: QuantizationMethod = .symmetric\n"
        + "    config.activationQuantizationMethod = method\n    return config"
    ),
    (
      4, 1, "exercise 2 of chapter 3", "return ErrorParts(clipping: pow(threshold, 2), rounding: 0)"
    ),
    (5, 1, "\\sqrt{\\frac{p(1 - p)}{n}", "return 0...sqrt(0.25)"),
    (5, 2, "\\binom{n}{k} 2^{-n}", "return exp(lgamma(3.0)) * pow(2, -3.0)"),
    (
      5, 3, "Use your `wilsonInterval`",
      "return try wilsonInterval(correct: 1, total: 2).contains(0.5) ? 1 : 2"
    ),
    (6, 1, "t / 2^{n_b - 1}", "return [pow(2, Double(bitWidth - 1))]"),
    (7, 0, "2^{31} - 1", "return Int(pow(2.0, 31) - 1)"),
    (7, 1, "`>>`", "return (sum * multiplier) >> shift"),
    (7, 2, "`Double(pixel) / 127.5 - 1`", "return Int(Double(pixel) / 127.5 - 1)"),
    (8, 0, "decimal logarithm", "return 10 * log10(4.0 / 3)"),
    (8, 1, "`.infinity`", "return .infinity"),
    (
      9, 1, "`order[..<middle]`",
      "let middle = 1\n    return [order[..<middle].sorted(), order[middle...].sorted()]"
    ),
    (10, 1, "`binade`", "return values[0].binade"),
  ]

  @Test(arguments: ExerciseCatalog.all.map(\.chapter))
  func hintsCompile(chapter: Int) throws {
    let scratch = try ScratchFolder()
    let stub = "    throw NotDone()\n"
    var parts = try HandedOutAnswers.text(chapter).components(separatedBy: stub)
    let page = try String(
      contentsOf: ReferenceFolder.packageRoot.appendingPathComponent(
        try HandedOutAnswers.folder(chapter)
      ).appendingPathComponent("README.md"), encoding: .utf8)
    let own = Self.hints.filter { $0.chapter == chapter }
    #expect(!own.isEmpty)
    for position in 0..<parts.count - 1 {
      let hint = own.first { $0.position == position }
      parts[position] += hint.map { "    \($0.answer)\n" } ?? stub
      if let hint { #expect(page.contains(hint.named), "chapter \(chapter): \(hint.named)") }
    }
    try scratch.write(Data(parts.joined().utf8), to: "Exercises\(chapter).swift")
    let outcome = try Programs.run(
      "workbook", ["exercises", "\(chapter)", "--answers", scratch.url.path])
    #expect(outcome.status == 0)
    #expect(!outcome.output.contains("does not compile"), "\(outcome.output)")
  }
}
