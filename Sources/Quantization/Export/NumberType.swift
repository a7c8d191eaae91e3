/// The numbers that a file's network takes and gives.
public enum NumberType: String, CaseIterable, Sendable {
  /// The values themselves, in float32.
  case float
  /// Codes 0 … 255.
  case uint8
  /// Codes −128 … 127.
  case int8
}
