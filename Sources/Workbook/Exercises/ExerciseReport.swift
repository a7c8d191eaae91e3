import Support
import TargetPlatform

/// What `workbook exercises` prints.
public enum ExerciseReport {
  /// One exercise: its line, and below it what to look at when the answer is wrong.
  public static func text(_ checked: CheckedExercise) -> String {
    func column(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(width - text.count, 0))
    }
    let item = checked.item
    let start = "\(item.id)  \(column(item.kind.rawValue, 7))  \(column(item.name, 24))  "
    let line = start + checked.status
    guard let advice = checked.advice else { return line }
    return line + "\n" + column("", start.count) + advice
  }

  /// `2 of 5 done, 1 wrong, 2 not done yet`
  public static func summary(_ checked: [CheckedExercise]) -> String {
    let counts = Counts(checked)
    return "\(counts.done) of \(checked.count) done, \(counts.wrong) wrong, "
      + "\(counts.notDone) not done yet"
  }

  /// The machine-readable form.
  ///
  /// ```
  /// {"schema": 1, "answers": "own" | "solutions", "exercises", "done", "wrong", "notDone",
  ///  "chapters": [{"chapter", "exercises": [{"id", "kind", "name", "status", "input", "expected",
  ///                                          "got", "lookAt"}]}]}
  /// ```
  ///
  /// `status` is `done`, `wrong` or `notDone`; the last four are `null` unless the answer is wrong.
  public static func json(
    _ chapters: [(number: Int, checked: [CheckedExercise])], answers: String
  ) -> OrderedJSON {
    let all = chapters.flatMap(\.checked)
    let counts = Counts(all)
    return .object([
      ("schema", .integer(1)), ("answers", .string(answers)),
      ("exercises", .integer(all.count)), ("done", .integer(counts.done)),
      ("wrong", .integer(counts.wrong)), ("notDone", .integer(counts.notDone)),
      (
        "chapters",
        .array(
          chapters.map { chapter in
            .object([
              ("chapter", .integer(chapter.number)),
              ("exercises", .array(chapter.checked.map(json))),
            ])
          })
      ),
    ])
  }

  private static func json(_ checked: CheckedExercise) -> OrderedJSON {
    var difference: Difference?
    let status: String
    switch checked.verdict {
    case .done: status = "done"
    case .notDone: status = "notDone"
    case .wrong(let found):
      status = "wrong"
      difference = found
    }
    func optional(_ text: String?) -> OrderedJSON { text.map(OrderedJSON.string) ?? .null }
    return .object([
      ("id", .string(checked.item.id)), ("kind", .string(checked.item.kind.rawValue)),
      ("name", .string(checked.item.name)), ("status", .string(status)),
      ("input", optional(difference?.input)), ("expected", optional(difference?.expected)),
      ("got", optional(difference?.got)), ("lookAt", optional(checked.advice)),
    ])
  }

  private struct Counts {
    var done = 0
    var wrong = 0
    var notDone = 0

    init(_ checked: [CheckedExercise]) {
      for exercise in checked {
        switch exercise.verdict {
        case .done: done += 1
        case .wrong: wrong += 1
        case .notDone: notDone += 1
        }
      }
    }
  }
}
