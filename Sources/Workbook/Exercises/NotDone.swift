/// What an exercise throws until its answer is written.
public struct NotDone: Error {
  /// Creates it: `throw NotDone()`.
  public init() {}
}
