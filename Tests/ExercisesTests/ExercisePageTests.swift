import ExerciseAnswers
import Exercises
import Foundation
import Publishing
import TestSupport
import Testing
import WorkbookKit

/// The pages ask what the contracts ask, with a hint for each; the students' files are unsolved.
struct ExercisePageTests {
  private func folder(_ chapter: Int) throws -> URL {
    let chapters = ReferenceFolder.packageRoot.appendingPathComponent("Chapters")
    let names = try FileManager.default.contentsOfDirectory(atPath: chapters.path)
    let name = try #require(names.first { Int($0.prefix { $0.isNumber }) == chapter })
    return chapters.appendingPathComponent(name).appendingPathComponent("Exercises")
  }

  private func text(_ chapter: Int, _ file: String) throws -> String {
    try String(contentsOf: folder(chapter).appendingPathComponent(file), encoding: .utf8)
  }

  @Test func everyChapterHasExercises() throws {
    let chapters = ReferenceFolder.packageRoot.appendingPathComponent("Chapters")
    let names = try FileManager.default.contentsOfDirectory(atPath: chapters.path)
    let numbers = names.compactMap { Int($0.prefix { $0.isNumber }) }.sorted()
    #expect(ExerciseSheet.answers.map(\.chapter) == numbers)
    #expect(ExerciseSheet.solutions.map(\.chapter) == numbers)
  }

  @Test(arguments: ExerciseSheet.answers.map(\.chapter)) func thePageAsksWhatTheContractAsks(
    chapter: Int
  ) throws {
    let sections = try text(chapter, "README.md").components(separatedBy: "\n## ").dropFirst()
    let items = try #require(ExerciseSheet.answers.first { $0.chapter == chapter }).items
    #expect(
      sections.map { $0.prefix { $0 != "\n" } }
        == items.map { "\($0.id) \($0.kind.rawValue.capitalized): `\($0.name)`" })
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

  @Test(arguments: ExerciseSheet.answers.map(\.chapter)) func noMeasuredNumberStandsInThePage(
    chapter: Int
  ) throws {
    let prose = try text(chapter, "README.md").replacingOccurrences(
      of: "## \(chapter).", with: "## ")
    #expect(PageLint.looseNumbers(in: prose, name: "\(chapter)", printed: []) == [])
  }

  @Test(arguments: ExerciseSheet.answers.map(\.chapter)) func everyLinkIsThere(chapter: Int) throws
  {
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
  }

  @Test(arguments: ExerciseSheet.answers.map(\.chapter)) func everyStubIsOneLineOfCodeThatIsNotDone(
    chapter: Int
  ) throws {
    let file = try text(chapter, "Exercises\(chapter).swift")
    let items = try #require(ExerciseSheet.answers.first { $0.chapter == chapter }).items
    let bodies = file.components(separatedBy: " {\n    throw NotDone()\n  }\n").count - 1
    #expect(bodies == items.count)
    #expect(file.components(separatedBy: "public func ").count - 1 == items.count)
    for item in items {
      #expect(
        file.contains("  /// \(item.id) \(item.kind.rawValue.capitalized): "), "\(item.id)")
      #expect(file.contains("public func \(item.name)("), "\(item.id)")
    }
    for line in file.components(separatedBy: "\n") { #expect(line.count <= 72, "\(line)") }
  }
}
