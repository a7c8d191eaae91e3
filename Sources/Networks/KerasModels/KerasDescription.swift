import Support

/// Keras's description of a model, read layer by layer: functional and sequential models, nested to any
/// depth, in the spelling of Keras 2 and of Keras 3.
struct KerasDescription {
  /// The model's name.
  let name: String
  /// All layers in topological order, the input first.
  private(set) var layers: [KerasLayer] = []
  /// The name of the layer whose output is the model's.
  private(set) var output = ""
  /// Rows, columns and channels of the input; `nil` where the description leaves one open.
  private(set) var inputShape: [Int?] = []
  /// The number format of the input, such as `uint8`, where that is one of whole numbers.
  private(set) var integerInput: String?
  /// The first number format other than float32 that an input has or a layer computes in, such as `mixed_float16`.
  private(set) var precision: String?

  /// The version of Keras that wrote the description, where it says so.
  let kerasVersion: String?

  /// What a nested model says of its input.
  struct InnerInput {
    /// The input layer's name.
    let name: String
    /// The name of the layer that the nested model is given.
    let source: String
    /// The extents without the batch axis; `nil` where one is left open, or nothing is said of them.
    let extents: [Int?]?
    /// The number format that it turns what it is given into, such as `uint8`, where that is one of whole numbers.
    let format: String?
  }

  /// What nested models say of their inputs.
  private(set) var innerInputs: [InnerInput] = []

  /// The names of all layers.
  private var names: Set<String> = []

  /// How many models may lie inside one another, and how many layers there may be.
  private static let deepest = 16
  static let most = 10_000

  /// Where a layer or model stands.
  private struct Place {
    var path: [String] = []
    var outermost: String?
    var isTrainable = true
  }

  /// Reads a description.
  ///
  /// - Parameter description: With `class_name` and `config`.
  /// - Throws: ``KerasModelError/Finding``.
  init(_ description: JSONValue) throws(KerasModelError.Finding) {
    name = description["config"]["name"].string ?? "model"
    kerasVersion = description["keras_version"].string
    output = try add(description, reading: nil, Place())
    guard layers.first?.className == "InputLayer" else { throw .noInput }
  }

  // MARK: models

  /// Adds a model's layers.
  ///
  /// - Parameter input: What it reads, or `nil` for the outermost model.
  /// - Returns: The name of the layer whose output is the model's.
  private mutating func add(
    _ model: JSONValue, reading input: String?, _ place: Place
  ) throws(KerasModelError.Finding) -> String {
    guard place.path.count < Self.deepest else { throw .tooDeep }
    let className = model["class_name"].string ?? "nothing"
    guard let all = model["config"]["layers"].array, !all.isEmpty else {
      throw .notAModel(className: className)
    }
    guard ["Functional", "Model", "Sequential"].contains(className) else {
      throw .notAModel(className: className)
    }
    if let own = model.ownClass {
      throw .ownModel(name: model["config"]["name"].string ?? "model", className: own)
    }
    return className == "Sequential"
      ? try addSequential(model, all, input, place)
      : try addFunctional(model["config"], all, input, place)
  }

  private mutating func addFunctional(
    _ config: JSONValue, _ all: [JSONValue], _ input: String?, _ place: Place
  ) throws(KerasModelError.Finding) -> String {
    let inputs = Self.names(config["input_layers"])
    let outputs = Self.names(config["output_layers"])
    guard inputs.count == 1 else { throw .severalInputs(inputs) }
    guard outputs.count == 1 else { throw .severalOutputs(outputs) }
    var counter = ClassCounter()
    // From names inside of this model to those of the layers that were added.
    var known: [String: String] = [:]
    for layer in all {
      let name = try Self.name(of: layer)
      let nodes = layer["inbound_nodes"].array ?? []
      guard nodes.count <= 1 else { throw .shared(name: name, times: nodes.count) }
      // Keras 3 says in the call which part is taken, in a form of its own.
      if layer["class_name"].string == "GetItem" {
        throw .unsupported(layer: name, className: "GetItem")
      }
      let call = try nodes.first.map { node throws(KerasModelError.Finding) in
        try KerasCall(node, of: name, className: layer["class_name"].string ?? "")
      }
      var sources: [String] = []
      for source in call?.inputs ?? [] {
        guard let found = known[source] else { throw .unknownInput(layer: name, input: source) }
        sources.append(found)
      }
      let inner = counter.place(of: layer, in: place)
      guard known[name] == nil else { throw .twice(name: name) }
      if layer["class_name"].string == "InputLayer" {
        guard name == inputs[0] else { throw .severalInputs([inputs[0], name]) }
        known[name] = try addInput(layer, name, input, inner)
      } else if layer["config"]["layers"].array != nil {
        guard sources.count == 1 else { throw .severalInputs(sources) }
        known[name] = try add(layer, reading: sources[0], inner)
      } else {
        known[name] = try addLayer(layer, name, sources, call, inner)
      }
    }
    guard
      all.contains(where: { layer in
        layer["class_name"].string == "InputLayer"
          && layer["config"]["name"].string ?? layer["name"].string == inputs[0]
      })
    else { throw .unknownInput(layer: "the model", input: inputs[0]) }
    guard let output = known[outputs[0]] else {
      throw .unknownInput(layer: "the output", input: outputs[0])
    }
    return output
  }

  private mutating func addSequential(
    _ model: JSONValue, _ all: [JSONValue], _ input: String?, _ place: Place
  ) throws(KerasModelError.Finding) -> String {
    var counter = ClassCounter()
    var last = input
    var isFirst = true
    for layer in all {
      let name = try Self.name(of: layer)
      let inner = counter.place(of: layer, in: place)
      if layer["class_name"].string == "InputLayer" {
        last = try addInput(layer, name, last, inner)
        isFirst = false
        continue
      }
      let source: String
      // A sequential model need not have a layer for its input: then the first layer or the model knows it.
      let shape = [
        layer["config"]["batch_input_shape"], model["config"]["build_input_shape"],
        model["build_config"]["input_shape"],
      ].first { $0.array != nil }
      if let last {
        source = last
        if isFirst, let shape {
          try addInnerInput(shape: shape, format: nil, name + "_input", reading: last)
        }
      } else {
        guard let shape else { throw .noInput }
        source = try addInput(shape: shape, name + "_input", inner)
      }
      isFirst = false
      last =
        layer["config"]["layers"].array != nil
        ? try add(layer, reading: source, inner) : try addLayer(layer, name, [source], nil, inner)
    }
    guard let last else { throw .noInput }
    return last
  }

  // MARK: layers

  private mutating func addInput(
    _ layer: JSONValue, _ name: String, _ input: String?, _ place: Place
  ) throws(KerasModelError.Finding) -> String {
    try Self.checkClass(of: layer, name)
    let config = layer["config"]
    let shape =
      config["batch_shape"] == .null ? config["batch_input_shape"] : config["batch_shape"]
    let format = try Self.numberFormat(config["dtype"], name, besides: Self.integers)
    if let format, Self.floats.contains(format) { note(format) }
    let integer = format.flatMap { Self.integers.contains($0) ? $0 : nil }
    // A nested model's own input is what it is given, which Keras turns into its number format.
    if let input {
      try addInnerInput(shape: shape, format: integer, name, reading: input)
      return input
    }
    integerInput = integer
    return try addInput(shape: shape, name, place)
  }

  /// Keeps what a nested model says of its input, to compare it with what it is given.
  private mutating func addInnerInput(
    shape: JSONValue, format: String?, _ name: String, reading input: String
  ) throws(KerasModelError.Finding) {
    var extents: [Int?]?
    if shape != .null {
      guard let found = shape.array, !found.isEmpty,
        found.allSatisfy({ $0 == .null || $0.integer != nil })
      else { throw .option(layer: name, option: "batch_shape", value: shape.short) }
      extents = found.dropFirst().map(\.integer)
    }
    innerInputs.append(InnerInput(name: name, source: input, extents: extents, format: format))
  }

  /// Keeps the first number format other than float32.
  private mutating func note(_ format: String?) {
    if precision == nil, let format, format != "float32" { precision = format }
  }

  private mutating func addInput(
    shape: JSONValue, _ name: String, _ place: Place
  ) throws(KerasModelError.Finding) -> String {
    guard layers.isEmpty else { throw .severalInputs([layers[0].name, name]) }
    guard let extents = shape.array, extents.count == 4, let channels = extents[3].integer,
      channels > 0, extents.allSatisfy({ $0 == .null || $0.integer != nil })
    else { throw .noPicture(name: name, shape: shape) }
    inputShape = extents.dropFirst().map(\.integer)
    names.insert(name)
    layers.append(
      KerasLayer(
        name: name, className: "InputLayer", module: "", config: .null, inputs: [], constants: [],
        isConstantFirst: false, isTrainable: true, path: place.path,
        outermost: place.outermost ?? name))
    return name
  }

  private mutating func addLayer(
    _ layer: JSONValue, _ name: String, _ inputs: [String], _ call: KerasCall?, _ place: Place
  ) throws(KerasModelError.Finding) -> String {
    guard layers.count < Self.most else { throw .tooDeep }
    try Self.checkClass(of: layer, name)
    guard names.insert(name).inserted else { throw .twice(name: name) }
    let policy = layer["config"]["dtype"]
    if let mode = quantizedMode(policy) { throw .quantized(layer: name, mode: mode) }
    note(try Self.numberFormat(policy, name))
    layers.append(
      KerasLayer(
        name: name, className: layer["class_name"].string ?? "nothing",
        module: layer["module"].string ?? "", config: layer["config"], inputs: inputs,
        constants: call?.constants ?? [], isConstantFirst: call?.isConstantFirst ?? false,
        isTrainable: place.isTrainable, path: place.path,
        outermost: place.outermost ?? name))
    return name
  }

  // MARK: number formats

  private static let integers: Set = [
    "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
  ]
  private static let floats: Set = [
    "float16", "float32", "float64", "bfloat16", "mixed_float16", "mixed_bfloat16",
  ]

  /// What a layer computes in: the name of a number format, or an object around it.
  ///
  /// - Returns: `nil` where nothing is said.
  /// - Throws: ``KerasModelError/Finding`` for what is neither floating-point nor one of the `others`.
  private static func numberFormat(
    _ policy: JSONValue, _ layer: String, besides others: Set<String> = []
  ) throws(KerasModelError.Finding) -> String? {
    if policy == .null { return nil }
    let name = policy.string ?? policy["config"]["name"].string
    guard policy.ownClass == nil, let name, floats.contains(name) || others.contains(name) else {
      throw .option(layer: layer, option: "dtype", value: policy.ownClass ?? name ?? policy.short)
    }
    return name
  }

  // MARK: spellings

  /// What `model.quantize` of Keras 3 has made of a layer: `int8`, as a policy with a mode or, in earlier files,
  /// `int8_from_float32`.
  private func quantizedMode(_ policy: JSONValue) -> String? {
    let isQuantized =
      policy["config"]["mode"] != .null
      || policy["class_name"].string?.hasPrefix("Quantized") ?? false
    let name = policy.string ?? policy["config"]["mode"].string ?? policy["config"]["name"].string
    guard isQuantized || name?.contains("_from_") ?? false else { return nil }
    return name.map { String($0.prefix(40)) } ?? "integers"
  }

  /// A class of somebody's own may be called like one of Keras's and compute something else.
  private static func checkClass(
    of layer: JSONValue, _ name: String
  ) throws(KerasModelError.Finding) {
    if let own = layer.ownClass { throw .ownClass(layer: name, className: own) }
  }

  private static func name(of layer: JSONValue) throws(KerasModelError.Finding) -> String {
    guard let name = layer["config"]["name"].string ?? layer["name"].string, !name.isEmpty,
      !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else { throw .noName }
    return name
  }

  /// `["a", 0, 0]`, a list of such, or such by names.
  private static func names(_ value: JSONValue) -> [String] {
    if let fields = value.object {
      return fields.sorted { $0.key < $1.key }.flatMap { names($0.value) }
    }
    guard let items = value.array else { return [] }
    if let name = items.first?.string { return [name] }
    return items.flatMap(names)
  }

  /// Counts the layers of every class of a model, as Keras does to find names for groups.
  private struct ClassCounter {
    private var counts: [String: Int] = [:]

    mutating func place(of layer: JSONValue, in place: Place) -> Place {
      let word = snakeCase(layer["class_name"].string ?? "")
      let number = counts[word, default: 0]
      counts[word] = number + 1
      return Place(
        path: place.path + [number == 0 ? word : "\(word)_\(number)"],
        outermost: place.outermost ?? layer["config"]["name"].string ?? layer["name"].string,
        isTrainable: place.isTrainable && layer["config"]["trainable"].bool ?? true)
    }
  }
}

/// `DepthwiseConv2D` to `depthwise_conv2d`.
///
/// - Source: Keras, `to_snake_case`.
func snakeCase(_ name: String) -> String {
  let letters = Array(name.unicodeScalars).filter {
    $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "_"
  }
  func isUpper(_ scalar: Unicode.Scalar) -> Bool { ("A"..."Z").contains(scalar) }
  func isLower(_ scalar: Unicode.Scalar) -> Bool { ("a"..."z").contains(scalar) }
  var words = String.UnicodeScalarView()
  for (index, letter) in letters.enumerated() {
    // A word begins with a capital behind a small letter, or before one.
    if index > 0, isUpper(letter),
      isLower(letters[index - 1])
        || (index + 1 < letters.count
          && isLower(letters[index + 1]))
    {
      words.append("_")
    }
    words.append(letter)
  }
  return String(words).lowercased()
}
