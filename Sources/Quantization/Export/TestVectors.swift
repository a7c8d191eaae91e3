import Foundation
import IntegerNetwork
import Parallelism
import Support
import Tensors

/// Pictures and what an integer network makes of them, for whoever wants to compare another runtime with it.
///
/// | file | what |
/// |---|---|
/// | `input.npy` | the pictures as they enter the network, float32 `[n, h, w, c]` |
/// | `000.npy` … | the codes of a layer, `[n, h, w, c]` or `[n, c]`; int8, or uint8 as ONNX files have them |
/// | `layers.json` | for every layer its name, file, operation, inputs, scale and zero point |
/// | `quantized.npy` | what the network answers in floats on grids, float32 `[n, c]` |
public struct TestVectors {
  private let network: IntegerNetwork
  private let folder: ExportFolder
  private let name: String
  private let input: IncompleteFile
  private let quantized: IncompleteFile
  private let files: [IncompleteFile]

  /// Opens the files.
  ///
  /// - Parameters:
  ///   - network: What computes.
  ///   - count: How many pictures will come.
  ///   - folder: Where the files go.
  ///   - name: The name of a folder in it.
  /// - Throws: `OutputError`.
  public init(
    of network: IntegerNetwork, count: Int, in folder: ExportFolder, named name: String
  ) throws(OutputError) {
    self.network = network
    self.folder = folder
    self.name = name
    func open(_ file: String, _ shape: Shape, _ type: String) throws(OutputError) -> IncompleteFile
    {
      let file = try folder.open("\(name)/\(file)")
      try file.write(numPyHead(shape: [count] + shape.dimensions, type: type))
      return file
    }
    input = try open("input.npy", network.inputShape, "<f4")
    quantized = try open("quantized.npy", network.layers[network.layers.count - 1].shape, "<f4")
    var files: [IncompleteFile] = []
    for (index, layer) in network.layers.enumerated() {
      let type = network.profile.hasUnsignedCodes ? "|u1" : "|i1"
      files.append(try open(TestVectors.fileName(index), layer.shape, type))
    }
    self.files = files
    try folder.write(Data(description.text(indent: 2).utf8), to: "\(name)/layers.json")
  }

  private static func fileName(_ index: Int) -> String {
    let digits = String(index)
    return String(repeating: "0", count: max(0, 3 - digits.count)) + digits + ".npy"
  }

  private var description: OrderedJSON {
    .array(
      network.layers.enumerated().map { index, layer in
        .object([
          ("layer", .string(layer.name)), ("file", .string(TestVectors.fileName(index))),
          ("operation", .string(layer.operation.title)),
          ("inputs", .array(layer.inputs.map { .string($0) })),
          ("scale", .number(Double(layer.grid.scale))),
          (
            "zeroPoint",
            .integer(Int(layer.grid.zeroPoint) + (network.profile.hasUnsignedCodes ? 128 : 0))
          ),
        ])
      })
  }

  /// Adds pictures, `[n, h, w, c]`.
  ///
  /// - Parameter answers: What the network answers to them in floats on grids.
  /// - Throws: `OutputError`, ``GraphError`` for pictures of another shape.
  public func add(_ pictures: Tensor, answers: Tensor, on machine: Machine) throws {
    let network = network
    let all = try machine.perform(iterations: pictures.shape[0]) {
      try network.codes(for: pictures.slice($0))
    }
    try input.write(littleEndianData(pictures.values))
    try quantized.write(littleEndianData(answers.values))
    let flip: UInt8 = network.profile.hasUnsignedCodes ? 128 : 0
    for codes in all {
      for (layer, file) in zip(network.layers, files) {
        try file.write(Data((codes[layer.name] ?? []).map { UInt8(bitPattern: $0) ^ flip }))
      }
    }
  }

  private func littleEndianData(_ values: [Float]) -> Data {
    Data(littleEndianBytes(values.map { Int32(bitPattern: $0.bitPattern) }))
  }
}

extension RuntimeProfile {
  /// Whether the profile's files have codes 0 … 255 instead of −128 … 127.
  fileprivate var hasUnsignedCodes: Bool { self == .onnxRuntime }
}
