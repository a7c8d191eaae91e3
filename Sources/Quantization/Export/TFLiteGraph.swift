import Foundation

/// The tensors and operations of a TensorFlow Lite file while it is put together.
struct TFLiteGraph {
  private var tensors: [FlatTable] = []
  private var buffers: [FlatTable] = [FlatTable([:])]
  private var operators: [FlatTable] = []
  private var used: [TFLite.Operator] = []

  /// What the codes of a tensor stand for.
  struct Quantization {
    var scales: [Float]
    var zeroPoints: [Int64]
    /// The axis with a scale for every entry.
    var axis: Int32 = 0
  }

  /// Adds a tensor.
  ///
  /// - Parameter data: The numbers of a constant.
  /// - Returns: Its place.
  mutating func tensor(
    _ name: String, _ kind: TFLite.NumberKind, _ shape: [Int], _ quantization: Quantization? = nil,
    data: [UInt8]? = nil
  ) -> Int32 {
    var fields: [Int: FlatValue] = [
      0: .int32s(shape.map(Int32.init)), 1: .int8(kind.rawValue), 3: .string(name),
      8: .bool(true),
    ]
    if let data {
      fields[2] = .uint32(UInt32(buffers.count))
      buffers.append(FlatTable([0: .bytes(data)]))
    }
    if let quantization {
      fields[4] = .table(
        FlatTable([
          2: .floats(quantization.scales), 3: .int64s(quantization.zeroPoints),
          6: .int32(quantization.axis),
        ]))
    }
    tensors.append(FlatTable(fields))
    return Int32(tensors.count - 1)
  }

  /// Adds a constant of 32-bit integers.
  mutating func integers(_ name: String, _ numbers: [Int], shape: [Int]) -> Int32 {
    tensor(name, .int32, shape, data: littleEndianBytes(numbers.map { Int32($0) }))
  }

  /// Adds an operation.
  mutating func add(
    _ operation: TFLite.Operator, _ inputs: [Int32], _ output: Int32,
    options: [Int: FlatValue] = [:]
  ) {
    if !used.contains(operation) { used.append(operation) }
    var fields: [Int: FlatValue] = [
      0: .uint32(UInt32(used.firstIndex(of: operation) ?? 0)), 1: .int32s(inputs),
      2: .int32s([output]),
    ]
    if operation.optionsType > 0 {
      fields[3] = .uint8(operation.optionsType)
      fields[4] = .table(FlatTable(options))
    }
    operators.append(FlatTable(fields))
  }

  /// The file.
  func file(
    name: String, description: String, input: (name: String, tensor: Int32),
    output: (name: String, tensor: Int32)
  ) -> Data {
    let graph = FlatTable([
      0: .tables(tensors), 1: .int32s([input.tensor]), 2: .int32s([output.tensor]),
      3: .tables(operators), 4: .string(name),
    ])
    func end(_ end: (name: String, tensor: Int32)) -> FlatValue {
      .tables([FlatTable([0: .string(end.name), 1: .uint32(UInt32(end.tensor))])])
    }
    let signature = FlatTable([
      0: end(input), 1: end(output), 2: .string("serving_default"), 4: .uint32(0),
    ])
    let codes = used.map {
      FlatTable([
        0: .int8(Int8(clamping: $0.rawValue)), 2: .int32($0.version), 3: .int32($0.rawValue),
      ])
    }
    return flatBuffer(
      FlatTable([
        0: .uint32(TFLite.version), 1: .tables(codes), 2: .tables([graph]),
        3: .string(description), 4: .tables(buffers), 7: .tables([signature]),
      ]), identifier: TFLite.identifier)
  }
}

/// The numbers as they lie in a file.
func littleEndianBytes(_ numbers: [Int32]) -> [UInt8] {
  numbers.flatMap { number in withUnsafeBytes(of: number.littleEndian) { Array($0) } }
}
