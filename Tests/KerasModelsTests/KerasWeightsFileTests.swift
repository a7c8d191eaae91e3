import Foundation
import Graph
import KerasModels
import Tensors
import TestSupport
import Testing

struct KerasWeightsFileTests {
  let scratch: ScratchFolder
  let url: URL

  init() throws {
    scratch = try ScratchFolder()
    url = scratch.file("weights.h5")
  }

  private func failure() -> KerasModelError? {
    #expect(throws: KerasModelError.self) { try MobileNetV2(contentsOf: url) }
  }

  @Test(arguments: [0.35, 0.5, 0.75, 1.3])
  func weightsComeBack(alpha: Double) throws {
    let synthetic = SyntheticNetwork(alpha: alpha, inputSize: 224, classCount: 4)
    synthetic.write(to: url)
    let read = try MobileNetV2(contentsOf: url)
    #expect(read.architecture == synthetic.architecture)
    #expect(read.model == synthetic.network.model)
  }

  @Test func aWholeModelTellsItsInputSize() throws {
    let synthetic = SyntheticNetwork(inputSize: 96)
    let config =
      #"{"config":{"layers":[{"config":{"batch_input_shape":[null,96,96,3]}},{"config":{}}]}}"#
    synthetic.write(to: url, modelConfig: config)
    #expect(try MobileNetV2(contentsOf: url).architecture.inputSize == 96)
    #expect(try MobileNetV2(contentsOf: url, inputSize: 64).architecture.inputSize == 64)
  }

  @Test func layersAreMatchedByOrderNotByName() throws {
    var synthetic = SyntheticNetwork()
    synthetic.weights[synthetic.weights.count - 1].layer = "Logits"
    synthetic.write(to: url)
    let model = try MobileNetV2(contentsOf: url, inputSize: 32).model
    #expect(model.outputName == "predictions")
    #expect(model == synthetic.network.model)
  }

  @Test func aMissingFile() {
    #expect(failure() == .missing(path: url.path))
  }

  @Test func filesThatAreNotHDF5() throws {
    for (content, kind) in [("PK\u{3}\u{4}", "zip"), ("<html>", "HTML"), ("", "empty")] {
      try Data(content.utf8).write(to: url)
      guard case .notHDF5(_, let found) = failure() else {
        Issue.record("\(kind)")
        continue
      }
      #expect(found.contains(kind))
    }
  }

  @Test func aFileThatIsCutOff() throws {
    SyntheticNetwork().write(to: url)
    let data = try Data(contentsOf: url)
    try data.prefix(data.count / 2).write(to: url)
    #expect(failure() == .damaged(path: url.path))
  }

  @Test func aFileWithoutClassifier() {
    var synthetic = SyntheticNetwork()
    synthetic.weights.removeLast()
    synthetic.write(to: url)
    #expect(failure() == .noTop(path: url.path))
  }

  @Test func anotherArchitecture() {
    var synthetic = SyntheticNetwork()
    synthetic.weights[9].tensors[0] = Tensor(shape: [5, 5, 8, 1])
    synthetic.write(to: url)
    guard case .otherModel(_, let reason) = failure() else {
      Issue.record("not seen")
      return
    }
    #expect(reason.contains(synthetic.weights[9].layer))
    synthetic = SyntheticNetwork()
    synthetic.weights.append(synthetic.weights[0])
    synthetic.weights[synthetic.weights.count - 1].layer = "extra"
    synthetic.write(to: url)
    guard case .otherModel = failure() else {
      Issue.record("not seen")
      return
    }
  }

  @Test func weightsThatAreNotNumbers() {
    var synthetic = SyntheticNetwork()
    synthetic.weights[4].tensors[0].values[3] = .nan
    synthetic.write(to: url)
    guard case .notFinite(_, let weight) = failure() else {
      Issue.record("not seen")
      return
    }
    #expect(weight.contains(synthetic.weights[4].layer))
  }

  @Test func anInputSizeThatCannotBeHalvedFiveTimes() {
    SyntheticNetwork().write(to: url)
    #expect(throws: KerasModelError.inputSize(100, path: url.path)) {
      try MobileNetV2(contentsOf: url, inputSize: 100)
    }
  }
}
