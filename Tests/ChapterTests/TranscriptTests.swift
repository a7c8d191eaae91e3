import Foundation
import Publishing
import TestSupport
import Testing
import WorkbookKit

/// What every chapter prints, against the transcripts beside it: `transcript.txt` on the workbook's own
/// model, `imagenet.txt` on the real one. Before it stands the command.
struct TranscriptTests {
  @Test(arguments: ChapterRuns.chapters)
  func everyChapterPrintsItsTranscript(chapter: ChapterFolder) async throws {
    try await check(chapter, on: .own, "transcript.txt")
  }

  /// Chapter 0 needs no network.
  @Test(
    .enabled(if: ReferenceFolder.isPresent, ReferenceFolder.absence),
    arguments: ChapterRuns.chapters.dropFirst())
  func everyChapterPrintsItsTranscriptOnTheRealNetwork(chapter: ChapterFolder) async throws {
    try await check(chapter, on: .imageNet, "imagenet.txt")
  }

  private func check(
    _ chapter: ChapterFolder, on data: ChapterRuns.Data, _ name: String
  ) async throws {
    let outcome = try await ChapterRuns.shared.run(chapter, on: data).outcome
    let command = ChapterInvocation.line(chapter.number, options: data.options)
    let transcript = command + "\n" + outcome.output
    #expect(
      outcome.status == 0, "\(chapter.program) ends with \(outcome.status): \(outcome.errors)")
    #expect(outcome.errors.isEmpty, "\(chapter.program) complains: \(outcome.errors)")
    let file = ChapterRuns.expected(name, of: chapter)
    if Recording.isOn { return try Recording.record(Data(transcript.utf8), to: file) }
    let difference = TextComparison.difference(
      of: transcript, expected: try String(contentsOf: file, encoding: .utf8),
      name: Recording.path(file), isExact: ChapterRuns.isExact)
    if let difference { Issue.record("\(difference)") }
  }

  @Test func everyTranscriptIsComparedInWordsAndNumbers() {
    func difference(_ text: String, _ expected: String, isExact: Bool) -> String? {
      TextComparison.difference(of: text, expected: expected, name: "t", isExact: isExact)
    }
    #expect(difference("a 1\nb 2", "a 1\nb 2", isExact: true) == nil)
    let message = difference("a 1\nb 3", "a 1\nb 2", isExact: true)
    #expect(message?.contains("t:2: expected “b 2”, got “b 3”") == true)
    #expect(message?.contains("RECORD=1 swift test") == true)
    #expect(difference("a\nb", "a", isExact: true)?.contains("got “b”") == true)
    // Elsewhere a count may move a little, a word may not.
    #expect(difference("MSE   951  95.1", "MSE  948  94.8", isExact: false) == nil)
    #expect(difference("MSE 851", "MSE 948", isExact: false) != nil)
    #expect(difference("MAE 948", "MSE 948", isExact: false) != nil)
    #expect(difference("t = 2^-7", "t = 2^-30", isExact: false) != nil)
  }

  /// One list: the folders. `Package.swift` cannot read a folder, so it is compared.
  @Test func thePackageBuildsEveryChapter() throws {
    let manifest = try String(
      contentsOf: ReferenceFolder.packageRoot.appendingPathComponent("Package.swift"),
      encoding: .utf8)
    let named = manifest.matches(of: /"([0-9]+-[^"\/]+)"/).map { String($0.1) }
    #expect(
      named == ChapterRuns.chapters.map(\.name),
      "Package.swift should list the folders below Chapters/, in their order")
    #expect(ChapterRuns.chapters.map(\.number) == Array(0..<named.count))
  }
}
