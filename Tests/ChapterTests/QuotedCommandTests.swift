import Foundation
import Publishing
import TestSupport
import Testing

/// Numbers on a page that a command of the tool prints, and no chapter.
struct QuotedCommandTests {
  /// What `workbook evaluate --json` says of a quantized network.
  private struct Evaluation: Decodable {
    struct Result: Decodable {
      struct Answers: Decodable { let correct: Int }
      let top1: Answers
      let sqnrDecibels: Double?
    }
    let results: [Result]
  }

  /// The right answers of the last network that a command evaluates, and its decibels, as the page has them.
  private func evaluated(_ arguments: [String]) throws -> (correct: Int, decibels: String) {
    let outcome = try Programs.run("workbook", arguments + ["--json"])
    try #require(outcome.status == 0, "\(outcome.errors)")
    let evaluation = try JSONDecoder().decode(Evaluation.self, from: Data(outcome.output.utf8))
    let result = try #require(evaluation.results.last)
    let decibels = try #require(result.sqnrDecibels)
    return (result.top1.correct, String(format: "%.1f", decibels))
  }

  @Test(.enabled(if: ChapterRuns.isExact, "the last answers need fused multiply-adds"))
  func whatTheOverridesOfChapter8Give() throws {
    let folder = try #require(ChapterRuns.chapters.first { $0.number == 8 }).url
    let text = try String(
      contentsOf: folder.appendingPathComponent("README.md"), encoding: .utf8)
    let start = "swift run workbook "
    let commands = text.split(separator: "\n")
      .filter { $0.hasPrefix("\(start)evaluate") && $0.contains(" --override ") }
      .map { $0.dropFirst(start.count).split(separator: " ").map(String.init) }
    try #require(commands.count == 2)
    let option = try #require(commands[0].firstIndex(of: "--override"))
    let plain = try evaluated(Array(commands[0][..<option]))
    let first = try evaluated(commands[0])
    let second = try evaluated(commands[1])
    let prose = text.replacingOccurrences(of: "\n", with: " ")
    for words in [
      "`\(first.decibels)` dB in place of `\(plain.decibels)`",
      "`\(first.correct)` right answers in place of `\(plain.correct)`",
      "`\(second.decibels)` dB and `\(second.correct)` right answers",
    ] {
      // A failure should not print the page.
      let isThere = prose.contains(words)
      #expect(isThere, "chapter 8 should say: \(words)")
    }
  }
}
