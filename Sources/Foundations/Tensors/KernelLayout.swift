/// How a kernel's elements meet the input's channels.
public enum KernelLayout: Sendable, Hashable {
  /// `[kh, kw, inputs / groups, outputs]`: the outputs of a group see the inputs of that group.
  case convolution(groups: Int)
  /// `[kh, kw, channels, multiplier]`
  case depthwise
  /// `[inputs, outputs]`
  case dense

  /// The axis with a threshold of its own for every entry.
  ///
  /// - Source: MCT, `core/keras/default_framework_info.py`.
  public var channelAxis: Int {
    switch self {
    case .convolution: 3
    case .depthwise: 2
    case .dense: 1
    }
  }
}
