/// Answers on their way from the library that they were built as to the program that checks them.
///
/// The library hands over an address, and a class has one.
public final class AnswerBox {
  /// Somebody's answers to the exercises of a chapter.
  public let answers: Any

  public init(_ answers: Any) { self.answers = answers }
}
