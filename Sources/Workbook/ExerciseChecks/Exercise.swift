import Exercises

/// One exercise: a function of a chapter's contract, and the check of what it returns.
public struct Exercise<Answers> {
  /// What the student is asked to do.
  let kind: ExerciseKind
  /// The name of the function in the contract.
  let name: String
  /// What to look at when the answer is wrong.
  let lookAt: String
  private let check: (Answers, ExerciseData) throws -> Difference?

  /// - Parameter check: Returns what is wrong, or `nil`. It asks for the answer before it asks for
  ///   data, so that an empty sheet needs no calibration.
  init(
    _ kind: ExerciseKind, _ name: String, lookAt: String,
    check: @escaping (Answers, ExerciseData) throws -> Difference?
  ) {
    self.kind = kind
    self.name = name
    self.lookAt = lookAt
    self.check = check
  }

  /// Checks an answer.
  ///
  /// - Throws: An error of the workbook's data. An error of the answer itself makes it wrong.
  func verdict(on answers: Answers, data: ExerciseData) throws -> Verdict {
    do {
      return try check(answers, data).map(Verdict.wrong) ?? .done
    } catch is NotDone {
      return .notDone
    } catch let failure as ExerciseData.Failure {
      throw failure.cause
    } catch {
      return .wrong(Difference(expected: "an answer", got: "the error “\(error)”"))
    }
  }
}

extension Exercise {
  /// An *explain* exercise: the student chooses among the cases.
  static func explain<Choice: Explanation>(
    _ name: String, lookAt: String, _ choose: @escaping (Answers) throws -> Choice
  ) -> Exercise {
    Exercise(.explain, name, lookAt: lookAt) { answers, _ in
      let choice = try choose(answers)
      return choice.whyWrong.map {
        Difference(expected: "another reason", got: "\(choice)", advice: $0)
      }
    }
  }
}

/// What an exercise asks for.
public enum ExerciseKind: String, CaseIterable, Sendable {
  /// Write the number before running anything.
  case predict
  /// Change one line: what moves?
  case change
  /// Write a function.
  case write
  /// Choose the reason.
  case explain

  /// What a right answer earns. The five exercises of a chapter are worth ten points together.
  public var points: Int {
    switch self {
    case .predict, .explain: 1
    case .change: 2
    case .write: 3
    }
  }
}
