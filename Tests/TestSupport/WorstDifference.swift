import Support

/// Keeps the largest difference seen and where, for the sentence that a test prints about itself.
public final class WorstDifference: Sendable {
  private let state = Locked<(value: Double, place: String)>((0, "nowhere"))

  /// Creates a record of no difference.
  public init() {}

  /// Notes a difference.
  public func note(_ difference: Double, _ place: @autoclosure () -> String) {
    state.withLock { state in
      if !(difference <= state.value) { state = (difference, place()) }
    }
  }

  /// The largest difference.
  public var value: Double { state.withLock { $0.value } }

  /// The largest difference and its place.
  public var description: String {
    state.withLock { "\($0.value) at \($0.place)" }
  }
}

/// |actual − expected| relative to the expected value, and absolute where that is 0.
public func relativeDifference(_ actual: Double, _ expected: Double) -> Double {
  actual == expected ? 0 : abs(actual - expected) / (expected == 0 ? 1 : abs(expected))
}
