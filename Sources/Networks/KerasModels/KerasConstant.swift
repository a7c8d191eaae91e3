import Support

/// Numbers that an operation of the graph computes with, beside a layer's output.
struct KerasConstant: Equatable {
  /// The numbers in their order.
  let numbers: [Double]
  /// Their extents; none for a single number.
  let shape: [Int]

  /// A number, or lists of numbers of one length each, also as Keras 3 writes an array of NumPy or of a backend;
  /// `nil` for anything else.
  init?(_ value: JSONValue) {
    let isArray = ["__numpy__", "__tensor__"].contains(value["class_name"].string)
    let value = isArray ? value["config"]["value"] : value
    if let number = value.number {
      (numbers, shape) = ([number], [])
      return
    }
    guard let items = value.array else { return nil }
    let inner = items.compactMap { KerasConstant($0) }
    guard let first = inner.first, inner.count == items.count,
      inner.allSatisfy({ $0.shape == first.shape })
    else { return nil }
    numbers = inner.flatMap(\.numbers)
    shape = [items.count] + first.shape
  }

  /// Whether a tensor of so many axes, the batch's among them, keeps its shape, and all its rows, columns and
  /// pictures meet the same numbers: along the channels alone they differ.
  func differsByChannelOnly(rank: Int) -> Bool {
    shape.count <= rank && shape.dropLast().allSatisfy { $0 == 1 }
  }

  /// The shape in words, such as `(3, 1, 1)`.
  var shapeText: String {
    "(" + shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? ",)" : ")")
  }
}
