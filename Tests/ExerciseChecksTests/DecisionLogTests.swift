import Foundation
import TestSupport
import Testing

@testable import ExerciseChecks

/// A decision log is counted, not graded.
struct DecisionLogTests {
  @Test func wordsBelowTheLineCount() {
    #expect(DecisionLog.words("# Title\n\n\(DecisionLog.beginning)\n") == 0)
    #expect(
      DecisionLog.words(
        "# Title\n\n\(DecisionLog.beginning)\n\nI chose t = 4, because …\n\n- 8 – no\n")
        == 7)
    #expect(DecisionLog.words("no line\n") == 2)
    #expect(
      DecisionLog(chapter: 4, after: 5, text: nil).status == "0 of 150 words; a teacher reads it")
  }

  @Test func everyChapterFromTheFourthOnHasOne() throws {
    for chapter in ExerciseCatalog.all {
      let number = chapter.chapter
      let folder = ReferenceFolder.packageRoot.appendingPathComponent(
        try HandedOutAnswers.folder(number))
      let file = folder.appendingPathComponent(DecisionLog.file(number))
      let page = try String(
        contentsOf: folder.appendingPathComponent("README.md"), encoding: .utf8)
      guard number >= DecisionLog.firstChapter else {
        #expect(!FileManager.default.fileExists(atPath: file.path))
        continue
      }
      let text = try String(contentsOf: file, encoding: .utf8)
      #expect(text.components(separatedBy: DecisionLog.beginning).count == 2)
      let rubric = try #require(
        page.components(separatedBy: "The rubric, one point for each line:").last)
      #expect(rubric.components(separatedBy: "\n- ").count == 4, "chapter \(number)")
    }
  }
}
