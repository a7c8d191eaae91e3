import Foundation
import Graph
import PostTrainingQuantization
import TargetPlatform
import TestSupport
import Testing
import WorkbookKit

struct WorkbookTests {
  let small: SmallModelFolder

  init() throws { small = try SmallModelFolder() }

  private func workbook(_ more: [String] = [], layers: [String] = []) throws -> Workbook {
    try Workbook(DataOptions.parse(small.options + more), layers: layers)
  }

  @Test func layersAreFoundWhateverTheirCase() throws {
    let model = SyntheticNetwork().network.model
    let prepared = try PreparedModel(model, targetPlatformCapabilities: .mctDefault)
    #expect(
      try workbook().nodes(of: prepared) == ["Conv1_relu", "expanded_conv_project_bn"])
    let own = try workbook(layers: ["CONV1_RELU", "block_2_add"])
    #expect(try own.layers(of: model) == ["Conv1_relu", "block_2_add"])
    #expect(throws: LayerNotQuantized.self) {
      try workbook(layers: ["Conv1"]).nodes(of: prepared)
    }
    #expect(throws: GraphError.self) { try workbook(layers: ["none"]).layers(of: model) }
  }

  @Test func aNodeIsFoundByTheLayersItIsMadeOf() throws {
    let model = SyntheticNetwork().network.model
    let prepared = try PreparedModel(model, targetPlatformCapabilities: .mctDefault)
    for name in ["expanded_conv_project_bn", "Expanded_Conv_Project", "expanded_conv_project_BN"] {
      #expect(try workbook(layers: [name]).nodes(of: prepared) == ["expanded_conv_project_bn"])
    }
    // The sum of the dense layer is fused; its output is the softmax's.
    #expect(try workbook(layers: ["predictions"]).nodes(of: prepared).count == 1)
    // A node's name finds the layer whose output it is.
    #expect(try workbook(layers: ["conv1_bn"]).layers(of: model) == ["bn_Conv1"])
    let error = #expect(throws: LayerNotQuantized.self) {
      try workbook(layers: ["expanded_conv_projekt"]).nodes(of: prepared)
    }
    #expect(error?.description.contains("expanded_conv_project,") == true)
    #expect(error?.description.hasSuffix("(workbook quantize lists all outputs)") == true)
  }

  @Test("a layer inside of a fused operation leads to the one whose output is quantized")
  func fusedLayers() throws {
    let model = SyntheticNetwork().network.model
    let prepared = try PreparedModel(model, targetPlatformCapabilities: .mctDefault)
    for name in ["Conv1", "bn_Conv1", "conv1_bn"] {
      let error = #expect(throws: LayerNotQuantized.self) {
        try workbook(layers: [name]).nodes(of: prepared)
      }
      let advice = "“\(name)”: it runs fused with the layer behind it; name Conv1_relu"
      #expect(error?.description.hasSuffix(advice) == true, "\(String(describing: error))")
    }
  }

  @Test(
    "what may make the numbers wrong is said: another size than the file's, another number format")
  func notesOfTheNetwork() throws {
    let synthetic = SyntheticNetwork(inputSize: 64)
    let json = synthetic.architecture.json
    func notes(_ config: String, _ more: [String] = []) throws -> [String] {
      synthetic.write(to: small.scratch.file("noted.h5"), modelConfig: config)
      let options = ["--weights", small.scratch.file("noted.h5").path, "--images", "none"]
      return try Workbook(DataOptions.parse(options + more)).networkNotes()
    }
    #expect(try notes(json).isEmpty)
    #expect(try notes(json, ["--input-size", "64"]).isEmpty)
    let other = try notes(json, ["--input-size", "32x64"])
    #expect(other.count == 1 && other.first?.contains("64 × 64 pixels") == true, "\(other)")
    let mixed = json.replacingOccurrences(
      of: "\"filters\"", with: "\"dtype\": \"mixed_float16\", \"filters\"")
    try #require(mixed != json)
    let precision = try notes(mixed)
    #expect(precision.count == 1 && precision.first?.contains("mixed_float16") == true)
    var bytes = KerasModelFile()
    bytes["photo"].config += #", "dtype": "uint8""#
    bytes.insert(
      .init("scale", "Rescaling", #""scale": 0.1, "offset": 0"#, reading: ["photo"]))
    bytes.write(to: small.scratch.file("bytes.h5"), description: bytes.json)
    let options = ["--weights", small.scratch.file("bytes.h5").path, "--images", "none"]
    let whole = try Workbook(DataOptions.parse(options)).networkNotes()
    #expect(whole.count == 1 && whole.first?.contains("(uint8)") == true, "\(whole)")
  }

  @Test func theSeedDecidesTheOrder() throws {
    let paths = try workbook().images().map(\.path)
    #expect(paths.count == 12 && paths == paths.sorted())
    let mixed = try workbook(["--shuffle-seed", "4"]).images().map(\.path)
    #expect(mixed != paths && mixed.sorted() == paths)
    #expect(try workbook(["--shuffle-seed", "4"]).images().map(\.path) == mixed)
    #expect(try workbook().images(first: 5).map(\.path) == Array(paths.prefix(5)))
    #expect(throws: QuantizationRequestError.tooFewImages(found: 12, wanted: 13)) {
      try workbook().images(first: 13)
    }
  }

  @Test func whatCannotBeReadIsLeftOutAndKept() throws {
    try small.scratch.write(Data("no picture".utf8), to: "images/class1/picture2.png")
    let workbook = try workbook(["--skip-unreadable"])
    #expect(try workbook.images().count == 11)
    #expect(workbook.skipped == ["class1/picture2.png"])
  }

  /// What comes behind the last picture that was needed is not missed.
  @Test func onlyWhatWasNeededIsLeftOut() throws {
    try small.scratch.write(Data("no picture".utf8), to: "images/class1/picture2.png")
    let few = try workbook(["--skip-unreadable"])
    #expect(try few.images(first: 2).count == 2 && few.skipped.isEmpty)
    #expect(try few.images(first: 11).count == 11)
    #expect(few.skipped == ["class1/picture2.png"])
  }

  /// Two files are two, though they are called alike in their folders.
  @Test func everyFileThatIsLeftOutCounts() throws {
    for folder in ["images", "others"] {
      try small.scratch.write(Data("no picture".utf8), to: "\(folder)/class1/picture9.png")
    }
    try FileManager.default.copyItem(
      at: small.scratch.file("images/class1/picture0.png"),
      to: small.scratch.file("others/class1/picture0.png"))
    let options = small.options.filter { $0 != "12" && $0 != "--calibration-images" }
    let others = ["--calibration-folder", small.scratch.file("others").path, "--skip-unreadable"]
    let both = try Workbook(DataOptions.parse(options + others))
    _ = try both.representativeDataset()
    _ = try both.images()
    #expect(both.skipped == ["class1/picture9.png", "class1/picture9.png"])
  }

  @Test func fewClassesAreWorthANote() throws {
    #expect(try workbook().calibrationNote() == nil)
    let few = try Workbook(
      DataOptions.parse(
        small.options.filter { $0 != "12" && $0 != "--calibration-images" }
          + ["--calibration-images", "4"]))
    #expect(try few.calibrationNote()?.contains("of 1 of 3 classes") == true)
    #expect(try few.calibrationNote()?.contains("mix them with --shuffle-seed 1") == true)
    // One picture is of one class however they are mixed.
    let mixed = try Workbook(
      DataOptions.parse(
        small.options.filter { $0 != "12" && $0 != "--calibration-images" }
          + ["--calibration-images", "1", "--shuffle-seed", "4"]))
    let note = try #require(try mixed.calibrationNote())
    #expect(note.hasSuffix("of 1 of 3 classes; take more with --calibration-images"), "\(note)")
  }

  @Test func weightsNeedTheirOwnPictures() throws {
    let workbook = try Workbook(
      DataOptions.parse(["--weights", small.weights.path, "--input-size", "32"]))
    #expect(throws: ImagesNeeded.self) { try workbook.imageFolder() }
    #expect(try workbook.network().model.outputShape[-1] == 3)
  }
}
