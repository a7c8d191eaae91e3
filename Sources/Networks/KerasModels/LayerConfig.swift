import Graph
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
    guard [nil, "channels_last"].contains(config["data_format"].string) else {
      throw wrong("data_format")
    }
  }

  func integer(_ option: String, _ standard: Int) -> Int { config[option].integer ?? standard }

  func bool(_ option: String, _ standard: Bool) -> Bool { config[option].bool ?? standard }

  func number(_ option: String, _ standard: Double) throws(KerasModelError.Finding) -> Double {
    if config[option] == .null { return standard }
    guard let number = config[option].number else { throw wrong(option) }
    return number
  }

  /// A number or several.
  func numbers(_ option: String) throws(KerasModelError.Finding) -> [Float] {
    guard let numbers = config[option].numbers, !numbers.isEmpty else { throw wrong(option) }
    return numbers.map { Float($0) }
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
    let numbers =
      config[option].array?.compactMap(\.integer) ?? config[option].integer.map { [$0] } ?? []
    guard (1...2).contains(numbers.count), numbers.allSatisfy({ (1...1 << 16).contains($0) }) else {
      throw wrong(option)
    }
    return HeightWidth(height: numbers[0], width: numbers[numbers.count - 1])
  }

  func padding() throws(KerasModelError.Finding) -> Padding {
    guard let padding = Padding(rawValue: config["padding"].string?.lowercased() ?? "valid") else {
      throw wrong("padding")
    }
    return padding
  }

  func pool() throws(KerasModelError.Finding) -> Window {
    let size = try pair("pool_size", 2)
    let strides = config["strides"] == .null ? size : try pair("strides")
    return Window(size, strides: strides, padding: try padding())
  }

  /// `[[top, bottom], [left, right]]`, `[rows, columns]`, or one number for all sides.
  func border(_ option: String) throws(KerasModelError.Finding) -> Border {
    guard let numbers = config[option].numbers, numbers.allSatisfy({ (0...65536).contains($0) })
    else { throw wrong(option) }
    let sides = numbers.map { Int($0) }
    switch sides.count {
    case 1: return Border(top: sides[0], bottom: sides[0], left: sides[0], right: sides[0])
    case 2: return Border(top: sides[0], bottom: sides[0], left: sides[1], right: sides[1])
    case 4: return Border(top: sides[0], bottom: sides[1], left: sides[2], right: sides[3])
    default: throw wrong(option)
    }
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
    let known = extents.filter { $0 > 0 }.reduce(1) {
      $0.multipliedReportingOverflow(by: $1).partialValue
    }
    if let open = extents.firstIndex(of: -1), known > 0 {
      extents[open] = input.elementCount / known
    }
    guard extents.allSatisfy({ $0 > 0 }) else { throw wrong("target_shape") }
    return Shape(extents)
  }

  /// - Parameter rank: Of the input, without the batch axis.
  /// - Throws: ``KerasModelError/Finding`` unless the axis is the last one.
  func checkLastAxis(rank: Int) throws(KerasModelError.Finding) {
    let axes = config["axis"].numbers ?? [-1]
    guard axes.count == 1, axes[0] == -1 || axes[0] == Double(rank) else { throw wrong("axis") }
  }

  /// What `activation` says, or the layer itself is.
  func activation() throws(KerasModelError.Finding) -> Activation {
    switch layer.className {
    case "ReLU":
      return .reLU(
        maximum: config["max_value"] == .null ? nil : Float(try number("max_value", 0)),
        slope: Float(try number("negative_slope", 0)), threshold: Float(try number("threshold", 0)))
    case "LeakyReLU":
      let slope = config["negative_slope"] == .null ? "alpha" : "negative_slope"
      return .reLU(slope: Float(try number(slope, 0.3)))
    case "Softmax":
      guard (config["axis"].numbers ?? [-1]) == [-1] else { throw wrong("axis") }
      return .softmax
    default: return try namedActivation()
    }
  }

  private func namedActivation() throws(KerasModelError.Finding) -> Activation {
    let value = config["activation"]
    if value == .null { return .linear }
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
