import Quantization

/// How tables mark the thresholds of MCT's KL as it is, so that nobody takes them by mistake.
public enum RawKL {
  /// What stands behind a name.
  static let mark = "*"

  /// What the mark means, or `nil` when no method needs it.
  public static func note(on methods: [QuantizationErrorMethod]) -> String? {
    guard methods.contains(.kl()) else { return nil }
    return
      "\(mark) MCT's KL as it is: it can destroy a network (chapter 4); klGuarded is the one to try"
  }
}

extension QuantizationErrorMethod {
  /// The name in a table from which somebody may choose a method.
  var markedTitle: String { title + (self == .kl() ? RawKL.mark : "") }
}
