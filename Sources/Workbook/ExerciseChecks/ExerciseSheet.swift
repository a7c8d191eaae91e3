/// The exercises of one chapter with somebody's answers: a student's or the solutions.
public struct ExerciseSheet {
  /// One exercise, without its answer.
  public struct Item: Sendable {
    /// The chapter and the position in it, such as `3.2`.
    public let id: String
    /// What the student is asked to do.
    public let kind: ExerciseKind
    /// The name of the function.
    public let name: String
    /// What to look at when the answer is wrong.
    public let lookAt: String

    /// Numbers the exercises of a chapter.
    static func all<Answers>(of chapter: Int, _ exercises: [Exercise<Answers>]) -> [Item] {
      exercises.enumerated().map { position, exercise in
        Item(
          id: "\(chapter).\(position + 1)", kind: exercise.kind, name: exercise.name,
          lookAt: exercise.lookAt)
      }
    }
  }

  /// The chapter's number.
  public let chapter: Int
  /// The exercises, in order.
  public let items: [Item]
  private let verdicts: [(ExerciseData) throws -> Verdict]

  /// Puts exercises and answers together.
  public init<Answers>(_ chapter: Int, _ exercises: [Exercise<Answers>], answers: Answers) {
    self.chapter = chapter
    items = Item.all(of: chapter, exercises)
    verdicts = exercises.map { exercise in { try exercise.verdict(on: answers, data: $0) } }
  }

  /// Checks one answer.
  ///
  /// - Parameter position: The exercise's position in ``items``.
  /// - Throws: An error of the workbook's data, never one of an answer.
  public func verdict(at position: Int, _ data: ExerciseData) throws -> Verdict {
    try verdicts[position](data)
  }

  /// Checks the answers, one after the other.
  ///
  /// - Parameter report: Called with every result as it is found.
  /// - Throws: An error of the workbook's data, never one of an answer.
  @discardableResult
  public func check(
    _ data: ExerciseData, report: (CheckedExercise) -> Void = { _ in }
  ) throws -> [CheckedExercise] {
    try zip(items, verdicts).map { item, verdict in
      let checked = CheckedExercise(item: item, verdict: try verdict(data))
      report(checked)
      return checked
    }
  }
}
