import Support

/// What `workbook exercises` prints.
public enum ExerciseReport {
  /// One exercise: its line, and below it what to look at when the answer is wrong, and what the answer
  /// printed.
  public static func text(_ checked: CheckedExercise) -> String {
    let item = checked.item
    let start = start(item.id, item.kind.rawValue, item.name)
    let indent = column("", start.count)
    var lines = [start + checked.status]
    if let advice = checked.advice { lines.append(indent + advice) }
    lines += checked.printed.split(separator: "\n").map { "\(indent)it printed: \($0)" }
    return lines.joined(separator: "\n")
  }

  /// The beginning of a line: the number, the kind and the name, in columns.
  public static func start(_ id: String, _ kind: String, _ name: String) -> String {
    "\(id)  \(column(kind, 7))  \(column(name, 24))  "
  }

  private static func column(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(width - text.count, 0))
  }

  /// `2 of 5 done, 1 wrong, 2 not done yet`, and how many gave no result if there are any.
  public static func summary(_ checked: [CheckedExercise]) -> String {
    let counts = Counts(checked)
    return "\(counts.done) of \(checked.count) done, \(counts.wrong) wrong, "
      + "\(counts.notDone) not done yet"
      + (counts.failed == 0 ? "" : ", \(counts.failed) without a result")
  }

  /// The same for several chapters.
  public static func summary(_ chapters: [Chapter]) -> String {
    summary(chapters.flatMap(\.checked))
  }

  /// One chapter and what became of its exercises.
  public struct Chapter {
    let number: Int
    let checked: [CheckedExercise]
    let decisions: [DecisionLog]

    /// Whether every exercise that was checked is done.
    public var isDone: Bool { checked.allSatisfy { $0.verdict == .done } }

    public init(number: Int, checked: [CheckedExercise], decisions: [DecisionLog] = []) {
      self.number = number
      self.checked = checked
      self.decisions = decisions
    }
  }

  /// The machine-readable form.
  ///
  /// ```
  /// {"schema": 1, "answers": "own" | "solutions", "exercises", "done", "wrong", "notDone", "failed",
  ///  "points", "outOf",
  ///  "chapters": [{"chapter", "exercises": [{"id", "kind", "name", "status", "input", "expected",
  ///                                          "got", "lookAt", "line", "message", "printed",
  ///                                          "points", "outOf"}],
  ///                "points", "outOf", "decisions": [{"id", "file", "words", "wanted"}]}]}
  /// ```
  ///
  /// `status` is `done`, `wrong`, `notDone`, `doesNotCompile`, `crashed` or `endless`. What does not apply is
  /// `null`; `expected` is `null` too while it is hidden.
  public static func json(_ chapters: [Chapter], answers: String) -> OrderedJSON {
    let all = chapters.flatMap(\.checked)
    let counts = Counts(all)
    return .object([
      ("schema", .integer(1)), ("answers", .string(answers)),
      ("exercises", .integer(all.count)), ("done", .integer(counts.done)),
      ("wrong", .integer(counts.wrong)), ("notDone", .integer(counts.notDone)),
      ("failed", .integer(counts.failed)),
      ("points", .integer(counts.points)), ("outOf", .integer(counts.outOf)),
      ("chapters", .array(chapters.map(json))),
    ])
  }

  private static func json(_ chapter: Chapter) -> OrderedJSON {
    let counts = Counts(chapter.checked)
    return .object([
      ("chapter", .integer(chapter.number)),
      ("exercises", .array(chapter.checked.map(json))),
      ("points", .integer(counts.points)), ("outOf", .integer(counts.outOf)),
      (
        "decisions",
        .array(
          chapter.decisions.map { log in
            .object([
              ("id", .string(log.id)), ("file", .string(log.file)), ("words", .integer(log.words)),
              ("wanted", .integer(DecisionLog.wanted)),
            ])
          })
      ),
    ])
  }

  private static func json(_ checked: CheckedExercise) -> OrderedJSON {
    var difference: Difference?
    var line: Int?
    var message: String?
    switch checked.verdict {
    case .done, .notDone: break
    case .wrong(let found): difference = found
    case .failed(let failure):
      message = failure.text
      if case .doesNotCompile(let place, let text) = failure { (line, message) = (place, text) }
    }
    func optional(_ text: String?) -> OrderedJSON { text.map(OrderedJSON.string) ?? .null }
    return .object([
      ("id", .string(checked.item.id)), ("kind", .string(checked.item.kind.rawValue)),
      ("name", .string(checked.item.name)), ("status", .string(checked.verdict.word)),
      ("input", optional(difference?.input)),
      ("expected", optional(checked.triesLeft == 0 ? difference?.expected : nil)),
      ("got", optional(difference?.got)), ("lookAt", optional(checked.advice)),
      ("line", line.map(OrderedJSON.integer) ?? .null), ("message", optional(message)),
      ("printed", optional(checked.printed.isEmpty ? nil : checked.printed)),
      ("points", .integer(checked.points)), ("outOf", .integer(checked.item.kind.points)),
    ])
  }

  /// The points as a table: a row per exercise, one per chapter, and the total. Decision logs have words in place of
  /// points, since a teacher reads them.
  public static func pointsTable(_ chapters: [Chapter]) -> String {
    var rows = [["chapter", "exercise", "kind", "name", "status", "points", "outOf"]]
    for chapter in chapters {
      let number = "\(chapter.number)"
      for checked in chapter.checked {
        let item = checked.item
        rows.append([
          number, item.id, item.kind.rawValue, item.name, checked.verdict.word,
          "\(checked.points)", "\(item.kind.points)",
        ])
      }
      for log in chapter.decisions {
        rows.append([number, log.id, "decide", log.file, "\(log.words) words", "", ""])
      }
      let counts = Counts(chapter.checked)
      rows.append([number, "", "chapter", "", "", "\(counts.points)", "\(counts.outOf)"])
    }
    let counts = Counts(chapters.flatMap(\.checked))
    rows.append(["", "", "total", "", "", "\(counts.points)", "\(counts.outOf)"])
    return CSV.text(rows)
  }

  private struct Counts {
    var done = 0
    var wrong = 0
    var notDone = 0
    var failed = 0
    var points = 0
    var outOf = 0

    init(_ checked: [CheckedExercise]) {
      for exercise in checked {
        switch exercise.verdict {
        case .done: done += 1
        case .wrong: wrong += 1
        case .notDone: notDone += 1
        case .failed: failed += 1
        }
        points += exercise.points
        outOf += exercise.item.kind.points
      }
    }
  }
}

extension Verdict {
  /// The word for it in tables and JSON.
  public var word: String {
    switch self {
    case .done: "done"
    case .wrong: "wrong"
    case .notDone: "notDone"
    case .failed(.doesNotCompile): "doesNotCompile"
    case .failed(.crashed): "crashed"
    case .failed(.endless): "endless"
    }
  }
}
