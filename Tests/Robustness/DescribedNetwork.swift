import Export
import FastExecution
import Foundation
import Graph
import HDF5Writer
import Imaging
import IntegerNetwork
import KerasModels
import Parallelism
import PostTrainingQuantization
import Quantization
import Tensors
import TestSupport
import Testing

/// Small networks that are described in Keras's words, of nearly every kind of layer, and what is done with
/// what a changed description makes of them.
enum DescribedNetwork {
  private static func tensor(_ shape: Shape) -> Tensor {
    Tensor(
      shape: shape,
      values: (0..<shape.elementCount).map { Float(($0 * 37 + 11) % 23) / 23 - 0.4 })
  }

  private static func normalization(_ channels: Int) -> [(name: String, tensor: Tensor)] {
    ["gamma", "beta", "moving_mean", "moving_variance"].map { name in
      let values = (0..<channels).map { name == "beta" ? Float($0 % 2) : Float(1 + $0 % 3) }
      return (name, Tensor(shape: [channels], values: values))
    }
  }

  /// A network with branches, and layers of all kinds.
  static var branched: KerasModelFile {
    var file = KerasModelFile()
    let layer = KerasModelFile.Layer.init
    file.layers = [
      layer("photo", "InputLayer", #""batch_input_shape": [null, 8, 8, 3]"#, [], []),
      layer("scale", "Rescaling", #""scale": 0.5, "offset": [0.1, -0.1, 0]"#, ["photo"], []),
      layer("pad", "ZeroPadding2D", #""padding": [[0, 1], [1, 0]]"#, ["scale"], []),
      layer(
        "stem", "Conv2D",
        #""filters": 4, "kernel_size": [3, 3], "strides": [1, 1], "padding": "valid", "groups": 1, "#
          + #""dilation_rate": [1, 1], "use_bias": false, "activation": "linear""#, ["pad"],
        [("kernel", tensor([3, 3, 3, 4]))]),
      layer(
        "norm", "BatchNormalization", #""axis": [3], "epsilon": 0.001"#, ["stem"], normalization(4)),
      layer(
        "relu", "ReLU", #""max_value": 6.0, "negative_slope": 0.0, "threshold": 0.0"#, ["norm"], []),
      layer(
        "deep", "DepthwiseConv2D",
        #""kernel_size": 3, "strides": 1, "depth_multiplier": 1, "padding": "same", "activation": "relu""#,
        ["relu"], [("depthwise_kernel", tensor([3, 3, 4, 1])), ("bias", tensor([4]))]),
      layer("sum", "Add", "", ["relu", "deep"], []),
      layer(
        "apart", "SeparableConv2D", #""kernel_size": [2, 2], "filters": 4, "padding": "same""#,
        ["sum"],
        [
          ("depthwise_kernel", tensor([2, 2, 4, 1])), ("pointwise_kernel", tensor([1, 1, 4, 4])),
          ("bias", tensor([4])),
        ]),
      layer("leaky", "LeakyReLU", #""alpha": 0.3"#, ["apart"], []),
      layer("both", "Concatenate", #""axis": -1"#, ["sum", "leaky"], []),
      layer(
        "most", "MaxPooling2D", #""pool_size": [2, 2], "strides": [2, 2], "padding": "same""#,
        ["both"], []),
      layer("mean", "AveragePooling2D", #""pool_size": 2, "strides": 1"#, ["most"], []),
      layer("less", "Cropping2D", #""cropping": [[0, 1], [1, 0]]"#, ["mean"], []),
      layer("other", "Reshape", #""target_shape": [-1, 8]"#, ["less"], []),
      layer("flat", "Flatten", "", ["other"], []),
      layer("drop", "Dropout", #""rate": 0.2"#, ["flat"], []),
      layer(
        "answer", "Dense", #""units": 3, "activation": "softmax""#, ["drop"],
        [("kernel", tensor([extent, 3])), ("bias", tensor([3]))]),
    ]
    return file
  }

  /// Elements before the last layer: 1 x 1 pixels of 8 channels are left of 4 x 4.
  private static let extent = 32

  /// As Keras 3 keeps weights: in groups that are called after the layers' classes.
  static func writeStructured(_ model: KerasModelFile, to url: URL) {
    let file = hdf5_writer_open(url.path)
    defer { hdf5_writer_close(file) }
    let groups = [
      "stem": "conv2d", "norm": "batch_normalization", "deep": "depthwise_conv2d",
      "apart": "separable_conv2d", "answer": "dense",
    ]
    for layer in model.layers {
      for (index, weight) in layer.weights.enumerated() {
        hdf5_writer_floats(
          file, "layers/\(groups[layer.name] ?? layer.name)/vars/\(index)", weight.tensor.values,
          Int32(weight.tensor.shape.rank), weight.tensor.shape.dimensions.map(Int64.init))
      }
    }
  }

  /// A network that integers can compute, and ``branched``.
  static var networks: [KerasModelFile] { [KerasModelFile(), branched] }

  /// All weights of a network, as little-endian float32.
  static func numbers(of file: KerasModelFile) -> Data {
    var data = Data()
    for weight in file.layers.flatMap(\.weights) {
      for number in weight.tensor.values {
        withUnsafeBytes(of: number.bitPattern.littleEndian) { data.append(contentsOf: $0) }
      }
    }
    return data
  }

  /// Writes the one of ``networks`` that has as many weights, with these.
  static func write(numbers: Data, to url: URL) {
    guard var file = networks.first(where: { Self.numbers(of: $0).count == numbers.count }) else {
      return
    }
    var rest = [UInt8](numbers)[...]
    for layer in file.layers.indices {
      for weight in file.layers[layer].weights.indices {
        let shape = file.layers[layer].weights[weight].tensor.shape
        let values = (0..<shape.elementCount).map { _ in
          let bytes = rest.prefix(4)
          rest = rest.dropFirst(4)
          return Float(bitPattern: bytes.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
        }
        file.layers[layer].weights[weight].tensor = Tensor(shape: shape, values: values)
      }
    }
    file.write(to: url)
  }

  /// A `.keras` file.
  static func archive(_ scratch: ScratchFolder) throws -> Data {
    let weights = scratch.file("structured.h5")
    writeStructured(branched, to: weights)
    return zipArchive([
      ("metadata.json", Data(#"{"keras_version": "3.5.0"}"#.utf8)),
      ("config.json", Data(branched.json.utf8)),
      ("model.weights.h5", try Data(contentsOf: weights)),
    ])
  }

  /// Reads a description for the weights of ``branched``, and computes with the network where it is small.
  static func read(description: URL) throws {
    let folder = description.deletingLastPathComponent()
    let weights = folder.appendingPathComponent("described.h5")
    if !FileManager.default.fileExists(atPath: weights.path) {
      branched.write(to: weights, description: nil)
    }
    func read(_ size: HeightWidth?) throws -> Model {
      try KerasModel(contentsOf: weights, architecture: description, size: size).model
    }
    let model: Model
    // A description may leave the size open; then the user has to say it.
    do { model = try read(nil) } catch KerasModelError.noInputSize { model = try read(8) }
    try compute(model)
  }

  /// Runs a network both ways and quantizes it.
  ///
  /// - Throws: What quantization refuses, as for any network.
  static func compute(_ model: Model) throws {
    let work = model.layers.reduce(0) { $0 + $1.outputShape.elementCount } + model.multiplyAdds
    guard work <= 1 << 20, model.layers.count < 500 else { return }
    let shape = model.inputShape
    let images = tensor(shape.prepending(2))
    let machine = Machine(threads: 1)
    let reference = ReferenceExecutor(model: model)
    let executor = FastExecutor(model: model, on: machine)
    let slow = try reference.output(for: images).values
    let fast = try executor.output(for: images).values
    let largest = slow.reduce(Float(1)) { max($0, $1.isFinite ? abs($1) : 1) }
    let differ = zip(slow, fast).filter { slow, fast in
      slow.isFinite && fast.isFinite ? abs(slow - fast) > 1e-4 * largest : slow.isNaN != fast.isNaN
    }
    if !differ.isEmpty, try !orderOfAdditionsDecides(in: model, images, reference, executor) {
      throw ComputedOtherwise(pairs: "\(differ.prefix(3))")
    }
    let folder = try pictures()
    let dataset = try RepresentativeDataset(
      images: folder.images, batchSize: 2,
      input: ModelInput(height: shape[0], width: shape[1], channels: shape[2]))
    let result = try postTrainingQuantization(
      of: model, representativeDataset: dataset, on: machine)
    _ = try result.model.output(for: images)
    try export(result, images)
  }

  /// Writes a network in both formats, and computes with its integers. That integers or a format cannot hold it
  /// says nothing of the file that it came from.
  ///
  /// - Throws: What should not be thrown at all.
  private static func export(_ result: QuantizationResult, _ images: Tensor) throws {
    _ = encodingsFile(of: result)
    do {
      let network = try IntegerNetwork(result, profile: .liteRT)
      let shape = network.inputShape
      _ = try network.codes(
        for: Tensor(shape: shape, values: Array(images.values.prefix(shape.elementCount))))
      _ = try tfliteFile(of: network, numbers: .float, description: "small")
    } catch is IntegerNetworkError {
    } catch is ExportError {
    }
  }

  /// Both ways of computing give other numbers.
  struct ComputedOtherwise: Error { let pairs: String }

  private static let scratch = Result { try ScratchFolder() }

  private static func pictures() throws -> LabelledImageFolder {
    let scratch = try scratch.get()
    let folder = scratch.file("images")
    pictureLock.lock()
    defer { pictureLock.unlock() }
    if !FileManager.default.fileExists(atPath: folder.path) {
      try scratch.writePictures(classes: 1, perClass: 3, size: 12)
    }
    return try LabelledImageFolder(folder)
  }

  private static let pictureLock = NSLock()
}

/// Checksums of a zip archive's entries made right again.
func withRightEntryChecksums(_ archive: [UInt8]) -> [UInt8] {
  var result = archive
  func number(_ at: Int, _ count: Int) -> Int {
    (0..<count).reduce(0) { $0 | Int(result[at + $1]) << (8 * $1) }
  }
  for at in result.indices.dropLast(46) where result[at..<at + 4].elementsEqual([0x50, 0x4B, 1, 2])
  {
    let (size, header) = (number(at + 20, 4), number(at + 42, 4))
    guard header + 30 <= result.count else { continue }
    let start = header + 30 + number(header + 26, 2) + number(header + 28, 2)
    guard start + size <= result.count else { continue }
    let checksum = PNGChunks.checksum(result[start..<start + size])
    for byte in 0..<4 { result[at + 16 + byte] = UInt8(truncatingIfNeeded: checksum >> (8 * byte)) }
  }
  return result
}
