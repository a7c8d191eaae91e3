import Foundation
import Imaging
import KerasModels
import PostTrainingQuantization
import Quantization
import Tensors
import TestSupport

/// A network and pictures at which something is extreme, and what MCT made of them: a case of
/// `Data/Reference/degenerate.json`, which `Data/Making/degenerate.py` wrote.
struct DegenerateCase: Decodable {
  /// A way to quantize, and MCT's thresholds or ranges by node, or its error.
  struct Run: Decodable {
    let grid: String
    let bits: Int
    let method: String
    let ranges: [String: [String]]?
    let error: String?

    /// What the workbook is asked for.
    var config: QuantizationConfig? {
      let methods: [String: QuantizationErrorMethod] = [
        "mse": .mse, "noClipping": .noClipping, "mae": .mae, "kl": .kl(), "lp": .lp(p: 2),
      ]
      guard let method = methods[method], let family = QuantizationMethod(rawValue: grid) else {
        return nil
      }
      return QuantizationConfig(
        activationErrorMethod: method, activationQuantizationMethod: family,
        activationBitWidth: bits)
    }
  }

  let name: String
  private let factor: String
  private let bias: String
  private let pictures: String
  private let count: Int
  private let batchSize: Int
  let runs: [Run]

  private enum CodingKeys: String, CodingKey {
    case name = "case"
    case factor, bias, pictures, count, batchSize, runs
  }

  /// All cases.
  static func all() throws -> [DegenerateCase] {
    struct File: Decodable { let cases: [DegenerateCase] }
    let url = ReferenceFolder.packageRoot.appendingPathComponent("Data/Reference/degenerate.json")
    return try JSONDecoder().decode(File.self, from: Data(contentsOf: url)).cases
  }

  private static let size = 8

  private static func tensor(_ shape: Shape, times factor: Float = 1) -> Tensor {
    let values = (0..<shape.elementCount).map { (Float(($0 * 37 + 11) % 23) / 23 - 0.4) * factor }
    return Tensor(shape: shape, values: values)
  }

  /// The network of the script: a convolution, a ReLU, and a classifier.
  func write(to url: URL) {
    var file = KerasModelFile()
    let layer = KerasModelFile.Layer.init
    let biases = [Float](repeating: Float(bias) ?? 0, count: 4)
    file.layers = [
      layer(
        "photo", "InputLayer", #""batch_input_shape": [null, \#(Self.size), \#(Self.size), 3]"#, [],
        []),
      layer(
        "conv", "Conv2D", #""filters": 4, "kernel_size": [3, 3], "activation": "linear""#,
        ["photo"],
        [
          ("kernel", Self.tensor([3, 3, 3, 4], times: Float(factor) ?? 0)),
          ("bias", Tensor(shape: [4], values: biases)),
        ]),
      layer("relu", "ReLU", "", ["conv"], []),
      layer("pool", "GlobalAveragePooling2D", "", ["relu"], []),
      layer(
        "answer", "Dense", #""units": 3, "activation": "softmax""#, ["pool"],
        [("kernel", Self.tensor([4, 3])), ("bias", Tensor(shape: [3]))]),
    ]
    file.write(to: url)
  }

  /// The pictures of the script.
  func dataset(in scratch: ScratchFolder) throws -> RepresentativeDataset {
    let size = Self.size
    for number in 0..<count {
      let pixels = (0..<size * size * 3).map { index in
        let (y, x, channel) = (index / 3 / size, index / 3 % size, index % 3)
        let mixed = (number * 101 + y * 59 + x * 37 + channel * 83 + number * x * y) % 256
        return UInt8(pictures == "mixed" ? mixed : pictures == "gray" ? 128 : 0)
      }
      let picture = Image(width: size, height: size, pixels: pixels)
      try scratch.write(picture.pngData(), to: "images/a/\(number).png")
    }
    return try RepresentativeDataset(
      images: LabelledImageFolder(scratch.file("images")).images, batchSize: batchSize,
      input: ModelInput(height: size, width: size))
  }
}
