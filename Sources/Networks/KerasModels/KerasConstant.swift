import Support

/// Numbers that an operation of the graph computes with, beside a layer's output.
struct KerasConstant: Equatable {
  /// The numbers in their order.
  let numbers: [Double]
  /// Their extents; none for a single number.
  let shape: [Int]

  /// The most lists within one another: more than any tensor of a network has axes.
  static let deepest = 8

  /// A number, or lists of numbers of one length each, also as Keras 3 writes an array of NumPy or of a backend;
  /// `nil` for anything else.
  init?(_ value: JSONValue) { self.init(value, depth: 0) }

  private init?(_ value: JSONValue, depth: Int) {
    let isArray = ["__numpy__", "__tensor__"].contains(value["class_name"].string)
    let value = isArray ? value["config"]["value"] : value
    if let number = value.number {
      (numbers, shape) = ([number], [])
      return
    }
    guard let items = value.array, let first = items.first, depth < Self.deepest else { return nil }
    if first.number != nil {
      let numbers = items.compactMap(\.number)
      guard numbers.count == items.count else { return nil }
      (self.numbers, shape) = (numbers, [numbers.count])
      return
    }
    // The first item that does not fit ends it.
    var (numbers, inner): ([Double], [Int]?) = ([], nil)
    for item in items {
      guard let constant = KerasConstant(item, depth: depth + 1),
        inner == nil || inner == constant.shape
      else { return nil }
      inner = constant.shape
      numbers += constant.numbers
    }
    (self.numbers, shape) = (numbers, [items.count] + (inner ?? []))
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
