import Graph
import Imaging
import IntegerNetwork
import KerasModels
import PostTrainingQuantization
import Tensors
import TestSupport
import Testing

/// Networks of finite weights whose grids no integers of 8 bits can compute with.
struct IntegerNetworkBuildingTests {
  /// The small network with some of its weights changed, quantized on random pictures.
  func quantized(_ change: (inout KerasModelFile) -> Void) throws -> QuantizationResult {
    let scratch = try ScratchFolder()
    try scratch.writePictures(classes: 1, size: 8)
    var file = KerasModelFile()
    change(&file)
    file.write(to: scratch.file("extreme.h5"))
    return try postTrainingQuantization(
      of: KerasModel(contentsOf: scratch.file("extreme.h5")).model,
      representativeDataset: RepresentativeDataset(
        images: LabelledImageFolder(scratch.file("images")).images, batchSize: 4,
        input: ModelInput(size: 8)))
  }

  private func expectRefusal(
    _ result: QuantizationResult, _ profile: RuntimeProfile, saying words: String
  ) {
    let error = #expect(throws: IntegerNetworkError.self) {
      _ = try IntegerNetwork(result, profile: profile)
    }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }

  @Test(
    "a threshold beyond the largest number ends in an error that names the layer",
    arguments: [RuntimeProfile.liteRT, .onnxRuntime])
  func infiniteSteps(profile: RuntimeProfile) throws {
    // The next power of two is 2^128, which float32 does not have.
    let result = try quantized { file in
      file["answer"].weights[1].tensor = Tensor(shape: [3], values: [0.1, 0.1, -2e38])
    }
    expectRefusal(result, profile, saying: "answer cannot be computed in 8-bit integers: its steps")
  }

  @Test(
    "what integers have no rule for is known before calibration, and said with what to do",
    arguments: [
      ("sigmoid", "its sigmoid", "save the model without it"), ("tanh", "its tanh", "train it"),
      ("slope", "its slope", "train it"), ("three", "the sum of 3 tensors", "instead of two"),
      ("axes", "4 axes", "three at most"),
    ])
  func obstacles(kind: String, word: String, advice: String) throws {
    let change = { (file: inout KerasModelFile) in
      switch kind {
      case "slope": (file["stem_relu"].className, file["stem_relu"].config) = ("LeakyReLU", "")
      case "three":
        file.insert(KerasModelFile.Layer("sum", "Add", reading: ["stem_relu"]))
        file["sum"].inputs = ["stem_relu", "stem_relu", "stem_relu"]
      case "axes":
        let config = #""target_shape": "#
        file.insert(.init("apart", "Reshape", config + "[2, 4, 8, 4]", reading: ["stem_relu"]))
        file.insert(.init("together", "Reshape", config + "[8, 8, 4]", reading: ["apart"]))
      default:
        file["answer"].config = #""units": 3, "activation": "\#(kind)""#
      }
    }
    let result = try quantized(change)
    let obstacle = try #require(IntegerNetwork.obstacle(in: result.prepared))
    #expect("\(obstacle)".contains(word) && "\(obstacle)".contains(advice), "\(obstacle)")
    #expect(throws: obstacle) { _ = try IntegerNetwork(result, profile: .liteRT) }
    #expect(try IntegerNetwork.obstacle(in: quantized { _ in }.prepared) == nil)
  }

  @Test(
    "steps that are far smaller than those of the input end in an error that names the layer",
    arguments: [RuntimeProfile.liteRT, .onnxRuntime])
  func distantSteps(profile: RuntimeProfile) throws {
    // A mean of -1e12, and a ReLU that leaves nothing of it.
    let result = try quantized { file in
      for (weight, value) in [(0, Float(0)), (1, -1e12)] {
        file["stem_norm"].weights[weight].tensor = Tensor(
          shape: [4], values: [value, value, value, value])
      }
      (file["stem_relu"].className, file["stem_relu"].config) = ("Dropout", #""rate": 0.2"#)
      file.insert(KerasModelFile.Layer("late_relu", "ReLU", reading: ["pool"]))
    }
    expectRefusal(result, profile, saying: "smaller than those of what it reads")
  }
}
