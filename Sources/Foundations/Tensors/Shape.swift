/// The extents of a tensor, outermost axis first: `[n, h, w, c]` for a batch of images.
public struct Shape: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
  /// The extent of every axis, in elements.
  public let dimensions: [Int]

  /// - Precondition: No dimension is negative.
  public init(_ dimensions: [Int]) {
    precondition(dimensions.allSatisfy { $0 >= 0 }, "negative dimension in \(dimensions)")
    self.dimensions = dimensions
  }

  /// Creates a shape from a literal such as `[1, 224, 224, 3]`.
  public init(arrayLiteral elements: Int...) {
    self.init(elements)
  }

  /// The number of axes.
  public var rank: Int { dimensions.count }

  /// The number of elements: the product of all dimensions.
  public var elementCount: Int { dimensions.reduce(1, *) }

  /// The number of elements, or `nil` when there are more than 2^28, which take a gibibyte.
  ///
  /// - Returns: The product, without ever computing one that no integer holds.
  public var boundedElementCount: Int? {
    dimensions.reduce(1) { (count: Int?, dimension) in
      guard let (product, overflow) = count?.multipliedReportingOverflow(by: dimension),
        !overflow, product <= 1 << 28
      else { return nil }
      return product
    }
  }

  /// The extent of one axis; a negative axis counts from the end, as in NumPy.
  public subscript(axis: Int) -> Int {
    dimensions[axis < 0 ? dimensions.count + axis : axis]
  }

  /// The shape with one more axis in front.
  public func prepending(_ dimension: Int) -> Shape { Shape([dimension] + dimensions) }

  /// The shape without its first axis.
  public func droppingFirst() -> Shape { Shape(Array(dimensions.dropFirst())) }

  /// The dimensions as Python prints them: `(1, 224, 224, 3)`.
  public var description: String {
    "(" + dimensions.map(String.init).joined(separator: ", ") + (rank == 1 ? ",)" : ")")
  }
}
