import Foundation
import HDF5Writer
import Tensors
import TestSupport
import Testing

/// A file that holds no model, or one that the workbook cannot read, ends in one line that says what is wrong
/// and what to do; `describe` and `quantize` say the same.
struct WrongModelTests {
  /// A wrong file and what is said of it.
  struct Wrong: CustomTestStringConvertible, Sendable {
    /// The file that is given.
    let file: String
    let words: [String]
    let write: @Sendable (ScratchFolder) throws -> Void

    var testDescription: String { file }

    init(
      _ file: String, _ words: String..., write: @escaping @Sendable (ScratchFolder) throws -> Void
    ) {
      (self.file, self.words, self.write) = (file, words, write)
    }

    /// A file of some bytes.
    init(_ file: String, _ words: String..., bytes: @escaping @Sendable () -> Data) {
      (self.file, self.words) = (file, words)
      write = { try $0.write(bytes(), to: file) }
    }

    /// A whole model in `.h5` that is changed before it is written.
    init(
      model file: String, shape: [Int] = [8, 8, 3], _ words: String...,
      change: @escaping @Sendable (inout KerasModelFile) -> Void = { _ in }
    ) {
      (self.file, self.words) = (file, words)
      write = { scratch in
        var model = KerasModelFile(shape: shape)
        change(&model)
        model.write(to: scratch.file(file))
      }
    }
  }

  /// Files of other programs, and Keras's that are not whole.
  static let files = [
    Wrong("saved", "SavedModel", "folder", #"model.save("model.keras")"#) {
      try $0.write(Data([8, 1, 0x12]), to: "saved/saved_model.pb")
    },
    Wrong("folder", "is a folder", "give a .keras") {
      try $0.write(Data([1]), to: "folder/notes.txt")
    },
    Wrong("saved_model.pb", "saved_model.pb of a SavedModel", "give a .keras") {
      Data([8, 1, 0x12, 0x9F, 0x65, 0x0A])
    },
    Wrong("model.tflite", "TensorFlow Lite", "give a .keras") {
      Data([0x1C, 0, 0, 0] + "TFL3".utf8 + [0x14, 0, 0x20, 0, 0x1C, 0, 0x18, 0])
    },
    Wrong("model.onnx", "ONNX", "give a .keras") {
      Data([8, 8, 0x12, 7] + "pytorch".utf8 + [0x1A, 5] + "2.1.0".utf8)
    },
    Wrong("model.pth", "PyTorch", "give a .keras") {
      zipArchive([
        ("model/data.pkl", Data([0x80, 2, 0x63])), ("model/version", Data("3\n".utf8)),
      ])
    },
    Wrong("old.pth", "older PyTorch", "give a .keras") {
      Data([0x80, 2, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E])
    },
    Wrong("description.json", "JSON text", "--architecture") { Data(KerasModelFile().json.utf8) },
    Wrong("no-weights.keras", "no weights", #"model.save("model.keras")"#) {
      zipArchive([
        ("config.json", Data(KerasModelFile().json.utf8)), ("metadata.json", Data("{}".utf8)),
      ])
    },
    Wrong("cut.keras", "cut off or damaged", "copy or download it again") {
      zipArchive([("config.json", Data(KerasModelFile().json.utf8))]).dropLast(40)
    },
    Wrong("locked.keras", "zip archive with a password") {
      zipArchive([("config.json", Data(KerasModelFile().json.utf8))], isEncrypted: true)
    },
    Wrong("rezipped.zip", "around models/mine.h5", "unpacked first") {
      zipArchive([("models/mine.h5", Data([1]))])
    },
    Wrong("nothing.keras", "empty file") { Data() },
    Wrong("checkpoint", "TensorFlow checkpoint", "give a .keras") {
      Data(#"model_checkpoint_path: "ckpt""#.utf8)
    },
    Wrong("subclassed.keras", "a MyModel", "functional or sequential") { scratch in
      let weights = scratch.file("subclassed.h5")
      writeOwnGroups(to: weights)
      let config = #"{"module": "mine", "class_name": "MyModel", "config": {}}"#
      try scratch.write(
        zipArchive([
          ("config.json", Data(config.utf8)), ("model.weights.h5", Data(contentsOf: weights)),
        ]), to: "subclassed.keras")
    },
    Wrong("subclassed.weights.h5", "without the layers of a functional or sequential model") {
      writeOwnGroups(to: $0.file("subclassed.weights.h5"))
    },
    Wrong("other.weights.h5", "holds weights without a description", "--architecture") {
      KerasModelFile().write(to: $0.file("other.weights.h5"), description: nil)
    },
    Wrong("shapes.h5", "kernel of stem", "(3, 3, 3, 4)", "(5, 5, 3, 4)", "model.save") { scratch in
      var model = KerasModelFile()
      let json = model.json
      model["stem"].weights[0].tensor = Tensor(shape: [5, 5, 3, 4])
      model.write(to: scratch.file("shapes.h5"), description: json)
    },
    Wrong("missing.h5", "not those of the model", "answer") { scratch in
      var model = KerasModelFile()
      let json = model.json
      model["answer"].weights = []
      model.write(to: scratch.file("missing.h5"), description: json)
    },
  ]

  /// Models that the workbook does not compute.
  static let models = [
    Wrong(model: "class.h5", "the layer attention is a MultiHeadAttention", "it knows Conv2D") {
      $0.insert(.init("attention", "MultiHeadAttention", reading: ["stem_relu"]))
    },
    Wrong(model: "class-with-weights.h5", "the layer norm is a LayerNormalization") {
      $0.insert(
        .init(
          "norm", "LayerNormalization", reading: ["pool"],
          weights: [("gamma", Tensor(shape: [4])), ("beta", Tensor(shape: [4]))]))
    },
    Wrong(model: "lambda.h5", "the layer halve is a Lambda", "Rescaling") {
      $0.insert(
        .init("halve", "Lambda", #""function": ["4wEAAAA=", null, null]"#, reading: ["photo"]))
    },
    Wrong(model: "caffe.h5", "the layer turn takes a part of its input", "--preprocessing caffe") {
      $0.insert(.init("turn", "GetItem", reading: ["photo"]))
    },
    Wrong(model: "swish.h5", "activation of glow is swish", "EfficientNet") {
      $0.insert(.init("glow", "Activation", #""activation": "swish""#, reading: ["stem_norm"]))
    },
    Wrong(model: "inner.h5", "activation of stem is a layer, LeakyReLU", "as the next layer") {
      $0["stem"].config = $0["stem"].config.replacingOccurrences(
        of: #""linear""#,
        with: #"{"class_name": "LeakyReLU", "config": {"name": "leaky", "alpha": 0.25}}"#)
    },
    Wrong(model: "int8.h5", "quantized already", "stem as int8", "before model.quantize") {
      $0["stem"].config +=
        #", "dtype": {"class_name": "QuantizedDTypePolicy", "config": {"mode": "int8"}}"#
    },
    Wrong(model: "weighing.h5", "the layer scale is a Multiply", "MobileNetV3") {
      $0.layers.insert(.init("scale", "Multiply", reading: ["stem_norm", "stem"]), at: 3)
      $0["stem_relu"].inputs = ["scale"]
    },
    Wrong(model: "two-inputs.h5", "several inputs (photo, second)", "a single input") {
      $0.layers.insert(
        .init("second", "InputLayer", #""batch_input_shape": [null, 8, 8, 3]"#, reading: []), at: 1)
      $0.ends.inputs.append("second")
    },
    Wrong(model: "two-outputs.h5", "several outputs (answer, pool)", "model.outputs[0]") {
      $0.ends.outputs.append("pool")
    },
    Wrong(model: "shared.h5", "the layer stem_relu is used 2 times") {
      $0.secondCalls["stem_relu"] = "photo"
    },
    Wrong(model: "vector.h5", shape: [10], "input photo", "(None, 10)", "no picture"),
    Wrong(model: "channels.h5", shape: [8, 8, 5], "input photo", "(8, 8, 5)", "1 or 3 channels"),
    Wrong(model: "huge.h5", shape: [4096, 8, 3], "input photo", "2048"),
    Wrong(model: "subclassed.h5", "a MyModel", "functional or sequential") {
      $0.className = "MyModel"
      $0.layers = []
    },
    Wrong(model: "channels-first.h5", "stem has data_format = channels_first") {
      $0["stem"].config += #", "data_format": "channels_first""#
    },
  ]

  /// What Keras writes of a model that is a class of its own: groups called like its attributes.
  private static func writeOwnGroups(to url: URL) {
    let file = hdf5_writer_open(url.path)
    defer { hdf5_writer_close(file) }
    hdf5_writer_floats(file, "top/vars/0", [1, 2], 1, [2])
  }

  private let scratch: ScratchFolder

  init() throws {
    scratch = try ScratchFolder()
    try scratch.writePictures(classes: 3, perClass: 2, size: 8)
  }

  private func quantize(_ weights: String) throws -> Programs.Outcome {
    try Programs.run(
      "workbook",
      [
        "quantize", "--weights", weights, "--images", scratch.file("images").path,
        "--calibration-images", "6", "--error-method", "mse",
      ])
  }

  private func describe(_ words: [String]) throws -> Programs.Outcome {
    try Programs.run("workbook", ["describe"] + words)
  }

  private func expect(_ outcome: Programs.Outcome, status: Int32, _ words: [String]) {
    #expect(outcome.status == status, "\(outcome.errors)")
    #expect(outcome.output.isEmpty, "\(outcome.output)")
    let lines = outcome.errors.split(separator: "\n")
    #expect(lines.count == 1 && outcome.errors.hasPrefix("workbook: error: "), "\(outcome.errors)")
    for word in words {
      #expect(outcome.errors.contains(word), "“\(word)” is not in: \(outcome.errors)")
    }
  }

  @Test(arguments: files + models)
  func aWrongFileIsToldInOneLine(wrong: Wrong) throws {
    try wrong.write(scratch)
    let path = scratch.file(wrong.file).path
    let outcome = try describe(["--weights", path])
    expect(outcome, status: 65, [path + ": "] + wrong.words)
    #expect(try quantize(path).errors == outcome.errors)
  }

  @Test func aMissingFileHasItsOwnStatus() throws {
    let path = scratch.file("none.keras").path
    let words = [path, "no such file", "--weights"]
    expect(try describe(["--weights", path]), status: 66, words)
    expect(try quantize(path), status: 66, words)
  }

  /// The same model unchanged is right, so that every error above is about the change.
  @Test func theRightModelIsRight() throws {
    let path = scratch.file("right.h5").path
    KerasModelFile().write(to: scratch.file("right.h5"))
    let described = try describe(["--weights", path])
    #expect(described.status == 0 && described.errors.isEmpty, "\(described.errors)")
    let quantized = try quantize(path)
    #expect(quantized.status == 0 && quantized.output.contains("stem_relu"), "\(quantized.errors)")
    // Weights alone with the description beside them.
    KerasModelFile().write(to: scratch.file("weights.h5"), description: nil)
    try scratch.write(Data(KerasModelFile().json.utf8), to: "architecture.json")
    let both = try describe([
      "--weights", scratch.file("weights.h5").path, "--architecture",
      scratch.file("architecture.json").path,
    ])
    #expect(both.status == 0 && both.output.contains("stem_norm"), "\(both.errors)")
  }

  @Test func aSizeThatDoesNotFitIsAMatterOfTheCommandLine() throws {
    var model = KerasModelFile()
    model["stem"].config = model["stem"].config.replacing("same", with: "valid")
    model.write(to: scratch.file("valid.h5"))
    expect(
      try describe(["--weights", scratch.file("valid.h5").path, "--input-size", "2"]), status: 64,
      ["valid.h5", "2 × 2", "stem", "--input-size"])
  }
}
