import ExerciseChecks
import ExerciseSolutions
import Exercises
import Foundation
import Publishing
import TestSupport
import Testing
import WorkbookKit

/// The pages ask what the contracts ask, with a hint for each; the students' files are unsolved.
struct ExercisePageTests {
  private static let chapters = ExerciseSheet.solutions.map(\.chapter)

  private func items(_ chapter: Int) throws -> [ExerciseSheet.Item] {
    try #require(ExerciseCatalog.all.first { $0.chapter == chapter }).items
  }

  private func folder(_ chapter: Int) throws -> URL {
    ReferenceFolder.packageRoot.appendingPathComponent(try HandedOutAnswers.folder(chapter))
  }

  private func text(_ chapter: Int, _ file: String) throws -> String {
    try String(contentsOf: folder(chapter).appendingPathComponent(file), encoding: .utf8)
  }

  @Test func everyChapterHasExercises() throws {
    let chapters = ReferenceFolder.packageRoot.appendingPathComponent("Chapters")
    let names = try FileManager.default.contentsOfDirectory(atPath: chapters.path)
    let numbers = names.compactMap { Int($0.prefix { $0.isNumber }) }.sorted()
    #expect(ExerciseCatalog.all.map(\.chapter) == numbers)
    #expect(ExerciseSheet.solutions.map(\.chapter) == numbers)
  }

  @Test(arguments: chapters) func thePageAsksWhatTheContractAsks(chapter: Int) throws {
    let sections = try text(chapter, "README.md").components(separatedBy: "\n## ").dropFirst()
    let items = try items(chapter)
    var titles = items.map { "\($0.id) \($0.kind.rawValue.capitalized): `\($0.name)`" }
    if chapter >= DecisionLog.firstChapter {
      titles.append("\(chapter).\(items.count + 1) Decide: `\(DecisionLog.file(chapter))`")
    }
    #expect(sections.map { $0.prefix { $0 != "\n" } } == titles.map { $0[...] })
    for (section, item) in zip(sections, items) {
      for summary in ["Hint", "What it shows"] {
        let parts = section.components(separatedBy: "<details><summary>\(summary)</summary>\n\n")
        #expect(parts.count == 2, "\(item.id) has no “\(summary)”")
        let folded = parts.last?.components(separatedBy: "\n\n</details>").first ?? ""
        #expect(folded.count > 20, "\(item.id): “\(summary)” says nothing")
      }
    }
    #expect(Set(items.map(\.kind)) == Set(ExerciseKind.allCases))
  }

  @Test(arguments: chapters) func noMeasuredNumberStandsInThePage(chapter: Int) throws {
    let prose = try text(chapter, "README.md").replacingOccurrences(
      of: "## \(chapter).", with: "## ")
    #expect(PageLint.looseNumbers(in: prose, name: "\(chapter)", printed: []) == [])
  }

  @Test(arguments: chapters) func everyLinkIsThere(chapter: Int) throws {
    let page = try text(chapter, "README.md")
    let links = page.matches(of: try Regex(#"\]\(([^)#]+)"#))
    #expect(links.count >= 3)
    for link in links {
      let file = try folder(chapter).appendingPathComponent(
        String(link.output[1].substring ?? ""))
      #expect(FileManager.default.fileExists(atPath: file.path), "\(file.path)")
    }
  }

  @Test func thePageNamesEveryReason() throws {
    func expectAll<Choice: Explanation>(_: Choice.Type, _ chapter: Int) throws {
      let page = try text(chapter, "README.md")
      for choice in Choice.allCases {
        #expect(page.contains("- `\(choice)`: "), "chapter \(chapter) lacks \(choice)")
      }
      #expect(page.components(separatedBy: "\n- `").count - 1 == Choice.allCases.count)
    }
    try expectAll(OutlierReason.self, 0)
    try expectAll(BoundReason.self, 1)
    try expectAll(DatasetReason.self, 2)
    try expectAll(LastNodeReason.self, 3)
    try expectAll(SmallKLReason.self, 4)
    try expectAll(SmallDifferenceReason.self, 5)
    try expectAll(PaddingReason.self, 6)
    try expectAll(DifferenceByOneReason.self, 7)
    try expectAll(UnseenPicturesReason.self, 8)
    try expectAll(AgreeingHalvesReason.self, 9)
    try expectAll(EntropyReason.self, 10)
  }

  @Test(arguments: chapters) func everyStubIsOneLineOfCodeThatIsNotDone(chapter: Int) throws {
    let file = try HandedOutAnswers.text(chapter)
    let items = try items(chapter)
    #expect(
      HandedOutAnswers.stubs(file) == items.count,
      "put “throw NotDone()” back into Exercises\(chapter).swift")
    #expect(file.components(separatedBy: "public func ").count - 1 == items.count)
    for item in items {
      #expect(
        file.contains("  /// \(item.id) \(item.kind.rawValue.capitalized): "), "\(item.id)")
      #expect(file.contains("public func \(item.name)("), "\(item.id)")
    }
    for line in file.components(separatedBy: "\n") { #expect(line.count <= 72, "\(line)") }
  }
}
