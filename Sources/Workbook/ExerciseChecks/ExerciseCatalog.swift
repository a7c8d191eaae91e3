import Exercises

/// The exercises of a chapter, without answers.
public struct ExerciseCatalog {
  /// The chapter's number.
  public let chapter: Int
  /// The exercises, in order.
  public let items: [ExerciseSheet.Item]
  private let sheet: (Any) -> ExerciseSheet?

  private init<Answers>(_ chapter: Int, _ exercises: [Exercise<Answers>]) {
    self.chapter = chapter
    items = ExerciseSheet.Item.all(of: chapter, exercises)
    sheet = { answers in
      (answers as? Answers).map { ExerciseSheet(chapter, exercises, answers: $0) }
    }
  }

  /// Puts exercises and answers together whose type is known only when the program runs.
  ///
  /// - Returns: `nil` when the answers do not conform to the chapter's contract.
  public func sheet(answers: Any) -> ExerciseSheet? { sheet(answers) }

  /// All exercises, in order of chapters.
  public static var all: [ExerciseCatalog] {
    [
      ExerciseCatalog(0, Chapter0.exercises), ExerciseCatalog(1, Chapter1.exercises),
      ExerciseCatalog(2, Chapter2.exercises), ExerciseCatalog(3, Chapter3.exercises),
      ExerciseCatalog(4, Chapter4.exercises), ExerciseCatalog(5, Chapter5.exercises),
      ExerciseCatalog(6, Chapter6.exercises), ExerciseCatalog(7, Chapter7.exercises),
      ExerciseCatalog(8, Chapter8.exercises), ExerciseCatalog(9, Chapter9.exercises),
      ExerciseCatalog(10, Chapter10.exercises),
    ]
  }
}
