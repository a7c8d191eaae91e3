import Tensors

/// How a window treats the border of its input.
public enum Padding: String, Hashable, Sendable {
  /// No padding: output extent `⌊(in − window) / stride⌋ + 1`.
  case valid
  /// Zeros such that the output extent is `⌈in / stride⌉`; an odd total puts the extra zero after.
  case same

  /// The zeros before and after one axis.
  ///
  /// ```swift
  /// Padding.same.amounts(input: 224, window: 3, stride: 2).before  // 0
  /// Padding.same.amounts(input: 224, window: 3, stride: 2).after  // 1
  /// ```
  ///
  /// - Source: TensorFlow's `SAME` rule.
  public func amounts(input: Int, window: Int, stride: Int) -> (before: Int, after: Int) {
    switch self {
    case .valid: return (0, 0)
    case .same:
      let output = (input + stride - 1) / stride
      let total = max((output - 1) * stride + window - input, 0)
      return (total / 2, total - total / 2)
    }
  }

  /// The output extent of one axis; 0 where the window does not fit.
  ///
  /// ```swift
  /// Padding.same.outputExtent(input: 7, window: 3, stride: 2)  // 4
  /// Padding.valid.outputExtent(input: 7, window: 3, stride: 2)  // 3
  /// ```
  public func outputExtent(input: Int, window: Int, stride: Int) -> Int {
    switch self {
    case .valid: input < window ? 0 : (input - window) / stride + 1
    case .same: (input + stride - 1) / stride
    }
  }
}

/// A window that moves over an image: what convolutions and poolings have in common.
public struct Window: Hashable, Sendable {
  /// Rows and columns of the window, in elements.
  public var size: HeightWidth
  /// The step from one output to the next, in pixels.
  public var strides: HeightWidth
  /// The distance of the window's elements, in pixels; 1 when they are neighbours.
  public var dilation: HeightWidth
  /// How the border is treated.
  public var padding: Padding

  public init(
    _ size: HeightWidth, strides: HeightWidth = 1, dilation: HeightWidth = 1,
    padding: Padding = .same
  ) {
    self.size = size
    self.strides = strides
    self.dilation = dilation
    self.padding = padding
  }

  /// Rows and columns that the window covers, gaps included, in pixels.
  public var extent: HeightWidth {
    HeightWidth(
      height: (size.height - 1) * dilation.height + 1, width: (size.width - 1) * dilation.width + 1)
  }

  /// Rows and columns of the output for an input `[h, w, c]`.
  public func output(of input: Shape) -> HeightWidth {
    HeightWidth(
      height: padding.outputExtent(
        input: input[0], window: extent.height, stride: strides.height),
      width: padding.outputExtent(input: input[1], window: extent.width, stride: strides.width))
  }

  /// The zeros above and to the left of an input `[h, w, c]`.
  public func zerosBefore(_ input: Shape) -> HeightWidth {
    HeightWidth(
      height: padding.amounts(
        input: input[0], window: extent.height, stride: strides.height
      ).before,
      width: padding.amounts(input: input[1], window: extent.width, stride: strides.width).before)
  }
}
