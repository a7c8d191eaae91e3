import ExerciseChecks
import Exercises

extension ExerciseSheet {
  /// The solutions, in order of chapters.
  public static var solutions: [ExerciseSheet] {
    [
      ExerciseSheet(0, Chapter0.exercises, answers: Solutions0()),
      ExerciseSheet(1, Chapter1.exercises, answers: Solutions1()),
      ExerciseSheet(2, Chapter2.exercises, answers: Solutions2()),
      ExerciseSheet(3, Chapter3.exercises, answers: Solutions3()),
      ExerciseSheet(4, Chapter4.exercises, answers: Solutions4()),
      ExerciseSheet(5, Chapter5.exercises, answers: Solutions5()),
      ExerciseSheet(6, Chapter6.exercises, answers: Solutions6()),
      ExerciseSheet(7, Chapter7.exercises, answers: Solutions7()),
      ExerciseSheet(8, Chapter8.exercises, answers: Solutions8()),
      ExerciseSheet(9, Chapter9.exercises, answers: Solutions9()),
      ExerciseSheet(10, Chapter10.exercises, answers: Solutions10()),
    ]
  }
}
