import ExerciseAnswers
import ExerciseSolutions
import Exercises
import Foundation
import TestSupport
import Testing

/// The built program, run as a student runs it.
struct ExercisesCommandTests {
  private struct Answer: Decodable {
    struct Chapter: Decodable {
      struct Exercise: Decodable {
        let id: String
        let kind: String
        let name: String
        let status: String
        let expected: String?
      }
      let chapter: Int
      let exercises: [Exercise]
    }
    let schema: Int
    let answers: String
    let exercises: Int
    let done: Int
    let wrong: Int
    let notDone: Int
    let chapters: [Chapter]
  }

  @Test func oneChapterOfStubsIsNotDoneYet() throws {
    let outcome = try Programs.run("workbook", ["exercises", "0"])
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    let lines = outcome.output.components(separatedBy: "\n")
    #expect(
      lines.first
        == "Chapter 0 · Chapters/00-A-Threshold-by-Hand/Exercises/Exercises0.swift")
    #expect(lines.count { $0.hasSuffix("  not done yet") } == 5)
    #expect(lines.dropLast().last == "0 of 5 done, 0 wrong, 5 not done yet")
    #expect(!outcome.output.contains("skipped"))
  }

  @Test func allChaptersOfStubsAreCountedInJSON() throws {
    let outcome = try Programs.run("workbook", ["exercises", "--json"])
    #expect(outcome.status == 0)
    let answer = try JSONDecoder().decode(Answer.self, from: Data(outcome.output.utf8))
    let items = ExerciseSheet.answers.flatMap(\.items)
    #expect(answer.schema == 1)
    #expect(answer.answers == "own")
    #expect(answer.exercises == items.count)
    #expect((answer.done, answer.wrong, answer.notDone) == (0, 0, items.count))
    #expect(answer.chapters.map(\.chapter) == ExerciseSheet.answers.map(\.chapter))
    #expect(answer.chapters.flatMap(\.exercises).map(\.id) == items.map(\.id))
    #expect(answer.chapters.flatMap(\.exercises).allSatisfy { $0.status == "notDone" })
  }

  @Test func theSolutionsAreDone() throws {
    let outcome = try Programs.run("workbook", ["exercises", "6", "--solutions"])
    #expect(outcome.status == 0)
    #expect(
      outcome.output.hasPrefix("Chapter 6 · Sources/Workbook/ExerciseSolutions/Solutions6.swift\n"))
    #expect(outcome.output.hasSuffix("\n5 of 5 done, 0 wrong, 0 not done yet\n"))
  }

  @Test(arguments: ["99", "-1", "two"]) func aChapterThatDoesNotExistIsUsage(number: String) throws
  {
    let outcome = try Programs.run("workbook", ["exercises", "--", number])
    #expect(outcome.status == 64)
    #expect(outcome.output == "")
    #expect(outcome.errors.contains(number))
  }

  @Test func anEmptySheetNeedsNoData() throws {
    let outcome = try Programs.run(
      "workbook", ["exercises"], environment: ["WORKBOOK_DATA": "/nowhere"])
    #expect(outcome.status == 0)
    let count = ExerciseSheet.answers.flatMap(\.items).count
    #expect(outcome.output.hasSuffix("\n0 of \(count) done, 0 wrong, \(count) not done yet\n"))
  }

  @Test func missingDataIsNotTheAnswersFault() throws {
    let outcome = try Programs.run(
      "workbook", ["exercises", "1", "--solutions"],
      environment: ["WORKBOOK_DATA": "/nowhere"])
    #expect(outcome.status == 66)
    #expect(outcome.errors.hasPrefix("workbook: error: no weights and images were found"))
  }
}
