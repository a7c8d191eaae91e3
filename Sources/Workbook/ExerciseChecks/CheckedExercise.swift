/// An exercise and what became of it.
public struct CheckedExercise: Sendable {
  /// The exercise.
  public let item: ExerciseSheet.Item
  /// What became of it.
  public let verdict: Verdict
  /// What the answer printed while it was checked.
  public var printed = ""
  /// How many tries are left until the expected number is shown; 0 when nothing is hidden.
  public var triesLeft = 0

  public init(item: ExerciseSheet.Item, verdict: Verdict) {
    self.item = item
    self.verdict = verdict
  }

  /// `done`, `wrong: expected …, got …`, `not done yet`, or why the answer gives no result.
  public var status: String {
    switch verdict {
    case .done: "done"
    case .wrong(let difference):
      triesLeft == 0
        ? "wrong: " + difference.text
        : "wrong: \(difference.textWithoutExpected); "
          + "\(triesLeft == 1 ? "one more try" : "\(triesLeft) more tries") "
          + "or --reveal to see what was expected"
    case .notDone: "not done yet"
    case .failed(let failure): failure.text
    }
  }

  /// What to look at, when the answer is wrong.
  public var advice: String? {
    if case .wrong(let difference) = verdict { difference.advice ?? item.lookAt } else { nil }
  }

  /// What the answer earns: all points of its kind when it is done, else none.
  public var points: Int { verdict == .done ? item.kind.points : 0 }
}
