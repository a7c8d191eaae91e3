/// A dense array of 32-bit floats in row-major order; images are NHWC, channels innermost.
public struct Tensor: Equatable, Sendable {
  /// The extents of the axes.
  public let shape: Shape
  /// The elements in row-major order. Their number is fixed by the shape. (An observer that checks it
  /// would copy all of them for every single one that is written.)
  public var values: [Float]

  /// Creates a tensor from its elements.
  ///
  /// - Precondition: `values.count == shape.elementCount`.
  public init(shape: Shape, values: [Float]) {
    precondition(
      values.count == shape.elementCount,
      "\(values.count) values cannot fill a tensor of shape \(shape)")
    self.shape = shape
    self.values = values
  }

  /// Creates a tensor whose elements are all the same.
  public init(shape: Shape, repeating value: Float = 0) {
    self.init(shape: shape, values: Array(repeating: value, count: shape.elementCount))
  }

  /// Creates a tensor by filling uninitialized memory; `fill` must write every element.
  public init(
    shape: Shape, filledBy fill: (UnsafeMutableBufferPointer<Float>) throws -> Void
  ) rethrows {
    let count = shape.elementCount
    let values = try [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      try fill(UnsafeMutableBufferPointer(rebasing: buffer[0..<count]))
      initialized = count
    }
    self.init(shape: shape, values: values)
  }

  /// The same elements under another shape of equal size.
  public func reshaped(to shape: Shape) -> Tensor { Tensor(shape: shape, values: values) }

  /// One entry of the first axis: image `index` of a batch, without the batch axis.
  public func slice(_ index: Int) -> Tensor {
    let inner = shape.droppingFirst()
    let count = inner.elementCount
    return Tensor(shape: inner, values: Array(values[index * count..<(index + 1) * count]))
  }

  /// Tensors of equal shape behind one another along a new first axis.
  ///
  /// - Precondition: `tensors` is not empty and all shapes are equal.
  public static func stacking(_ tensors: [Tensor]) -> Tensor {
    precondition(!tensors.isEmpty, "cannot stack no tensors")
    let shape = tensors[0].shape
    precondition(tensors.allSatisfy { $0.shape == shape }, "cannot stack tensors of unequal shapes")
    var values: [Float] = []
    values.reserveCapacity(tensors.count * shape.elementCount)
    for tensor in tensors { values.append(contentsOf: tensor.values) }
    return Tensor(shape: shape.prepending(tensors.count), values: values)
  }

  /// Calls `body` with the elements as contiguous memory.
  public func withUnsafeBufferPointer<Result>(
    _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    try values.withUnsafeBufferPointer(body)
  }
}
