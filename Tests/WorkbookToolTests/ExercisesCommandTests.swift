import ExerciseChecks
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
        let points: Int
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

  /// The answers as learners get them; a learner's own are nobody's business here.
  private func handedOut() throws -> ScratchFolder {
    let scratch = try ScratchFolder()
    try HandedOutAnswers.write(ExerciseCatalog.all.map(\.chapter), to: scratch)
    return scratch
  }

  @Test func ownAnswersLieBesideThePages() throws {
    let outcome = try Programs.run("workbook", ["exercises", "0"])
    #expect(outcome.status == 0)
    #expect(
      outcome.output.hasPrefix(
        "Chapter 0 · Chapters/00-A-Threshold-by-Hand/Exercises/Exercises0.swift\n0.1  predict  "))
  }

  @Test func oneChapterOfStubsIsNotDoneYet() throws {
    let handedOut = try handedOut()
    let outcome = try Programs.run(
      "workbook", ["exercises", "0", "--answers", handedOut.url.path])
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    let lines = outcome.output.components(separatedBy: "\n")
    #expect(lines.first?.hasSuffix("/Exercises0.swift") == true)
    #expect(lines.count { $0.hasSuffix("  not done yet") } == 5)
    #expect(lines.dropLast().last == "0 of 5 done, 0 wrong, 5 not done yet")
    #expect(!outcome.output.contains("skipped"))
  }

  @Test func allChaptersOfStubsAreCountedInJSON() throws {
    let handedOut = try handedOut()
    let outcome = try Programs.run(
      "workbook", ["exercises", "--json", "--answers", handedOut.url.path])
    #expect(outcome.status == 0)
    let answer = try JSONDecoder().decode(Answer.self, from: Data(outcome.output.utf8))
    let items = ExerciseCatalog.all.flatMap(\.items)
    #expect(answer.schema == 1)
    #expect(answer.answers == "folder")
    #expect(answer.exercises == items.count)
    #expect((answer.done, answer.wrong, answer.notDone) == (0, 0, items.count))
    #expect(answer.chapters.map(\.chapter) == ExerciseCatalog.all.map(\.chapter))
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

  @Test func everySolutionIsDoneInAProcessOfItsOwn() throws {
    let outcome = try Programs.run(
      "workbook", ["exercises", "--solutions", "--points", "--must-be-done"])
    #expect(outcome.status == 0)
    let lines = outcome.output.split(separator: "\n")
    let items = ExerciseCatalog.all.flatMap(\.items)
    #expect(lines.count == 1 + items.count + ExerciseCatalog.all.count + 1)
    #expect(lines[0] == "chapter,exercise,kind,name,status,points,outOf")
    #expect(lines[1] == "0,0.1,predict,predictedValue,done,1,1")
    #expect(lines[6] == "0,,chapter,,,10,10")
    let sum = items.map(\.kind.points).reduce(0, +)
    #expect(lines.last == ",,total,,,\(sum),\(sum)")
  }

  @Test func theSolutionsMakeOurQuantizer() throws {
    let outcome = try Programs.run(
      "workbook", ["exercises", "build", "--solutions", "--must-be-done"])
    #expect(outcome.status == 0 && outcome.errors == "", "\(outcome.errors)")
    #expect(!outcome.output.contains("ours:"))
    #expect(outcome.output.contains("\nthresholds  66 of 66 as ours\n"))
    #expect(
      outcome.output.contains("\nrounding    569904 of 569904 values of one picture as ours\n"))
    #expect(outcome.output.contains("\nanswers     1000 of 1000 as ours\n"))
  }

  @Test func aPartThatCrashesIsNamed() throws {
    let handedOut = try handedOut()
    let text = try HandedOutAnswers.text(1).components(separatedBy: "    throw NotDone()\n")
    try handedOut.write(
      Data(
        (text[..<3].joined(separator: "    throw NotDone()\n")
          + "    fatalError(\"my own\")\n"
          + text[3...].joined(separator: "    throw NotDone()\n")).utf8),
      to: "Exercises1.swift")
    let outcome = try Programs.run(
      "workbook", ["exercises", "build", "--answers", handedOut.url.path, "--must-be-done"])
    #expect(outcome.status == 1)
    #expect(outcome.output.hasPrefix("no quantizer: 1.3 folded: crashed: "), "\(outcome.output)")
    #expect(outcome.output.hasSuffix("Fatal error: my own\n"))
  }

  @Test func oneExerciseAlone() throws {
    let outcome = try Programs.run(
      "workbook", ["exercises", "6.4", "--solutions", "--json", "--must-be-done"])
    #expect(outcome.status == 0)
    let answer = try JSONDecoder().decode(Answer.self, from: Data(outcome.output.utf8))
    #expect(answer.chapters.flatMap(\.exercises).map(\.id) == ["6.4"])
    #expect(answer.chapters.flatMap(\.exercises).map(\.points) == [2])
  }

  @Test func whatMustBeDoneAndIsNotIsStatus1() throws {
    let handedOut = try handedOut()
    let outcome = try Programs.run(
      "workbook",
      ["exercises", "0.1", "--must-be-done", "--answers", handedOut.url.path])
    #expect(outcome.status == 1 && outcome.errors == "")
    #expect(outcome.output.contains("0.1  predict  predictedValue            not done yet\n"))
    #expect(!outcome.output.contains("0.2"))
  }

  /// Who has handed in nothing has done nothing.
  @Test func aFolderWithoutAnswersCountsAsNotDone() throws {
    let scratch = try ScratchFolder()
    try scratch.write(Data("# Decision 4\n".utf8), to: "Decision4.md")
    let folder = scratch.url.path
    let outcome = try Programs.run("workbook", ["exercises", "--points", "--answers", folder])
    #expect(outcome.status == 0)
    let sum = ExerciseCatalog.all.flatMap(\.items).map(\.kind.points).reduce(0, +)
    #expect(outcome.output.hasSuffix("\n,,total,,,0,\(sum)\n"), "\(outcome.output.suffix(100))")
    #expect(outcome.errors == "workbook: note: there are no files of answers in \(folder)\n")
    let one = try Programs.run(
      "workbook", ["exercises", "3", "--must-be-done", "--answers", folder])
    #expect(one.status == 1 && one.output.contains(" 0 wrong, "))
    #expect(one.errors.contains("there is no file of answers to chapter 3 in \(folder)"))
    let build = try Programs.run("workbook", ["exercises", "build", "--answers", folder])
    #expect(build.status == 0 && build.output.contains("none of these functions is yours yet"))
  }

  @Test func aFolderThatIsNotThereIsMissing() throws {
    let scratch = try ScratchFolder()
    let folder = scratch.file("none").path
    for word in ["0", "build"] {
      let outcome = try Programs.run("workbook", ["exercises", word, "--answers", folder])
      #expect(outcome.status == 66 && outcome.output == "")
      #expect(outcome.errors.contains("\(folder): there is no such folder"), "\(outcome.errors)")
    }
  }

  @Test(arguments: ["99", "-1", "two", "3.9"]) func aChapterThatDoesNotExistIsUsage(number: String)
    throws
  {
    let outcome = try Programs.run("workbook", ["exercises", "--", number])
    #expect(outcome.status == 64)
    #expect(outcome.output == "")
    #expect(outcome.errors.contains(number))
  }

  @Test func anEmptySheetNeedsNoData() throws {
    let handedOut = try handedOut()
    let outcome = try Programs.run(
      "workbook", ["exercises", "--answers", handedOut.url.path],
      environment: ["WORKBOOK_DATA": "/nowhere"])
    #expect(outcome.status == 0)
    let count = ExerciseCatalog.all.flatMap(\.items).count
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
