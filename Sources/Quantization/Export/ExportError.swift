/// A network that a file format cannot hold.
public enum ExportError: Error, Equatable, CustomStringConvertible {
  /// A layer for which the format has no operation.
  case notInFormat(layer: String, why: String, format: String)

  /// What, where, and what to do.
  public var description: String {
    switch self {
    case .notInFormat(let layer, let why, let format):
      "the layer \(layer) cannot be written as \(format): \(why); nothing was written"
    }
  }
}
