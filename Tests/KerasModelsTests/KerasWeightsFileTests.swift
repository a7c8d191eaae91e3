import Foundation
import Graph
import HDF5Writer
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

  @Test("an input size that the file tells is the file's fault, one that was asked for is not")
  func inputSizesOfTheFile() {
    for size in [0, -32, 100, 32000, 1 << 40] {
      let config =
        #"{"config":{"layers":[{"config":{"batch_input_shape":[null,SIZE,SIZE,3]}}]}}"#
        .replacingOccurrences(of: "SIZE", with: String(size))
      SyntheticNetwork().write(to: url, modelConfig: config)
      #expect(failure() == .describedInputSize(size, path: url.path))
      #expect(throws: KerasModelError.inputSize(size, path: url.path)) {
        try MobileNetV2(contentsOf: url, inputSize: size)
      }
    }
  }

  @Test("shapes are compared before memory is asked for")
  func impossibleShapes() throws {
    let synthetic = SyntheticNetwork()
    synthetic.write(to: url)
    var bytes = [UInt8](try Data(contentsOf: url))
    // The classifier's extents, which decide how many classes there are.
    let channels = 1280
    let extents = [channels, 3].flatMap { extent in
      (0..<8).map { UInt8(truncatingIfNeeded: extent >> (8 * $0)) }
    }
    let bias = [UInt8](extents.suffix(8))
    let places = bytes.indices.dropLast(16).filter {
      bytes[$0..<$0 + 16].elementsEqual(extents) || bytes[$0..<$0 + 16].elementsEqual(bias + bias)
    }
    try #require(places.count >= 2)
    for place in places {
      let offset = bytes[place..<place + 16].elementsEqual(extents) ? 8 : 0
      for start in Set([offset, 8]) { bytes[place + start + 4] = 1 }
    }
    try Data(bytes).write(to: url)
    let before = ContinuousClock.now
    _ = failure()
    #expect(ContinuousClock.now - before < .seconds(1))
  }

  @Test("a message about many weights is one line of bounded length")
  func messagesAreShort() {
    var synthetic = SyntheticNetwork()
    synthetic.weights[0].tensors += (0..<200).map { _ in Tensor(shape: [3, 3, 3, 8]) }
    synthetic.weights[0].names += (0..<200).map { "extra\($0)" }
    synthetic.write(to: url)
    let text = failure()?.description ?? ""
    #expect(text.contains("and 197 more") && text.utf8.count < 600, "\(text)")
  }

  @Test("data in other files are no weights")
  func externalData() throws {
    SyntheticNetwork().write(to: url)
    let other = scratch.file("other.h5")
    let file = hdf5_writer_open(other.path)
    hdf5_writer_external_link(file, "model_weights", url.path)
    hdf5_writer_close(file)
    #expect(throws: KerasModelError.self) { try MobileNetV2(contentsOf: other) }
  }

  @Test("folders and pipes are called what they are")
  func notFiles() {
    #expect(mkfifo(url.path, 0o600) == 0)
    #expect(failure() == .notAFile(path: url.path, kind: "a pipe"))
    #expect(throws: KerasModelError.notAFile(path: scratch.url.path, kind: "a folder")) {
      try MobileNetV2(contentsOf: scratch.url)
    }
  }
}
