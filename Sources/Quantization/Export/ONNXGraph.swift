import Foundation

/// The operations and constants of an ONNX file while it is put together.
///
/// Tensors are known by their names. Every name is given once; what was asked for twice gets underscores.
struct ONNXGraph {
  private var nodes: [ProtobufMessage] = []
  private var constants: [ProtobufMessage] = []
  private var inputs: [ProtobufMessage] = []
  private var outputs: [ProtobufMessage] = []
  private var tensors: [ProtobufMessage] = []
  private var names: Set<String> = []

  /// How an operation is to be done.
  enum Attribute {
    case integer(Int)
    case integers([Int])
  }

  /// A name that no tensor has.
  mutating func unused(_ name: String) -> String {
    var name = name
    while !names.insert(name).inserted { name += "_" }
    return name
  }

  // MARK: operations

  /// Adds an operation.
  ///
  /// - Parameters:
  ///   - operation: As the format calls it.
  ///   - name: The operation's name.
  ///   - output: The name of what it gives.
  mutating func add(
    _ operation: String, named name: String, _ inputs: [String], to output: String,
    _ attributes: KeyValuePairs<String, Attribute> = [:]
  ) {
    var node = ProtobufMessage()
    for input in inputs { node.add(ONNX.Node.inputs, input) }
    node.add(ONNX.Node.outputs, output)
    node.add(ONNX.Node.name, name)
    node.add(ONNX.Node.operation, operation)
    for (name, value) in attributes {
      var attribute = ProtobufMessage()
      attribute.add(ONNX.Attribute.name, name)
      switch value {
      case .integer(let number):
        attribute.add(ONNX.Attribute.integer, number)
        attribute.add(ONNX.Attribute.kind, ONNX.Attribute.Kind.integer.rawValue)
      case .integers(let numbers):
        for number in numbers { attribute.add(ONNX.Attribute.integers, number) }
        attribute.add(ONNX.Attribute.kind, ONNX.Attribute.Kind.integers.rawValue)
      }
      node.add(ONNX.Node.attributes, attribute)
    }
    nodes.append(node)
  }

  // MARK: constants

  /// Adds a constant.
  ///
  /// - Returns: Its name.
  mutating func constant(
    _ name: String, _ numbers: ONNX.Numbers, shape: [Int], data: [UInt8]
  ) -> String {
    let name = unused(name)
    var constant = ProtobufMessage()
    for extent in shape { constant.add(ONNX.Constant.extents, extent) }
    constant.add(ONNX.Constant.numbers, numbers.rawValue)
    constant.add(ONNX.Constant.name, name)
    constant.add(ONNX.Constant.data, data)
    constants.append(constant)
    return name
  }

  /// Adds a constant of floats, `[]` for a single one.
  mutating func floats(_ name: String, _ numbers: [Float], shape: [Int]) -> String {
    constant(
      name, .float32, shape: shape,
      data: littleEndianBytes(numbers.map { Int32(bitPattern: $0.bitPattern) }))
  }

  /// Adds a list of 64-bit integers, as the format wants extents and places.
  mutating func integers(_ name: String, _ numbers: [Int]) -> String {
    let data = numbers.flatMap { number in
      withUnsafeBytes(of: Int64(number).littleEndian) { Array($0) }
    }
    return constant(name, .int64, shape: [numbers.count], data: data)
  }

  // MARK: tensors

  /// Says which numbers a tensor holds for every picture; the number of pictures is free.
  private func tensor(_ name: String, _ numbers: ONNX.Numbers, _ shape: [Int]) -> ProtobufMessage {
    var extents = ProtobufMessage()
    var pictures = ProtobufMessage()
    pictures.add(ONNX.Value.extentName, "N")
    extents.add(ONNX.Value.extents, pictures)
    for number in shape {
      var extent = ProtobufMessage()
      extent.add(ONNX.Value.extent, number)
      extents.add(ONNX.Value.extents, extent)
    }
    var tensor = ProtobufMessage()
    tensor.add(ONNX.Value.numbers, numbers.rawValue)
    tensor.add(ONNX.Value.shape, extents)
    var type = ProtobufMessage()
    type.add(ONNX.Value.tensor, tensor)
    var value = ProtobufMessage()
    value.add(ONNX.Value.name, name)
    value.add(ONNX.Value.type, type)
    return value
  }

  mutating func addInput(_ name: String, _ numbers: ONNX.Numbers, _ shape: [Int]) {
    inputs.append(tensor(name, numbers, shape))
  }

  mutating func addOutput(_ name: String, _ numbers: ONNX.Numbers, _ shape: [Int]) {
    outputs.append(tensor(name, numbers, shape))
  }

  mutating func describe(_ name: String, _ numbers: ONNX.Numbers, _ shape: [Int]) {
    tensors.append(tensor(name, numbers, shape))
  }

  // MARK: the file

  /// The file.
  ///
  /// - Parameters:
  ///   - name: The graph's name.
  ///   - producer: The program that writes it.
  ///   - metadata: What else is to be known.
  func file(
    name: String, producer: String, description: String,
    metadata: [(key: String, value: String)]
  ) -> Data {
    var graph = ProtobufMessage()
    for node in nodes { graph.add(ONNX.Graph.nodes, node) }
    graph.add(ONNX.Graph.name, name)
    for constant in constants { graph.add(ONNX.Graph.constants, constant) }
    for input in inputs { graph.add(ONNX.Graph.inputs, input) }
    for output in outputs { graph.add(ONNX.Graph.outputs, output) }
    for tensor in tensors { graph.add(ONNX.Graph.tensors, tensor) }
    var operators = ProtobufMessage()
    operators.add(ONNX.OperatorSet.domain, "")
    operators.add(ONNX.OperatorSet.version, ONNX.operatorSet)
    var model = ProtobufMessage()
    model.add(ONNX.Model.version, ONNX.version)
    model.add(ONNX.Model.producer, producer)
    model.add(ONNX.Model.description, description)
    model.add(ONNX.Model.graph, graph)
    model.add(ONNX.Model.operatorSets, operators)
    for (key, value) in metadata {
      var entry = ProtobufMessage()
      entry.add(ONNX.Entry.key, key)
      entry.add(ONNX.Entry.value, value)
      model.add(ONNX.Model.metadata, entry)
    }
    return Data(model.bytes)
  }
}
