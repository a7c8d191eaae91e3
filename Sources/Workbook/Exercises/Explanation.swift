/// The answers that an *explain* exercise offers: one is right, the others are what people commonly
/// believe.
public protocol Explanation: CaseIterable, Sendable {
  /// Why this answer is wrong, or `nil` for the right one.
  var whyWrong: String? { get }
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
