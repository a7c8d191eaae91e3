import Foundation
import Graph
import HDF5Writer
import KerasModels
import Tensors
import TestSupport
import Testing

struct KerasModelTests {
  let scratch: ScratchFolder
  let url: URL

  init() throws {
    scratch = try ScratchFolder()
    url = scratch.file("weights.h5")
  }

  private func failure() -> KerasModelError? {
    #expect(throws: KerasModelError.self) { _ = try KerasModel(contentsOf: url) }
  }

  @Test(arguments: [0.35, 0.5, 0.75, 1.3])
  func weightsComeBack(alpha: Double) throws {
    let synthetic = SyntheticNetwork(alpha: alpha, inputSize: 224, classCount: 4)
    synthetic.write(to: url)
    let read = try KerasModel(contentsOf: url)
    #expect(read.architecture == synthetic.architecture)
    #expect(read.sizeSource == .assumed)
    #expect(read.model == synthetic.network.model)
  }

  @Test func aWholeModelTellsItsInputSize() throws {
    let synthetic = SyntheticNetwork(inputSize: 96)
    synthetic.write(to: url, modelConfig: synthetic.architecture.json)
    let read = try KerasModel(contentsOf: url)
    #expect(read.model == synthetic.network.model)
    #expect(read.architecture == synthetic.architecture)
    #expect(read.sizeSource == .file)
    let other = try KerasModel(contentsOf: url, size: HeightWidth(height: 64, width: 40))
    #expect(other.model.inputShape == [64, 40, 3])
    #expect(other.sizeSource == .asked)
  }

  @Test func layersAreMatchedByOrderNotByName() throws {
    var synthetic = SyntheticNetwork()
    synthetic.weights[synthetic.weights.count - 1].layer = "Logits"
    synthetic.write(to: url)
    let model = try KerasModel(contentsOf: url, size: 32).model
    #expect(model.outputName == "predictions")
    #expect(model == synthetic.network.model)
  }

  @Test func aMissingFile() {
    #expect(failure() == .missing(path: url.path))
  }

  @Test func filesThatAreNotHDF5() throws {
    for (content, kind) in [
      ("<html>", "HTML"), ("", "empty"), ("\u{1c}\0\0\0TFL3", "TensorFlow Lite"),
      ("\u{8}\u{7}\u{12}\u{7}pytorch", "ONNX"),
    ] {
      try Data(content.utf8).write(to: url)
      guard case .notKeras(_, let found) = failure() else {
        Issue.record("\(kind)")
        continue
      }
      #expect(found.contains(kind))
    }
    try Data("PK\u{3}\u{4}".utf8).write(to: url)
    guard case .damaged = failure() else {
      Issue.record("a zip archive that is cut off")
      return
    }
  }

  @Test func aFileThatIsCutOff() throws {
    SyntheticNetwork().write(to: url)
    let data = try Data(contentsOf: url)
    try data.prefix(data.count / 2).write(to: url)
    guard case .damaged = failure() else {
      Issue.record("not seen")
      return
    }
  }

  @Test func aFileWithoutClassifier() {
    var synthetic = SyntheticNetwork()
    synthetic.weights.removeLast()
    synthetic.write(to: url)
    guard case .noDescription(_, let reason) = failure() else {
      Issue.record("not seen")
      return
    }
    #expect(reason.hasPrefix("the file ends where the weights of predictions should be"))
  }

  @Test func anotherArchitecture() {
    var synthetic = SyntheticNetwork()
    synthetic.weights[9].tensors[0] = Tensor(shape: [5, 5, 8, 1])
    synthetic.write(to: url)
    guard case .weightDoesNotFit(_, let reason) = failure() else {
      Issue.record("not seen")
      return
    }
    #expect(reason.contains(synthetic.weights[9].layer) && reason.contains("(5, 5, 8, 1)"))
    synthetic = SyntheticNetwork()
    synthetic.weights.append(synthetic.weights[0])
    synthetic.weights[synthetic.weights.count - 1].layer = "extra"
    synthetic.write(to: url)
    guard case .noDescription(_, let left) = failure() else {
      Issue.record("not seen")
      return
    }
    #expect(left.contains("extra"))
  }

  @Test("any width multiplier", arguments: [0.42, 0.46, 0.63, 1.12, 1.33])
  func unusualWidths(alpha: Double) throws {
    let synthetic = SyntheticNetwork(alpha: alpha, inputSize: 32, classCount: 2)
    synthetic.write(to: url)
    let read = try KerasModel(contentsOf: url, size: 32)
    #expect(read.model.layers == synthetic.network.model.layers)
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

  @Test func sizesThatNoPictureHas() {
    SyntheticNetwork().write(to: url)
    for size in [0, -32, 32_000] {
      #expect(throws: KerasModelError.self) {
        try KerasModel(contentsOf: url, size: HeightWidth(size))
      }
    }
  }

  @Test("an input size that the file tells is the file's fault, one that was asked for is not")
  func inputSizesOfTheFile() throws {
    let synthetic = SyntheticNetwork(inputSize: 96)
    let json = synthetic.architecture.json
    try #require(json.contains("96"))
    for size in ["0", "-32", "32000", "1099511627776", "1e300", "2.5"] {
      synthetic.write(to: url, modelConfig: json.replacingOccurrences(of: "96", with: size))
      let found = try #require(failure())
      #expect(found.description.hasPrefix(url.path) && !found.description.contains("--input-size"))
    }
    synthetic.write(to: url, modelConfig: json)
    guard
      case .inputSize("2 × 2049", url.path, _) = #expect(
        throws: KerasModelError.self,
        performing: {
          _ = try KerasModel(contentsOf: url, size: HeightWidth(height: 2, width: 2049))
        })
    else {
      Issue.record("a size that was asked for")
      return
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
    #expect(text.contains("Conv1 has 201 weights") && text.utf8.count < 600, "\(text)")
  }

  @Test("data in other files are no weights")
  func externalData() throws {
    SyntheticNetwork().write(to: url)
    let other = scratch.file("other.h5")
    let file = hdf5_writer_open(other.path)
    hdf5_writer_external_link(file, "model_weights", url.path)
    hdf5_writer_close(file)
    #expect(throws: KerasModelError.self) { try KerasModel(contentsOf: other) }
  }

  @Test("folders and pipes are called what they are")
  func notFiles() {
    #expect(mkfifo(url.path, 0o600) == 0)
    #expect(failure() == .notAFile(path: url.path, kind: "a pipe"))
    #expect(throws: KerasModelError.notAFile(path: scratch.url.path, kind: "a folder")) {
      try KerasModel(contentsOf: scratch.url)
    }
  }
}
