import Support

/// What a layer reads, as `inbound_nodes` says it.
struct KerasCall {
  /// The names of the layers, in order.
  private(set) var inputs: [String] = []
  /// The numbers beside them.
  private(set) var constants: [KerasConstant] = []
  /// Whether numbers stand before the layer.
  private(set) var isConstantFirst = false
  /// Whether the layer augments pictures in a file of Keras 3, which writes for each of them that it is training, and
  /// does nothing at inference. Keras 2 writes so of a layer that it lets augment at inference too.
  private let isAugmentation: Bool

  /// An operation has one. Each is kept with its shape, so that thousands would take much memory.
  private static let mostConstants = 64

  /// - Parameters:
  ///   - className: The layer's class.
  ///   - node: One of the layer's nodes. Keras 2 lists inputs, `[["a", 0, 0, {}], ...]`, or for an
  ///   operation one of them without the outer brackets, `["a", 0, 0, {"y": 127.5}]`; Keras 3 says
  ///   `{"args": [...], "kwargs": {...}}`.
  /// - Throws: ``KerasModelError/Finding``.
  init(
    _ node: JSONValue, of layer: String, className: String
  ) throws(KerasModelError.Finding) {
    // Its arguments are not of its kind: what there is to say is what the layer does.
    guard !["SlicingOpLambda", "GetItem"].contains(className) else {
      throw .unsupported(layer: layer, className: className)
    }
    // Some of these are refused later, by their class.
    isAugmentation =
      node.object != nil
      && (className.hasPrefix("Random") || ["Resizing", "CenterCrop"].contains(className))
    if node.object != nil {
      for argument in node["args"].array ?? [] { try add(argument, depth: 0, layer) }
      try check(node["kwargs"], of: layer)
      return
    }
    guard let items = node.array else { throw .unknownInput(layer: layer, input: "nothing") }
    if items.first?.string != nil {
      try addKeras2(items, layer)
    } else {
      for item in items { try addKeras2(item.array ?? [], layer) }
    }
  }

  /// `["a", 0, 0, {"y": 127.5}]`
  private mutating func addKeras2(
    _ items: [JSONValue], _ layer: String
  ) throws(KerasModelError.Finding) {
    guard items.count >= 3, let name = items[0].string, name != "_CONSTANT_VALUE" else {
      throw .unknownInput(layer: layer, input: "a constant")
    }
    try add(name: name, tensor: items[2], layer)
    guard items.count > 3 else { return }
    try check(items[3], besides: ["y", "bias"], of: layer)
    // The second operand: a number, numbers, or another layer's output.
    let operand = items[3]["y"] == .null ? items[3]["bias"] : items[3]["y"]
    if let other = operand.array, let name = other.first?.string, other.count >= 3 {
      try add(name: name, tensor: other[2], layer)
    } else if operand != .null {
      try add(number: operand, layer)
    }
  }

  /// Refuses named arguments that change what a layer computes.
  ///
  /// - Throws: ``KerasModelError/Finding``.
  private func check(
    _ arguments: JSONValue, besides known: Set<String> = [], of layer: String
  ) throws(KerasModelError.Finding) {
    guard arguments == .null || arguments.object != nil else {
      throw .unknownInput(layer: layer, input: "something that is neither a layer nor a number")
    }
    for (name, value) in (arguments.object ?? [:]).sorted(by: { $0.key < $1.key })
    where value != .null && name != "name" && !known.contains(name) {
      let isUsual =
        switch name {
        case "training": value == .bool(false) || isAugmentation
        case "axis": value == .number(-1)
        case "data_format": [.string("channels_last"), .string("NHWC")].contains(value)
        default: false
        }
      guard isUsual else { throw .option(layer: layer, option: name, value: value.short) }
    }
  }

  /// An argument of Keras 3: a tensor, numbers, or a list of such.
  private mutating func add(
    _ argument: JSONValue, depth: Int, _ layer: String
  ) throws(KerasModelError.Finding) {
    if let items = argument.array, KerasConstant(argument) == nil {
      guard depth < KerasConstant.deepest else {
        throw .unknownInput(layer: layer, input: "lists within lists")
      }
      for item in items { try add(item, depth: depth + 1, layer) }
    } else if argument["class_name"].string == "__keras_tensor__" {
      let history = argument["config"]["keras_history"].array ?? []
      guard history.count == 3, let name = history[0].string else {
        throw .unknownInput(layer: layer, input: "nothing")
      }
      try add(name: name, tensor: history[2], layer)
    } else if argument != .null {
      try add(number: argument, layer)
    }
  }

  private mutating func add(
    number: JSONValue, _ layer: String
  ) throws(KerasModelError.Finding) {
    guard let constant = KerasConstant(number) else {
      throw .unknownInput(layer: layer, input: "something that is neither a layer nor a number")
    }
    guard constants.count < Self.mostConstants else {
      throw .unknownInput(layer: layer, input: "more numbers than any operation takes")
    }
    constants.append(constant)
  }

  private mutating func add(
    name: String, tensor: JSONValue, _ layer: String
  ) throws(KerasModelError.Finding) {
    guard tensor.integer == 0 else { throw .severalOutputs([name]) }
    if inputs.isEmpty { isConstantFirst = !constants.isEmpty }
    inputs.append(name)
  }
}
