import Foundation
import Graph
import Imaging
import IntegerNetwork
import KerasModels
import Parallelism
import PostTrainingQuantization
import Quantization
import Support
import Tensors
import TestSupport
import Testing

/// The network that comes with the workbook, in integers.
struct IntegerNetworkTests {
  static let data = ReferenceFolder.packageRoot.appendingPathComponent("Data")
  static let calibration = Result {
    let images = try LabelledImageFolder(data.appendingPathComponent("Images/Calibration")).images
    return try Calibration(
      of: KerasModel(contentsOf: data.appendingPathComponent("Model/pictures.h5")).model,
      representativeDataset: RepresentativeDataset(
        images: Array(images.prefix(320)), batchSize: 32, input: ModelInput(size: 96)))
  }

  static func quantized(_ config: QuantizationConfig = .init()) throws -> QuantizationResult {
    let calibration = try calibration.get()
    return try calibration.quantized(by: config, weights: calibration.quantizedWeights(config))
  }

  static let images = Result {
    try LabelledImageFolder(data.appendingPathComponent("Images/Evaluation")).images
  }

  static func tensor(_ images: [LabelledImage]) throws -> Tensor {
    try preprocessedImages(images[...], for: ModelInput(size: 96), on: Machine())
  }

  /// The first pictures in the order of their paths.
  static func pictures(_ count: Int) throws -> Tensor {
    try tensor(Array(images.get().prefix(count)))
  }

  /// What LiteRT's reference kernels gave for the exported file, written by `Tests/Interop/tflite.py`.
  private struct Recorded: Decodable {
    let litert: String
    let pictures: Int
    let sha256: [String: String]
  }

  @Test func everyCodeIsLiteRTs() throws {
    let folder = ReferenceFolder.packageRoot.appendingPathComponent("Tests/IntegerNetworkTests")
    let recorded = try JSONDecoder().decode(
      Recorded.self, from: Data(contentsOf: folder.appendingPathComponent("Fixtures/litert.json")))
    let network = try IntegerNetwork(Self.quantized(), profile: .liteRT)
    let pictures = try Self.pictures(recorded.pictures)
    let codes = try (0..<recorded.pictures).map { try network.codes(for: pictures.slice($0)) }
    #expect(recorded.sha256.count == network.layers.count && recorded.sha256.count == 70)
    for layer in network.layers {
      let bytes = codes.flatMap { ($0[layer.name] ?? []).map(UInt8.init(bitPattern:)) }
      #expect(SHA256.hexadecimal(of: bytes) == recorded.sha256[layer.name], "\(layer.name)")
    }
  }

  /// In integers the network is as right as on grids of floats, and answers the same on at least 98 % of the
  /// pictures. Where it does not, a code that differs by one has grown in the layers behind it.
  @Test(arguments: RuntimeProfile.allCases)
  func theAnswersAreThoseOfTheFakeQuantizedNetwork(profile: RuntimeProfile) throws {
    let result = try Self.quantized()
    let network = try IntegerNetwork(result, profile: profile)
    let images = try Self.images.get().sample(500)
    let pictures = try Self.tensor(images)
    let logits = "predictions"
    let found = try #require(try result.model.outputs(of: [logits], for: pictures)[logits])
    let own = try Machine().perform(iterations: images.count) {
      largest(network.values(of: try network.codes(for: pictures.slice($0)), at: logits))
    }
    let floats = images.indices.map { largest(found.slice($0).values) }
    let same = zip(own, floats).count { $0 == $1 }
    let right = [own, floats].map { classes in
      zip(images, classes).count { $0.classIndex == $1 }
    }
    print("integers of \(profile): \(same) of 500 classes as on grids of floats, \(right) right")
    #expect(same >= 490)
    #expect(abs(right[0] - right[1]) <= 3)
  }

  private func largest(_ values: [Float]) -> Int? { values.firstIndex(of: values.max() ?? 0) }

  /// Equal codes go in, so codes that come out differ by one at most; most of those that differ are in channels
  /// whose kernels had a code moved.
  @Test func aLayerAloneDiffersByOneAtMost() throws {
    let result = try Self.quantized()
    let network = try IntegerNetwork(result, profile: .liteRT)
    let first = try #require(network.layers.dropFirst().first)
    #expect(first.name == "Conv1_relu")
    let moved = Set(network.forbiddenKernelCodes.filter { $0.layer == "Conv1_bn" }.map(\.channel))
    #expect(!moved.isEmpty)
    let pictures = try Self.pictures(4)
    let values = try #require(try result.model.outputs(of: [first.name], for: pictures)[first.name])
    var differing = (moved: 0, others: 0)
    for index in 0..<4 {
      let codes = try #require(try network.codes(for: pictures.slice(index))[first.name])
      for (place, (code, value)) in zip(codes, values.slice(index).values).enumerated() {
        let distance = abs(Int(code) - Int(first.grid.code(of: value)))
        #expect(distance <= 1)
        if moved.contains(place % first.shape[2]) {
          differing.moved += distance
        } else {
          differing.others += distance
        }
      }
    }
    print(
      "Conv1_relu: of \(values.values.count) codes differ \(differing), moved in \(moved.sorted())")
    // The bias is a whole number of the sum's steps, which moves codes whose sums lie that near a half.
    #expect(differing.others * 1000 < values.values.count)
  }

  @Test func forbiddenKernelCodesAreReplacedAndCounted() throws {
    let result = try Self.quantized()
    let liteRT = try IntegerNetwork(result, profile: .liteRT)
    let onnx = try IntegerNetwork(result, profile: .onnxRuntime)
    func forbidden(_ network: IntegerNetwork) -> Int {
      network.layers.reduce(0) { count, layer in
        guard case .convolution(let convolution) = layer.operation else { return count }
        return count + convolution.kernel.count { $0 == -128 }
      }
    }
    #expect(forbidden(liteRT) == 0 && onnx.forbiddenKernelCodes.isEmpty)
    #expect(liteRT.forbiddenKernelCodes.reduce(0) { $0 + $1.count } == forbidden(onnx))
    #expect(forbidden(onnx) > 500)
  }

  @Test func sumsStayBelowTheirBounds() throws {
    let network = try IntegerNetwork(Self.quantized(), profile: .liteRT)
    for layer in network.layers {
      guard case .convolution(let convolution) = layer.operation else { continue }
      for (largest, requantization) in zip(
        convolution.largestAccumulators, convolution.requantizations)
      {
        #expect(largest <= requantization.largestAccumulator, "\(layer.name)")
      }
    }
  }

  @Test func otherWidthsAreRefused() throws {
    let result = try Self.quantized(QuantizationConfig(activationBitWidth: 4))
    #expect(throws: IntegerNetworkError.bitWidth(layer: "input_1", bits: 4)) {
      try IntegerNetwork(result, profile: .liteRT)
    }
  }

  @Test func aPictureOfAnotherSizeIsRefused() throws {
    let network = try IntegerNetwork(Self.quantized(), profile: .liteRT)
    #expect(throws: GraphError.self) { try network.codes(for: Tensor(shape: [2, 2, 3])) }
  }
}
