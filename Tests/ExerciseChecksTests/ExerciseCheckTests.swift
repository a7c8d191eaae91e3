import Exercises
import ExerciseSolutions
import PostTrainingQuantization
import Testing

@testable import ExerciseChecks

/// Every solution is done, every wrong answer is wrong and says why.
@MainActor struct ExerciseCheckTests {
  /// The chapters, by number.
  nonisolated static let chapters = ExerciseSheet.solutions.map(\.chapter)

  private func sheet(_ chapter: Int, in sheets: [ExerciseSheet]) throws -> ExerciseSheet {
    try #require(sheets.first { $0.chapter == chapter })
  }

  /// One calibration for all tests.
  static let data = ExerciseData()

  @Test(arguments: chapters) func everySolutionIsDone(chapter: Int) throws {
    let sheet = try sheet(chapter, in: ExerciseSheet.solutions)
    for checked in try sheet.check(Self.data) {
      #expect(checked.verdict == .done, "\(checked.item.id) \(checked.status)")
    }
  }

  private static var wrongSheets: [ExerciseSheet] {
    [
      ExerciseSheet(0, Chapter0.exercises, answers: WrongAnswers0()),
      ExerciseSheet(1, Chapter1.exercises, answers: WrongAnswers1()),
      ExerciseSheet(2, Chapter2.exercises, answers: WrongAnswers2()),
      ExerciseSheet(3, Chapter3.exercises, answers: WrongAnswers3()),
      ExerciseSheet(4, Chapter4.exercises, answers: WrongAnswers4()),
      ExerciseSheet(5, Chapter5.exercises, answers: WrongAnswers5()),
      ExerciseSheet(6, Chapter6.exercises, answers: WrongAnswers6()),
      ExerciseSheet(7, Chapter7.exercises, answers: WrongAnswers7()),
      ExerciseSheet(8, Chapter8.exercises, answers: WrongAnswers8()),
      ExerciseSheet(9, Chapter9.exercises, answers: WrongAnswers9()),
      ExerciseSheet(10, Chapter10.exercises, answers: WrongAnswers10()),
    ]
  }

  @Test(arguments: chapters) func everyWrongAnswerIsWrongAndSaysWhy(chapter: Int) throws {
    for checked in try sheet(chapter, in: Self.wrongSheets).check(Self.data) {
      let id = checked.item.id
      guard case .wrong(let difference) = checked.verdict else {
        Issue.record("\(id) is “\(checked.status)”, but the answer is wrong")
        continue
      }
      #expect(!difference.expected.isEmpty && difference.expected != difference.got, "\(id)")
      #expect(
        checked.status.hasSuffix("expected \(difference.expected), got \(difference.got)"), "\(id)")
      #expect(checked.advice?.last.map { ".?".contains($0) } == true, "\(id)")
      // A function is shown the very input.
      if checked.item.kind == .write { #expect(difference.input != nil, "\(id)") }
    }
  }

  /// A check that cannot look says so; it is neither done nor the answer's fault.
  @Test func whatCannotBeCheckedIsNotDone() throws {
    let exercise = Exercise<any Chapter3Exercises>(.predict, "reachableValues", lookAt: "") {
      answers, data in
      _ = try answers.reachableValues()
      let layer: Int? = nil
      return compare(try data.needed(layer, "Conv1_relu is no ReLU"), 0)
    }
    let error = #expect(throws: CannotCheck.self) {
      try exercise.verdict(on: Solutions3(), data: Self.data)
    }
    #expect(error?.description.contains("Conv1_relu is no ReLU") == true)
    #expect(try exercise.verdict(on: NotBegun(), data: Self.data) == .notDone)
  }

  private struct NotBegun: Chapter3Exercises {
    func reachableValues() throws -> Int { throw NotDone() }
    func gridRange(
      threshold: Double, isSigned: Bool, bitWidth: Int
    ) throws -> ClosedRange<Double> { throw NotDone() }
    func noClippingThreshold(for magnitude: Double) throws -> Double { throw NotDone() }
    func changed(_ config: QuantizationConfig) throws -> QuantizationConfig { throw NotDone() }
    func lastNodeReason() throws -> LastNodeReason { throw NotDone() }
  }

  @Test func wrongAnswersNameInputExpectedAndGot() throws {
    func statuses(_ chapter: Int) throws -> [String] {
      try Self.wrongSheets[chapter].check(Self.data).map(\.status)
    }
    let first = try statuses(0)
    #expect(first[0] == "wrong: for x = 3.9, t = 4, 4 bits: expected 3.75, got 4")
    #expect(
      first[1] == "wrong: for level 0, t = 4, 3 bits: expected -∞ to 0.25, got -0.25 to 0.25")
    #expect(
      first[3] == "wrong: for 5.25 as the largest of the values: "
        + "expected a grid that reaches it, got t = 4, whose grid ends at 3.5")
    #expect(first[4] == "wrong: expected another reason, got mseSinceItSquares")
    #expect(try statuses(1)[0] == "wrong: for bn_Conv1, 16 channels: expected 64, got 32")
    #expect(try statuses(2)[3] == "wrong: expected digest and counts, got digest and range")
    #expect(
      try statuses(3)[1] == "wrong: for t = 8, unsigned, 8 bits: expected 0 to 7.96875, got 0 to 8")
    #expect(
      try statuses(4)[2]
        == "wrong: for the errors [5, 3, 4, 1, 0], the bins [64, 32, 16, 8, 4], 16 levels: "
        + "expected 1, got 4")
  }

  /// Two answers right, one wrong, two missing: what a student sees on the way.
  private struct HalfDone: Chapter0Exercises {
    func predictedValue() throws -> Double { 3.75 }
    func valuesOfLevel(
      _ level: Int, threshold: Double, bitWidth: Int
    ) throws -> ClosedRange<Double> {
      WrongAnswers0().valuesOfLevel(level, threshold: threshold, bitWidth: bitWidth)
    }
    func bitWidthNeeded(for values: [Double], error: Double) throws -> Int { throw NotDone() }
    func largestValueKept() throws -> Double { throw NotDone() }
    func outlierReason() throws -> OutlierReason { .maeSinceItDoesNotSquare }
  }

  @Test func aHalfDoneChapterSaysWhatIsWrong() throws {
    let sheet = ExerciseSheet(0, Chapter0.exercises, answers: HalfDone())
    var lines: [String] = []
    let checked = try sheet.check(Self.data) { lines.append(ExerciseReport.text($0)) }
    let expected = """
      0.1  predict  predictedValue            done
      0.2  write    valuesOfLevel             wrong: for level 0, t = 4, 3 bits: expected -∞ to 0.25, got -0.25 to 0.25
                                              Everything below the grid is clipped to level 0: there is no lower end.
      0.3  write    bitWidthNeeded            not done yet
      0.4  change   largestValueKept          not done yet
      0.5  explain  outlierReason             done
      """
    #expect(lines.joined(separator: "\n") == expected)
    #expect(ExerciseReport.summary(checked) == "2 of 5 done, 1 wrong, 2 not done yet")
    let json = ExerciseReport.json([.init(number: 0, checked: checked)], answers: "own").text()
    #expect(json.contains(#""exercises": 5, "done": 2, "wrong": 1, "notDone": 2"#))
    #expect(json.contains(#""points": 2, "outOf": 10"#))
    #expect(
      json.contains(
        #""status": "wrong", "input": "level 0, t = 4, 3 bits", "expected": "-∞ to 0.25", "#
          + #""got": "-0.25 to 0.25""#))
  }
}
