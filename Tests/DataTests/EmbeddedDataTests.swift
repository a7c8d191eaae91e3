import Evaluation
import FastExecution
import Foundation
import Graph
import Imaging
import KerasModels
import Parallelism
import PictureWorld
import PostTrainingQuantization
import Quantization
import Support
import Tensors
import TestSupport
import Testing
import WorkbookKit

/// The model and pictures that come with the workbook, against what MCT and Keras computed on them.
struct EmbeddedDataTests {
  static let data = ReferenceFolder.packageRoot.appendingPathComponent("Data")
  static func file(_ path: String) -> URL { data.appendingPathComponent(path) }

  struct Reference: Decodable {
    struct Outcome: Decodable {
      let top1_correct: Int
      let of: Int
      let argmax: [Int]
    }
    let results: [String: Outcome]
  }

  static let network = Result { try KerasModel(contentsOf: file("Model/pictures.h5")) }
  static let calibration = Result {
    let images = try LabelledImageFolder(file("Images/Calibration")).images
    return try Calibration(
      of: network.get().model,
      representativeDataset: RepresentativeDataset(
        images: images, batchSize: 32, input: ModelInput(size: 96)))
  }
  static let weights = Result { try calibration.get().quantizedWeights() }
  /// What MCT computed.
  private static func reference<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try JSONDecoder().decode(type, from: Data(contentsOf: file("Reference/mct_network.json")))
  }

  private func quantized(by method: QuantizationErrorMethod) throws -> QuantizationResult {
    try Self.calibration.get().quantized(by: method, weights: Self.weights.get())
  }

  @Test(arguments: MCTNetwork.methods)
  func thresholdsAreMCTs(name: String, method: QuantizationErrorMethod) throws {
    try Self.reference(MCTNetwork.self).expectThresholds(quantized(by: method), method: name)
  }

  @Test func kernelsAreMCTs() throws {
    try Self.reference(MCTNetwork.self)
      .expectKernels(Self.weights.get().kernels, of: "embedded model")
  }

  @Test func accuracyIsMCTsAndTheLessonIsVisible() throws {
    let reference = try Self.reference(Reference.self)
    let images = try LabelledImageFolder(Self.file("Images/Evaluation")).images
    let models = try MCTNetwork.methods.map { name, method in
      (name: name, model: try quantized(by: method).model as any Executor)
    }
    let results = try evaluate(
      float: FastExecutor(model: Self.network.get().model), quantized: models, images: images,
      as: ModelInput(size: 96))
    for result in results {
      let expected = try #require(reference.results[result.name])
      #expect(abs(result.top1.count - expected.top1_correct) <= 2, "\(result.name)")
      let equal = zip(result.predictions, expected.argmax).count { $0.classIndex == $1 }
      #expect(equal >= images.count * 98 / 100, "\(result.name)")
      print(
        "embedded model, \(result.name): \(result.top1.count) of \(images.count) "
          + "(MCT \(expected.top1_correct)), arg-max equal on \(equal)")
    }
    #expect((0.85...0.97).contains(results[0].top1.fraction))

    // MSE and NOCLIPPING part on signed tensors, and agree on Conv1_relu by a wide margin.
    let (mse, noClipping) = (try quantized(by: .mse).info, try quantized(by: .noClipping).info)
    let parted = zip(mse.activations, noClipping.activations).filter {
      $0.result.parameters.range.isSigned
        && $0.result.parameters.range != $1.result.parameters.range
    }.map(\.0.node)
    #expect(parted.count >= 8)
    #expect(parted.contains("expanded_conv_project_bn"))
    let relu = try #require(mse["Conv1_relu"])
    #expect(relu.parameters.range == noClipping["Conv1_relu"]?.parameters.range)
    let margin = try #require(relu.runnerUp).error / #require(relu.chosen).error
    #expect(margin > 2)
    print("embedded model: \(parted.count) signed tensors part; margin of Conv1_relu \(margin)")
  }

  @Test func probabilitiesAreKerass() throws {
    let expected = try #require(
      NumPyFile(Self.file("Reference/keras_probabilities.npy")).arrays[""]
    ).values
    let images = try LabelledImageFolder(Self.file("Images/Evaluation")).images
    let executor = FastExecutor(model: try Self.network.get().model)
    let output = try executor.output(
      for: preprocessedImages(images[...], for: ModelInput(size: 96), on: Machine())
    )
    .values
    #expect(output.count == expected.count)
    var worst = 0.0
    for (a, e) in zip(output, expected) { worst = max(worst, abs(Double(a) - e)) }
    #expect(worst <= 1e-4)
    print("embedded model, Keras probabilities: worst difference \(worst)")
  }

  /// Other pictures of the same world are as easy, within three points and what chance does to 1000.
  @Test func anotherSeedIsTheSameWorld() throws {
    let scratch = try ScratchFolder()
    try PictureWorld(seed: 77).write(count: 1000, to: scratch.url)
    let float = FastExecutor(model: try Self.network.get().model)
    func accuracy(_ folder: URL) throws -> Double {
      let images = try LabelledImageFolder(folder).images
      return try evaluate(float: float, quantized: [], images: images, as: ModelInput(size: 96))[0]
        .top1.fraction
    }
    let (own, other) = (try accuracy(Self.file("Images/Evaluation")), try accuracy(scratch.url))
    #expect(abs(own - other) <= 0.03)
    print("embedded model: accuracy \(own), on pictures of another seed \(other)")
  }

  /// The pictures in the folder are what the generator draws, bit for bit where Cairo is the same.
  @Test func theGeneratorDrawsTheCommittedPictures() throws {
    var equal = 0
    let world = PictureWorld(seed: 3)
    let images = try LabelledImageFolder(Self.file("Images/Evaluation")).images
    for image in images.prefix(50) {
      let number = try #require(Int(image.url.deletingPathExtension().lastPathComponent))
      let drawn = try world.picture(number)
      let kept = try Image(contentsOf: image.url)
      // Another version of Cairo may shade edges otherwise; the picture stays the same.
      let difference = zip(drawn.pixels, kept.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
      #expect(difference < 12 * drawn.pixels.count, "\(image.path)")
      if try drawn.jpegData() == Data(contentsOf: image.url) { equal += 1 }
    }
    print("embedded pictures: \(equal) of 50 are drawn again to the byte")
  }

  @Test func calibrationAndEvaluationShareNoPicture() throws {
    var digests: Set<String> = []
    var count = 0
    for folder in ["Images/Calibration", "Images/Evaluation"] {
      for image in try LabelledImageFolder(Self.file(folder)).images {
        digests.insert(SHA256.hexadecimal(of: try Data(contentsOf: image.url)))
        count += 1
      }
    }
    #expect(count == 1320 && digests.count == 1320)
  }
}
