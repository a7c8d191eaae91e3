import ExerciseChecks
import Foundation
import TestSupport
import Testing

/// An answer that does not compile, crashes or has no end is reported for its exercise alone.
struct AnswerFailureTests {
  private struct Report: Decodable {
    struct Chapter: Decodable {
      struct Exercise: Decodable, Equatable {
        let id: String
        let status: String
        let line: Int?
        let message: String?
        let printed: String?
      }
      let exercises: [Exercise]
    }
    let failed: Int
    let chapters: [Chapter]

    var exercises: [Chapter.Exercise] { chapters.flatMap(\.exercises) }
    subscript(id: String) -> Chapter.Exercise? { exercises.first { $0.id == id } }
  }

  private static let stub = "    throw NotDone()\n"

  /// Checks the answers of a folder.
  private func report(
    _ scratch: ScratchFolder, _ words: [String] = [], seconds: Int = 60
  ) throws -> Report {
    let outcome = try Programs.run(
      "workbook",
      ["exercises"] + words
        + ["--json", "--answers", scratch.url.path, "--time-limit", "\(seconds)"])
    #expect(outcome.status == 0 && outcome.errors == "", "\(outcome.errors)")
    return try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
  }

  /// A chapter's file with answers in place of the first stubs; `nil` leaves one as it is.
  private func answered(_ chapter: Int, _ bodies: [String?]) throws -> String {
    var parts = try HandedOutAnswers.text(chapter).components(separatedBy: Self.stub)
    for (position, body) in bodies.enumerated() {
      parts[position] += body.map { "    \($0)\n" } ?? Self.stub
    }
    for position in bodies.count..<parts.count - 1 { parts[position] += Self.stub }
    return parts.joined()
  }

  @Test func threeFailuresInOneChapterLeaveAllOthersAlone() throws {
    let scratch = try ScratchFolder()
    let chapters = ExerciseCatalog.all.map(\.chapter)
    try HandedOutAnswers.write(chapters, to: scratch)
    // Two right answers in other chapters show that these are really checked.
    try scratch.write(Data(answered(5, ["3.2"]).utf8), to: "Exercises5.swift")
    try scratch.write(
      Data(answered(0, [nil, nil, nil, "6.5"]).utf8), to: "Exercises0.swift")
    let before = try report(scratch)
    #expect(before.failed == 0)
    #expect(before["5.1"]?.status == "done" && before["0.4"]?.status == "done")

    let broken = try answered(
      0,
      [
        "return 3.75 * one", "while true {}",
        "let none: [Int] = []; print(none.count, terminator: \" left\\n\"); return none[3]", "6.5",
      ])
    try scratch.write(Data(broken.utf8), to: "Exercises0.swift")
    let start = Date()
    let after = try report(scratch, seconds: 2)
    #expect(-start.timeIntervalSinceNow > 2)
    #expect(after.failed == 3)
    let failed: Set = ["0.1", "0.2", "0.3"]
    #expect(
      after.exercises.filter { !failed.contains($0.id) }
        == before.exercises.filter { !failed.contains($0.id) })
    let line = try #require(
      broken.components(separatedBy: "\n").firstIndex { $0.contains("3.75 * one") })
    #expect(after["0.1"]?.status == "doesNotCompile" && after["0.1"]?.line == line + 1)
    #expect(after["0.1"]?.message == "cannot find 'one' in scope")
    #expect(after["0.2"]?.status == "endless")
    // Two seconds of computing, or five times as long on the clock of a machine that does other things.
    let stopped = ["stopped: no result after 2 s", "stopped: no result after 10 s"]
    #expect(stopped.contains(after["0.2"]?.message ?? ""))
    #expect(after["0.3"]?.status == "crashed")
    #expect(after["0.3"]?.message?.contains("Index out of range") == true)
  }

  /// Answers of chapter 5 that do not compile, with the exercises that are to blame.
  static let rejected: [(name: String, change: @Sendable (String) -> String, blamed: [String])] = [
    ("another type", { $0.replacing("-> Int {", with: "-> String {") }, ["5.4"]),
    ("another name", { $0.replacing("func intervalRatio", with: "func ratio") }, ["5.1"]),
    ("a missing brace", { cutting($0, "pairedPValue") }, ["5.3"]),
    ("an end that is cut off", { cutOff($0) }, ["5.5"]),
    (
      "a brace too many",
      {
        $0.replacing(
          "func imagesToTellApart() throws -> Int {",
          with: "func imagesToTellApart() throws -> Int { }")
      },
      ["5.4"]
    ),
    (
      "a helper that does not compile",
      {
        $0.replacing(
          "  /// 5.2 Write",
          with: "  private func half(_ x: Double) -> Double { x / two }\n\n  /// 5.2 Write")
      }, []
    ),
    (
      "an unknown module",
      { $0.replacing("import Exercises", with: "import Exercises\nimport NumPy") },
      ["5.1", "5.2", "5.3", "5.4", "5.5"]
    ),
  ]

  /// The file up to the middle of its last function.
  private static func cutOff(_ text: String) -> String {
    guard let end = text.range(of: stub, options: .backwards) else { return text }
    return String(text[..<end.lowerBound])
  }

  private static func cutting(_ text: String, _ name: String) -> String {
    guard let start = text.range(of: "func \(name)"),
      let stub = text.range(of: stub + "  }\n", range: start.upperBound..<text.endIndex)
    else { return text }
    return text.replacingCharacters(
      in: stub, with: stub.isEmpty ? "" : "    if true {\n" + Self.stub + "  }\n")
  }

  @Test(arguments: rejected.indices) func onlyWhatIsWrongIsBlamed(index: Int) throws {
    let (name, change, blamed) = Self.rejected[index]
    let scratch = try ScratchFolder()
    let text = change(try answered(5, []))
    #expect(text != (try answered(5, [])), "\(name) changes nothing")
    try scratch.write(Data(text.utf8), to: "Exercises5.swift")
    let report = try report(scratch, ["5"])
    #expect(
      report.exercises.filter { $0.status == "doesNotCompile" }.map(\.id) == blamed,
      "\(name): \(report.exercises)")
    for exercise in report.exercises where !blamed.contains(exercise.id) {
      #expect(exercise.status == "notDone", "\(name): \(exercise)")
    }
  }

  @Test func anAnswerThatMissesWhatDoesNotCompileSaysSo() throws {
    let scratch = try ScratchFolder()
    let text = try answered(5, ["half(6.4)"]).replacing(
      "  /// 5.2 Write",
      with: "  private func half(_ x: Double) -> Double { x / two }\n\n  /// 5.2 Write")
    try scratch.write(Data(text.utf8), to: "Exercises5.swift")
    let message = try #require(try report(scratch, ["5.1"])["5.1"]?.message)
    #expect(message.hasPrefix("cannot find 'half' in scope (line "))
    #expect(message.contains("does not compile either: cannot find 'two' in scope)"))
  }

  @Test func whatAnAnswerPrintsIsShownAndCutOff() throws {
    let scratch = try ScratchFolder()
    try scratch.write(
      Data(answered(5, ["for _ in 0..<100_000 { print(\"a line\") }; return 3.2"]).utf8),
      to: "Exercises5.swift")
    let exercise = try #require(try report(scratch, ["5.1"])["5.1"])
    #expect(exercise.status == "done")
    let printed = try #require(exercise.printed)
    #expect(printed.hasPrefix("a line\na line\n") && printed.utf8.count <= 2000)
  }

  @Test func anAnswerThatEndsTheProgramIsNotDone() throws {
    let scratch = try ScratchFolder()
    try scratch.write(
      Data(answered(5, ["exit(0)", nil, nil, "fatalError(\"my own\")"]).utf8),
      to: "Exercises5.swift")
    let report = try report(scratch, ["5"])
    #expect(report["5.1"]?.message == "crashed: it ended the program")
    #expect(report["5.4"]?.message?.hasSuffix("Fatal error: my own") == true)
    #expect(report["5.5"]?.status == "notDone")
  }
}
