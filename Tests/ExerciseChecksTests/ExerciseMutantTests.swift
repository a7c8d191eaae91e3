import Exercises
import Testing

@testable import ExerciseChecks

/// Checks are neither too kind nor too strict: one mistake is found where it is, and another right
/// answer is as good.
@MainActor struct ExerciseMutantTests {
  /// What is not done: `0.2 wrong: …` for the one mistake of a mutant, nothing for a right answer.
  private func mistakes<Answers>(
    _ chapter: Int, _ exercises: [Exercise<Answers>], _ mutant: Answers
  ) throws -> String {
    try ExerciseSheet(chapter, exercises, answers: mutant).check(ExerciseCheckTests.data)
      .filter { $0.verdict != .done }.map { "\($0.item.id) \($0.status)" }.joined(separator: "; ")
  }

  @Test func mistakesOfChapter0() throws {
    let mutants: [(any Chapter0Exercises, String)] = [
      (RoundsDown(), "0.2 wrong: for level 1, t = 4, 3 bits: expected 0.25 to 0.75, got 0.5 to 1"),
      (NoLowerEnd(), "0.2 wrong: for level 0, t = 4, 3 bits: expected -∞ to 0.25, got 0 to 0.25"),
      (
        SmallerThanAllowed(),
        "0.3 wrong: for the values [2, 6], an error of 0: expected 2, got 16"
      ),
      (Fails(), "0.1 wrong: expected an answer, got the error “Mistake()”"),
      (NotANumber(), "0.1 wrong: for x = 3.9, t = 4, 4 bits: expected 3.75, got nan"),
      (KeptAtTheEnd(), ""),
    ]
    for (mutant, text) in mutants {
      #expect(try mistakes(0, Chapter0.exercises, mutant) == text, "\(mutant)")
    }
  }

  @Test func mistakesOfChapter1() throws {
    let bias = try mistakes(1, Chapter1.exercises, FoldsBackwards())
    #expect(bias.hasPrefix("1.3 wrong: for the bias of w = [1, -2], b = 0, γ = [2, 1]"))
    #expect(
      try mistakes(1, Chapter1.exercises, NoBiases())
        == "1.2 wrong: for an invented layer, 7 to 7 channels, window 5 × 5, depthwise, "
        + "with a bias: expected 182, got 175")
    #expect(
      try mistakes(1, Chapter1.exercises, NoSuchLayer())
        == "1.4 wrong: expected the name of a layer of the network, got “Conv2_relu”")
  }

  @Test func mistakesOfChapter2() throws {
    let mutants: [(any Chapter2Exercises, String)] = [
      (
        EdgesToTheLeft(),
        "2.2 wrong: for the values [-2, -1.5, 0, 0, 0.75, 2], 4 bins: "
          + "expected [2, 0, 3, 1], got [2, 2, 1, 1]"
      ),
      (
        EqualValuesFirst(),
        "2.2 wrong: for the values [5, 5, 5], 4 bins: expected [0, 0, 3, 0], got [3, 0, 0, 0]"
      ),
      (
        MovesMiddles(),
        "2.3 wrong: for [4, 8] in [0, 1, 2] over [0, 0.5, 1, 1.5, 2]: "
          + "expected [2, 2, 4, 4], got [0, 4, 0, 8]"
      ),
      (SpreadsSums(), ""),
    ]
    for (mutant, text) in mutants {
      #expect(try mistakes(2, Chapter2.exercises, mutant) == text, "\(mutant)")
    }
  }

  @Test func mistakesOfChapter3() throws {
    let mutants: [(any Chapter3Exercises, String)] = [
      (
        SignForNothing(),
        "3.2 wrong: for t = 8, signed, 8 bits: expected -8 to 7.9375, got -8 to 7.96875"
      ),
      (AtLeastOne(), "3.3 wrong: for a largest magnitude of 0.3: expected 0.5, got 1"),
      (
        JudgesOtherwise(),
        "3.4 wrong: for Conv1_relu with this configuration: expected a grid that ends within two "
          + "steps of 6, got one that ends at 7.96875, step 2^-5"
      ),
      (UniformGrids(), ""),
    ]
    for (mutant, text) in mutants {
      #expect(try mistakes(3, Chapter3.exercises, mutant) == text, "\(mutant)")
    }
  }

  @Test func mistakesOfChapter4() throws {
    let means = try mistakes(4, Chapter4.exercises, MeansOfTheirOwn())
    #expect(means.hasPrefix("4.2 wrong: for clipping of the values "))
    let mutants: [(any Chapter4Exercises, String)] = [
      (
        MoreBinsThanLevels(),
        "4.3 wrong: for the errors [5, 3, 4, 1, 0], the bins [64, 32, 16, 8, 4], 8 levels: "
          + "expected 3, got 1"
      ),
      (
        StopsInTheFirstValley(),
        "4.3 wrong: for the errors [5, 3, 4, 1, 0], the bins [64, 32, 16, 8, 4], 8 levels: "
          + "expected 3, got 1"
      ),
      (HugeExponent(), "4.4 wrong: expected an exponent from 0.5 to 12, got 1000000"),
      (LargestExponent(), ""),
    ]
    for (mutant, text) in mutants {
      #expect(try mistakes(4, Chapter4.exercises, mutant) == text, "\(mutant)")
    }
  }

  @Test func mistakesOfChapter5() throws {
    let even = "5 images only the first gets, 5 only the second, 0 both, 0 neither"
    #expect(
      try mistakes(5, Chapter5.exercises, NotCapped())
        == "5.3 wrong: for \(even): expected 1, got 1.246094")
    let second = "1 images only the first gets, 7 only the second, 40 both, 2 neither"
    #expect(
      try mistakes(5, Chapter5.exercises, OneSide())
        == "5.3 wrong: for \(second): expected 0.070313, got 1")
    #expect(try mistakes(5, Chapter5.exercises, InLogarithms()) == "")
  }

  @Test func mistakesOfChapter6() throws {
    let both = try mistakes(6, Chapter6.exercises, RoomOnBothSides())
    #expect(both.hasPrefix("6.2 wrong: for [1, -1, 0.5, -0.25], 2 channels, 8 bits: expected "))
    let outermost = try mistakes(6, Chapter6.exercises, ChannelsOutermost())
    #expect(outermost.hasPrefix("6.2 wrong: for [1, -1, 0.5, -0.25], 2 channels, 8 bits: "))
    #expect(
      try mistakes(6, Chapter6.exercises, MiddleOfTheWindow())
        == "6.3 wrong: for bias 0.5, weights [[0.1], [0.2], [-0.4]], "
        + "on the grid [[0], [0.25], [-0.5]], input means [3], inside [1, 1, 1]: "
        + "expected 0.95, got 0.35")
    #expect(
      try mistakes(6, Chapter6.exercises, NoPadding())
        == "6.3 wrong: for bias 0.5, weights [[0.1], [0.2], [-0.4]], "
        + "on the grid [[0], [0.25], [-0.5]], input means [3], inside [0.75, 1, 0.75]: "
        + "expected 0.8, got 0.95")
  }

  @Test func mistakesOfChapter10() throws {
    #expect(
      try mistakes(10, Chapter10.exercises, AlwaysAbove())
        == "10.2 wrong: for 75 % of [0.5, 1, 2, 9]: expected 2, got 4")
    #expect(
      try mistakes(10, Chapter10.exercises, NoMagnitudes())
        == "10.2 wrong: for 50 % of [-7, 1, -3, 0.25]: expected 1, got 0.125")
    #expect(
      try mistakes(10, Chapter10.exercises, NoZero())
        == "10.3 wrong: for the step of 2 to 6, 8 bits: expected 0.023529, got 0.015686")
  }

  @Test func mistakesOfChapter7() throws {
    #expect(
      try mistakes(7, Chapter7.exercises, HalvesAway())
        == "7.2 wrong: for sum -3, multiplier 1073741824, shift 0, zero point 0: expected -1, got -2"
    )
    #expect(
      try mistakes(7, Chapter7.exercises, ZeroPointLast())
        == "7.2 wrong: for sum 1000000, multiplier 1073741824, shift 2, zero point 5: "
        + "expected 127, got 132")
    #expect(
      try mistakes(7, Chapter7.exercises, TurnedBit())
        == "7.3 wrong: for pixel 128: expected 1, got 0")
  }

  @Test func mistakesOfChapter8() throws {
    #expect(
      try mistakes(8, Chapter8.exercises, MeanOfRatios()).hasPrefix(
        "8.2 wrong: for exact [[10, 0], [1, 0]], rounded [[9, 0], [1, 1]]: expected "))
    #expect(
      try mistakes(8, Chapter8.exercises, MoreBits())
        == "8.3 wrong: for noises [3, 1 with more bits], before 3.5: expected 0, got 1")
    #expect(
      try mistakes(8, Chapter8.exercises, LeastOfTheTried())
        == "8.3 wrong: for noises [5, 4], before 3.5: expected nil, got 1")
  }

  @Test func mistakesOfChapter9() throws {
    let mutants: [(any Chapter9Exercises, String)] = [
      (
        LeavesTheOrder(),
        "9.2 wrong: for the order [3, 0, 2, 1]: expected [[0, 3], [1, 2]], got [[3, 0], [2, 1]]"
      ),
      (
        OneHalfsFactor(),
        "9.3 wrong: for the errors [8, 2, 3] and [9, 4, 2]: expected 2, got 1.5"
      ),
      (
        LastSmallest(),
        "9.3 wrong: for the errors [2, 2, 3] and [5, 4, 6]: expected 1.25, got 1"
      ),
    ]
    for (mutant, text) in mutants {
      #expect(try mistakes(9, Chapter9.exercises, mutant) == text, "\(mutant)")
    }
  }
}
