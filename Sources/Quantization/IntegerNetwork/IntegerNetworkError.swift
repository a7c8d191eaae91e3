/// A quantized network that integers of 8 bits cannot compute, or whose sums would not fit.
public enum IntegerNetworkError: Error, Equatable, CustomStringConvertible {
  /// A layer for which there are no rules here.
  case unsupported(layer: String, why: String)
  /// A grid of other than 8 bits.
  case bitWidth(layer: String, bits: Int)
  /// Sums that 32 bits cannot hold.
  case overflow(layer: String, channel: Int)

  /// What, where, and what to do.
  public var description: String {
    switch self {
    case .unsupported(let layer, let why):
      "the layer \(layer) cannot be computed in 8-bit integers: \(why)"
    case .bitWidth(let layer, let bits):
      "the output of \(layer) has \(bits) bits, but integer networks have 8; quantize it with 8 bits"
    case .overflow(let layer, let channel):
      "the sums of \(layer), channel \(channel), may be too large for 32 bits; quantize its kernel with "
        + "a larger threshold"
    }
  }
}
