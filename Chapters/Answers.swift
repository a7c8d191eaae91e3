import Exercises

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
      ExerciseSheet(7, Chapter7.exercises, answers: Answers7()),
      ExerciseSheet(8, Chapter8.exercises, answers: Answers8()),
      ExerciseSheet(9, Chapter9.exercises, answers: Answers9()),
    ]
  }
}
