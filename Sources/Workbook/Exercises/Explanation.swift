/// The answers that an *explain* exercise offers: one is right, the others are what people commonly
/// believe.
public protocol Explanation: CaseIterable, Sendable {
  /// Why this answer is wrong, or `nil` for the right one.
  var whyWrong: String? { get }
}
