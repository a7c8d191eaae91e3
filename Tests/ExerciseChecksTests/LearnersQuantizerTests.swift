import ExerciseSolutions
import Exercises
import Testing

@testable import ExerciseChecks

/// A quantizer made of somebody's functions does what they do: right ones give our thresholds, wrong ones others.
@MainActor struct LearnersQuantizerTests {
  /// Solutions of chapter 4, but clipping costs nothing.
  private struct ClipsForNothing: Chapter4Exercises {
    private let right = Solutions4()

    func thresholdWithFewBits() throws -> Double { throw NotDone() }
    func errorParts(
      of values: [Double], threshold: Double, isSigned: Bool, bitWidth: Int
    ) throws -> ErrorParts {
      let parts = try right.errorParts(
        of: values, threshold: threshold, isSigned: isSigned, bitWidth: bitWidth)
      return ErrorParts(clipping: 0, rounding: parts.rounding)
    }
    func guardedMinimum(of errors: [Double], comparing bins: [Int], levels: Int) throws -> Int {
      throw NotDone()
    }
    func exponentThatKeepsTheTail() throws -> Double { throw NotDone() }
    func smallKLReason() throws -> SmallKLReason { throw NotDone() }
  }

  @Test func aWrongPartGivesOtherThresholds() throws {
    let functions = LearnersFunctions([ClipsForNothing(), Solutions5()])
    let report = try LearnersQuantizer(functions, ExerciseCheckTests.data).report()
    #expect(Set(report.missing.keys) == ["0.2", "1.3", "2.2", "2.3", "3.2", "3.3", "4.3"])
    #expect(Set(report.missing.values) == ["not done yet"])
    let share = report.equalThresholds
    #expect(share.total == 66 && share.equal < 10)
    #expect(report.rounding.equal == report.rounding.total && report.rounding.total > 100_000)
    #expect(report.answers.same.equal < report.answers.same.total)
    #expect(report.text.contains("\n4.2  errorParts           yours\n"))
    #expect(report.text.contains("\n4.3  guardedMinimum       ours: not done yet\n"))
    #expect(report.text.contains("\nthresholds  \(share.equal) of 66 as ours\n"))
  }

  @Test func oursStandsInForWhatIsNotDone() throws {
    var begun: [String] = []
    let functions = LearnersFunctions(
      [Solutions3()], rejected: ["4.2": "does not compile"], begin: { begun.append($0) })
    func threshold(_ id: String) throws -> Double {
      try functions.result(of: id, (any Chapter3Exercises).self) {
        try $0.noClippingThreshold(for: 6)
      } ours: {
        -1
      }
    }
    #expect(try threshold("3.3") == 8)
    #expect(try threshold("4.2") == -1)
    let other = try functions.result(of: "0.2", (any Chapter0Exercises).self) { _ in
      1
    } ours: {
      2
    }
    #expect(other == 2)
    #expect(functions.missing == ["4.2": "does not compile", "0.2": "not done yet"])
    #expect(begun == ["3.3", "0.2"])
  }

  @Test func anErrorOfAPartNamesIt() throws {
    struct Mistake: Error {}
    let functions = LearnersFunctions([Solutions3()])
    let error = #expect(throws: PartFailed.self) {
      try functions.result(of: "3.3", (any Chapter3Exercises).self) { _ in
        throw Mistake()
      } ours: {
        0
      }
    }
    #expect(
      error?.description == "3.3 noClippingThreshold: the error “Mistake()”; check it with "
        + "“workbook exercises 3.3”")
  }

  @Test func everyPartIsAnExercise() throws {
    let items = ExerciseCatalog.all.flatMap(\.items)
    for part in LearnersFunctions.parts {
      #expect(items.contains { $0.id == part.id && $0.name == part.name && $0.kind == .write })
    }
  }
}
