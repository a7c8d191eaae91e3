import Foundation
import IntegerNetwork
import Parallelism
import Support
import Tensors

/// Pictures and what an integer network makes of them, for whoever wants to compare another runtime with it.
///
/// | file | what |
/// |---|---|
/// | `vectors/input.npy` | the pictures as they enter the network, float32 `[n, h, w, c]` |
/// | `vectors/000.npy` … | the codes of a layer, int8 `[n, h, w, c]` or `[n, c]` |
/// | `vectors/layers.json` | for every layer its name, file, operation, scale and zero point |
public struct TestVectors {
  private let network: IntegerNetwork
  private let folder: ExportFolder
  private let input: IncompleteFile
  private let files: [IncompleteFile]

  /// Opens the files.
  ///
  /// - Parameters:
  ///   - network: What computes.
  ///   - count: How many pictures will come.
  ///   - folder: Where the files go.
  /// - Throws: `OutputError`.
  public init(of network: IntegerNetwork, count: Int, in folder: ExportFolder) throws(OutputError) {
    self.network = network
    self.folder = folder
    input = try folder.open("vectors/input.npy")
    try input.write(numPyHead(shape: [count] + network.inputShape.dimensions, type: "<f4"))
    var files: [IncompleteFile] = []
    for (index, layer) in network.layers.enumerated() {
      let file = try folder.open("vectors/\(TestVectors.fileName(index))")
      try file.write(numPyHead(shape: [count] + layer.shape.dimensions, type: "|i1"))
      files.append(file)
    }
    self.files = files
    try folder.write(Data(description.text(indent: 2).utf8), to: "vectors/layers.json")
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
          ("scale", .number(Double(layer.grid.scale))),
          ("zeroPoint", .integer(Int(layer.grid.zeroPoint))),
        ])
      })
  }

  /// Adds pictures, `[n, h, w, c]`.
  ///
  /// - Throws: `OutputError`, ``GraphError`` for pictures of another shape.
  public func add(_ pictures: Tensor, on machine: Machine) throws {
    let network = network
    let all = try machine.perform(iterations: pictures.shape[0]) {
      try network.codes(for: pictures.slice($0))
    }
    for (index, codes) in all.enumerated() {
      var values = Data()
      for value in pictures.slice(index).values {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { values.append(contentsOf: $0) }
      }
      try input.write(values)
      for (layer, file) in zip(network.layers, files) {
        try file.write(Data((codes[layer.name] ?? []).map(UInt8.init(bitPattern:))))
      }
    }
  }
}
