import ExerciseKit
import ExerciseSolutions
import Exercises0
import Exercises1
import Exercises2
import Exercises3
import Exercises4
import Exercises5
import Exercises6

extension ExerciseSheet {
  /// The students' answers, in order of chapters: the files in the chapters' folders.
  public static var answers: [ExerciseSheet] {
    [
      ExerciseSheet(0, Chapter0.exercises, answers: Answers0()),
      ExerciseSheet(1, Chapter1.exercises, answers: Answers1()),
      ExerciseSheet(2, Chapter2.exercises, answers: Answers2()),
      ExerciseSheet(3, Chapter3.exercises, answers: Answers3()),
      ExerciseSheet(4, Chapter4.exercises, answers: Answers4()),
      ExerciseSheet(5, Chapter5.exercises, answers: Answers5()),
      ExerciseSheet(6, Chapter6.exercises, answers: Answers6()),
    ]
  }

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
    ]
  }
}
