import Graph
import Support
import Tensors

/// What a layer's description says, checked.
struct LayerConfig {
  private let layer: KerasLayer
  private var config: JSONValue { layer.config }

  init(_ layer: KerasLayer) { self.layer = layer }

  private func wrong(_ option: String) -> KerasModelError.Finding {
    .option(layer: layer.name, option: option, value: "\(config[option].short)")
  }

  /// Pictures come with their channels last, and numbers as float32.
  ///
  /// - Throws: ``KerasModelError/Finding``.
  func checkLayout() throws(KerasModelError.Finding) {
    guard [.null, .string("channels_last")].contains(config["data_format"]) else {
      throw wrong("data_format")
    }
  }

  // What stands there is taken, or refused: what is left out alone has its standard value.

  func integer(_ option: String, _ standard: Int) throws(KerasModelError.Finding) -> Int {
    if config[option] == .null { return standard }
    guard let integer = config[option].integer, integer > 0 else { throw wrong(option) }
    return integer
  }

  func bool(_ option: String, _ standard: Bool) throws(KerasModelError.Finding) -> Bool {
    if config[option] == .null { return standard }
    guard let bool = config[option].bool else { throw wrong(option) }
    return bool
  }

  /// A number that float32 can hold.
  func number(_ option: String, _ standard: Double) throws(KerasModelError.Finding) -> Float {
    if config[option] == .null { return Float(standard) }
    guard let number = config[option].number, Float(number).isFinite else { throw wrong(option) }
    return Float(number)
  }

  /// A number that is not below zero.
  func positive(_ option: String, _ standard: Double) throws(KerasModelError.Finding) -> Float {
    let number = try number(option, standard)
    guard number >= 0 else { throw wrong(option) }
    return number
  }

  /// A number, or one for every channel of a tensor of so many axes.
  func numbers(_ option: String, rank: Int) throws(KerasModelError.Finding) -> [Float] {
    guard let constant = KerasConstant(config[option]), constant.differsByChannelOnly(rank: rank)
    else { throw wrong(option) }
    let numbers = constant.numbers.map { Float($0) }
    guard numbers.allSatisfy(\.isFinite) else { throw wrong(option) }
    return numbers
  }

  /// A number of channels.
  func count(_ option: String) throws(KerasModelError.Finding) -> Int {
    guard let count = config[option].integer, (1...1 << 20).contains(count) else {
      throw wrong(option)
    }
    return count
  }

  /// `[h, w]`, or one number for both.
  func pair(
    _ option: String, _ standard: Int? = nil
  ) throws(KerasModelError.Finding) -> HeightWidth {
    if let standard, config[option] == .null { return HeightWidth(standard) }
    let value = config[option]
    let numbers = value.integers(count: 2) ?? value.integer.map { [$0, $0] } ?? []
    guard numbers.count == 2, numbers.allSatisfy({ (1...1 << 16).contains($0) }) else {
      throw wrong(option)
    }
    return HeightWidth(height: numbers[0], width: numbers[1])
  }

  func padding() throws(KerasModelError.Finding) -> Padding {
    if config["padding"] == .null { return .valid }
    guard let padding = config["padding"].string.flatMap({ Padding(rawValue: $0.lowercased()) })
    else { throw wrong("padding") }
    return padding
  }

  func pool() throws(KerasModelError.Finding) -> Window {
    let size = try pair("pool_size", 2)
    let strides = config["strides"] == .null ? size : try pair("strides")
    return Window(size, strides: strides, padding: try padding())
  }

  /// `[[top, bottom], [left, right]]`, `[rows, columns]`, or one number for all sides.
  func border(_ option: String) throws(KerasModelError.Finding) -> Border {
    let value = config[option]
    let sides =
      value.integer.map { [$0, $0, $0, $0] }
      ?? value.integers(count: 2).map { [$0[0], $0[0], $0[1], $0[1]] }
      ?? value.array.flatMap { pairs in
        let pairs = pairs.compactMap { $0.integers(count: 2) }
        return pairs.count == value.array?.count ? pairs.flatMap { $0 } : nil
      } ?? []
    guard sides.count == 4, sides.allSatisfy({ (0...1 << 16).contains($0) }) else {
      throw wrong(option)
    }
    return Border(top: sides[0], bottom: sides[1], left: sides[2], right: sides[3])
  }

  /// A shape without its batch axis; one −1 stands for what is left.
  func targetShape(_ input: Shape) throws(KerasModelError.Finding) -> Shape {
    guard let items = config["target_shape"].array, !items.isEmpty else {
      throw wrong("target_shape")
    }
    var extents: [Int] = []
    for item in items {
      guard let extent = item.integer, extent == -1 || (1...1 << 24).contains(extent) else {
        throw wrong("target_shape")
      }
      extents.append(extent)
    }
    guard let known = Shape(extents.filter { $0 > 0 }).boundedElementCount else {
      throw wrong("target_shape")
    }
    if let open = extents.firstIndex(of: -1) { extents[open] = input.elementCount / known }
    guard extents.allSatisfy({ $0 > 0 }) else { throw wrong("target_shape") }
    return Shape(extents)
  }

  /// - Parameter rank: Of the input, without the batch axis.
  /// - Throws: ``KerasModelError/Finding`` unless the axis is the last one.
  func checkLastAxis(rank: Int) throws(KerasModelError.Finding) {
    // An axis of null, unlike none, means all of them.
    let axes = config.object?["axis"].map { KerasConstant($0)?.numbers ?? [] } ?? [-1]
    guard axes.count == 1, axes[0] == -1 || axes[0] == Double(rank) else { throw wrong("axis") }
  }

  /// What `activation` says, or the layer itself is.
  func activation() throws(KerasModelError.Finding) -> Activation {
    switch layer.className {
    case "ReLU":
      // As Keras does, which refuses numbers below zero.
      return .reLU(
        maximum: config["max_value"] == .null ? nil : try positive("max_value", 0),
        slope: try positive("negative_slope", 0), threshold: try positive("threshold", 0))
    case "LeakyReLU":
      let slope = config["negative_slope"] == .null ? "alpha" : "negative_slope"
      return .reLU(slope: try number(slope, 0.3))
    default: return try namedActivation()
    }
  }

  private func namedActivation() throws(KerasModelError.Finding) -> Activation {
    let value = config["activation"]
    if value == .null { return .linear }
    // Keras computes what the layer would behind this one; MCT 2.4.5 ends with “unhashable type: 'dict'”.
    if let className = value["class_name"].string,
      ["ReLU", "LeakyReLU", "Softmax"].contains(className)
    {
      throw .layerAsActivation(layer: layer.name, className: className)
    }
    if let own = value.ownClass { throw .activation(layer: layer.name, name: own) }
    // Keras 3 may describe a function as an object.
    let name = value.string ?? value["config"].string ?? value["class_name"].string
    switch name {
    case "linear": return .linear
    case "relu": return .reLU()
    case "relu6": return .reLU(maximum: 6)
    case "leaky_relu": return .reLU(slope: 0.2)
    case "sigmoid": return .sigmoid
    case "tanh": return .tanh
    case "softmax": return .softmax
    default: throw .activation(layer: layer.name, name: name ?? value.short)
    }
  }
}

extension JSONValue {
  /// A list of so many whole numbers.
  func integers(count: Int) -> [Int]? {
    guard let items = array, items.count == count else { return nil }
    let integers = items.compactMap(\.integer)
    return integers.count == count ? integers : nil
  }

  /// The value in a few words, for messages.
  var short: String {
    switch self {
    case .null: "nothing"
    case .bool(let value): "\(value)"
    case .number(let number):
      number == number.rounded() && abs(number) < 1e9 ? "\(Int(number))" : "\(number)"
    case .string(let text): text.count > 40 ? text.prefix(40) + "…" : text
    case .array(let items): "[" + items.prefix(6).map(\.short).joined(separator: ", ") + "]"
    case .object: "an object"
    }
  }
}
