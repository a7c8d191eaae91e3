/// What became of an exercise.
public enum Verdict: Equatable, Sendable {
  /// The answer is right.
  case done
  /// The answer is wrong.
  case wrong(Difference)
  /// There is no answer yet.
  case notDone
  /// The answer gives no result.
  case failed(AnswerFailure)
}

/// Why an answer gives no result.
public enum AnswerFailure: Equatable, Sendable {
  /// The compiler rejects it.
  case doesNotCompile(line: Int?, message: String)
  /// Its process ended before it had a result.
  case crashed(String)
  /// It was stopped after so many seconds.
  case endless(seconds: Int)

  /// `does not compile: line 22: cannot find 'y' in scope`
  public var text: String {
    switch self {
    case .doesNotCompile(let line, let message):
      "does not compile: " + (line.map { "line \($0): " } ?? "") + message
    case .crashed(let how): "crashed: \(how)"
    case .endless(let seconds): "stopped: no result after \(seconds) s"
    }
  }
}

/// Where an answer differs from what the library computes.
public struct Difference: Equatable, Sendable {
  /// The input that shows it, or `nil` when the exercise has none.
  public let input: String?
  /// What the library says.
  public let expected: String
  /// What the answer says.
  public let got: String
  /// What to look at, when there is more to say than the exercise's own advice.
  public let advice: String?

  public init(input: String? = nil, expected: String, got: String, advice: String? = nil) {
    self.input = input
    self.expected = expected
    self.got = got
    self.advice = advice
  }

  /// `for x = 4.2: expected 3.5, got 4`
  public var text: String {
    (input.map { "for \($0): " } ?? "") + "expected \(expected), got \(got)"
  }

  /// `for x = 4.2: got 4`
  var textWithoutExpected: String { (input.map { "for \($0): " } ?? "") + "got \(got)" }
}
