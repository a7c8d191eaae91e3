import Foundation
import TestSupport
import Testing

@testable import Publishing

/// What students get holds no answers; the key holds them all.
struct HandoutTests {
  private static let root = ReferenceFolder.packageRoot

  private static let numbers = Set(ChapterRuns.chapters.map(\.number))

  @Test func studentsGetNeitherNotesNorHintsNorAnswers() throws {
    let page = try Handout(package: Self.root, chapters: Self.numbers).students()
    for part in FoldedPart.allCases {
      #expect(!page.contains("<summary>\(part.rawValue)</summary>"), "\(part)")
    }
    #expect(!page.contains("--solutions") && !page.contains("How to teach"))
    for number in Self.numbers { #expect(page.contains(">Chapter \(number): ")) }
    #expect(page.contains(">Symbols and words</h3>"))
  }

  @Test func theTableOfRoundingIsEmpty() throws {
    let page = try Handout(package: Self.root, chapters: [0]).students()
    // The worksheet's and the chapter's: ten values, four thresholds; and the numbers of the text.
    let gaps = page.components(separatedBy: BlankTable.gapHTML).count - 1
    let own = try #require(PageTests.chapterPages.first).text
    let inline = own.matches(of: /#rounding\/[^\/]*\/([^ ]+( = [0-9])?) -->/).filter { $0.1 != "x" }
    #expect(inline.count > 2)
    #expect(gaps == 2 * 10 * 4 + 6 + inline.count)
    #expect(!page.contains(BlankTable.gap))
    #expect(!page.contains("Chapter 1: "))
  }

  @Test func theKeyHasEveryExerciseWithItsAnswer() throws {
    var answers: [String: Handout.Answer] = [:]
    var count = 0
    for page in PageTests.pages {
      guard case .exercises = page.kind else { continue }
      for match in page.text.matches(of: /(?m)^## ([0-9]+\.[0-9]+) [PCWE]/) {
        answers[String(match.1)] = Handout.Answer(value: "<\(match.1)>", code: ["// \(match.1)"])
        count += 1
      }
    }
    let key = try Handout(package: Self.root, chapters: Self.numbers).key(answers: answers)
    #expect(count > 40)
    for id in answers.keys {
      let hasBoth = key.contains("<code>&lt;\(id)&gt;</code>") && key.contains(">// \(id)<")
      #expect(hasBoth, "\(id)")
    }
    for part in ["Hint", "What it shows"] {
      #expect(key.components(separatedBy: "<p class=\"part\">\(part)</p>").count - 1 == count)
    }
    // The rubrics of the decision logs.
    #expect(key.components(separatedBy: "The rubric, one point for each line").count == 8)
    // The notes of every chapter, and the filled table.
    for number in Self.numbers { #expect(key.contains(">Chapter \(number): ")) }
    #expect(key.contains("   x  t = 8  t = 4  t = 2  t = 1"))
  }
}
