import Foundation
import KerasModels
import TargetPlatform
import Tensors
import TestSupport
import Testing
import WorkbookKit

/// Every wrong input ends with its own message on stderr, in one line, and a documented exit status.
struct WrongInputTests {
  let scratch: ScratchFolder

  init() throws {
    scratch = try ScratchFolder()
    try scratch.writePictures()
    SyntheticNetwork().write(to: scratch.file("weights.h5"))
  }

  /// Runs `workbook quantize` on the small network, with options added or replaced.
  private func quantize(_ options: [String]) throws -> Programs.Outcome {
    var arguments = [
      "--weights", scratch.file("weights.h5").path, "--images", scratch.file("images").path,
      "--input-size", "32", "--calibration-images", "12", "--batch-size", "5",
    ]
    for index in stride(from: 0, to: options.count, by: 2) {
      if let position = arguments.firstIndex(of: options[index]) {
        arguments[position + 1] = options[index + 1]
      } else {
        arguments += options[index..<min(index + 2, options.count)]
      }
    }
    return try Programs.run("workbook", ["quantize"] + arguments)
  }

  private func expect(
    _ outcome: Programs.Outcome, status: Int32, saying words: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(outcome.status == status, "\(outcome.errors)", sourceLocation: sourceLocation)
    #expect(outcome.output.isEmpty, "\(outcome.output)", sourceLocation: sourceLocation)
    for word in words {
      #expect(
        outcome.errors.contains(word), "“\(word)” is not in: \(outcome.errors)",
        sourceLocation: sourceLocation)
    }
    if status != 64 {
      let lines = outcome.errors.split(separator: "\n")
      #expect(lines.count == 1, "\(outcome.errors)", sourceLocation: sourceLocation)
    }
  }

  @Test func theRightInputIsRight() throws {
    let outcome = try quantize([])
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.output.contains("Conv1_relu"))
  }

  @Test func weights() throws {
    expect(
      try quantize(["--weights", scratch.file("none.h5").path]), status: 66,
      saying: "none.h5", "no such file", "--weights")
    try scratch.write(Data("hello".utf8), to: "text.h5")
    expect(
      try quantize(["--weights", scratch.file("text.h5").path]), status: 65,
      saying: "text.h5", "not a Keras file")
    let whole = try Data(contentsOf: scratch.file("weights.h5"))
    try scratch.write(whole.prefix(whole.count / 2), to: "cut.h5")
    expect(
      try quantize(["--weights", scratch.file("cut.h5").path]), status: 65,
      saying: "cut.h5", "cut off")
    var network = SyntheticNetwork()
    network.weights.removeLast()
    network.write(to: scratch.file("no_top.h5"))
    expect(
      try quantize(["--weights", scratch.file("no_top.h5").path]), status: 65,
      saying: "no_top.h5", "not a MobileNetV2's", "predictions", "--architecture")
    network = SyntheticNetwork()
    network.weights[0].tensors[0] = Tensor(shape: [7, 7, 3, 64])
    network.write(to: scratch.file("other.h5"))
    expect(
      try quantize(["--weights", scratch.file("other.h5").path]), status: 65,
      saying: "other.h5", "not a MobileNetV2's", "(7, 7, 3, 64)")
    network = SyntheticNetwork()
    network.weights[2].tensors[0].values[0] = .nan
    network.write(to: scratch.file("nan.h5"))
    expect(
      try quantize(["--weights", scratch.file("nan.h5").path]), status: 65,
      saying: "nan.h5", "NaN", network.weights[2].layer)
  }

  @Test("a chapter that cannot read its network prints nothing but the error", arguments: 1...6)
  func chaptersWithoutTheirNetwork(number: Int) throws {
    let whole = try Data(contentsOf: scratch.file("weights.h5"))
    try scratch.write(Data(whole.prefix(whole.count / 2)), to: "half.h5")
    let outcome = try Programs.run(
      "chapter\(number)",
      [
        "--weights", scratch.file("half.h5").path, "--images", scratch.file("images").path,
        "--calibration-images", "12", "--output", scratch.file("figures").path,
      ])
    expect(outcome, status: 65, saying: "cut off or damaged")
    // The folder may have been made, to see whether it can be written to.
    let made = try? FileManager.default.contentsOfDirectory(atPath: scratch.file("figures").path)
    #expect((made ?? []).isEmpty)
  }

  @Test(
    "a command that needs the package says so, with 64",
    arguments: ["handout", "slides", "doctor", "exercises", "weave"])
  func noPackage(command: String) throws {
    let folder = scratch.url.resolvingSymlinksInPath()
    try Programs.copy("workbook", to: folder)
    let outcome = try Programs.runTool(
      "sh", ["-c", "cd \"$0\" && ./workbook \(command)", folder.path])
    expect(outcome, status: 64, saying: "Package.swift")
  }

  @Test("pages that are missing, empty or not UTF-8 are told in one line")
  func chapterPages() throws {
    try scratch.write(Data("// swift".utf8), to: "package/Package.swift")
    let folder = scratch.file("package")
    func run(_ command: String) throws -> Programs.Outcome {
      try Programs.run("workbook", [command], in: folder)
    }
    expect(try run("handout"), status: 66, saying: "Chapters")
    try scratch.write(Data("# Page\n".utf8), to: "package/Chapters/README.md")
    expect(try run("slides"), status: 66, saying: "Slides.md", "no such file")
    try scratch.write(Data(), to: "package/Chapters/Slides.md")
    expect(try run("slides"), status: 65, saying: "Slides.md", "no slide")
    try scratch.write(Data([0xFF, 0xFE]), to: "package/Chapters/00-Rounding/README.md")
    expect(try run("handout"), status: 65, saying: "00-Rounding/README.md", "UTF-8")
    #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("Output").path))
  }

  @Test func imageFolders() throws {
    expect(
      try quantize(["--images", scratch.file("none").path]), status: 66,
      saying: "no such folder", "--images")
    try FileManager.default.createDirectory(
      at: scratch.file("empty"), withIntermediateDirectories: true)
    expect(
      try quantize(["--images", scratch.file("empty").path]), status: 66, saying: "is empty")
    try scratch.write(Data([1]), to: "flat/picture.png")
    expect(
      try quantize(["--images", scratch.file("flat").path]), status: 65,
      saying: "no class folders")
    try scratch.write(Data("index,wnid,label\n0,class0,zero\n".utf8), to: "classes.csv")
    expect(
      try quantize(["--classes", scratch.file("classes.csv").path]), status: 65,
      saying: "class1", "not among the 1 classes")
    expect(
      try quantize(["--classes", scratch.file("none.csv").path]), status: 66, saying: "none.csv")
    expect(
      try quantize(["--calibration-images", "13"]), status: 66,
      saying: "13 images were asked for", "holds 12")
  }

  @Test(arguments: ["truncated", "empty", "no image"])
  func unreadableImages(kind: String) throws {
    let victim = scratch.file("images/class1/picture2.png")
    let whole = try Data(contentsOf: victim)
    switch kind {
    case "truncated": try whole.prefix(whole.count / 2).write(to: victim)
    case "empty": try Data().write(to: victim)
    default: try Data("GIF89a, not a PNG".utf8).write(to: victim)
    }
    expect(try quantize([]), status: 65, saying: "class1/picture2.png", "--skip-unreadable")
    // Left out, counted, and named.
    expect(
      try quantize(["--skip-unreadable"]), status: 66, saying: "12 images", "holds 11")
    let outcome = try quantize(["--calibration-images", "11", "--json", "--skip-unreadable"])
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("class1/picture2.png"))
    let report = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    let calibration = report?["calibration"] as? [String: Any]
    #expect(calibration?["skipped"] as? Int == 1)
    #expect(calibration?["images"] as? Int == 11)
  }

  @Test func theCommandLine() throws {
    for bits in ["1", "17", "33"] {
      expect(
        try quantize(["--activation-bits", bits]), status: 64, saying: "--activation-bits", bits)
    }
    expect(try quantize(["--error-method", "best"]), status: 64, saying: "best", "noClipping")
    expect(try quantize(["--quantization-method", "log"]), status: 64, saying: "log", "uniform")
    expect(try quantize(["--lp-p", "0"]), status: 64, saying: "--lp-p")
    for percentage in ["0", "100.5", "-3", "nan"] {
      expect(
        try quantize(["--error-method", "percentile", "--percentile", percentage]), status: 64,
        saying: "--percentile")
    }
    expect(try quantize(["--z-threshold", "-1"]), status: 64, saying: "--z-threshold")
    expect(try quantize(["--batch-size", "0"]), status: 64, saying: "--batch-size")
    expect(try quantize(["--input-size", "4000"]), status: 64, saying: "4000", "1 to 2048 pixels")
  }

  @Test func targetPlatformFiles() throws {
    let good = TargetPlatformCapabilities.mctDefault.json.text(indent: 1)
    func platform(_ text: String) throws -> Programs.Outcome {
      try scratch.write(Data(text.utf8), to: "tpc.json")
      return try quantize(["--tpc", scratch.file("tpc.json").path])
    }
    #expect(try platform(good).status == 0)
    expect(try platform("{"), status: 65, saying: "tpc.json", "not JSON")
    expect(
      try platform(good.replacingOccurrences(of: "\"Unstack\"", with: "\"Stack\"")), status: 65,
      saying: "two operator sets are called Stack")
    expect(
      try platform(
        good.replacingOccurrences(
          of: "\"activation_quantization_method\": 0", with: "\"activation_quantization_method\": 1"
        )),
      status: 65, saying: "look-up table")
    expect(
      try platform(
        good.replacingOccurrences(of: "\"activation_n_bits\": 8", with: "\"activation_n_bits\": 0")),
      status: 65, saying: "activation_n_bits is 0", "default_qco")
    for (key, what, bits) in [
      ("activation_n_bits", "the output of", 17), ("weights_n_bits", "the kernel of", 32),
    ] {
      expect(
        try platform(
          good.replacingOccurrences(of: "\"\(key)\": 8", with: "\"\(key)\": \(bits)")),
        status: 65, saying: "\(what) ", "\(bits) bits", "change \(key)")
    }
    expect(try quantize(["--tpc", scratch.file("no.json").path]), status: 66, saying: "no.json")
    expect(try quantize(["--tpc", "tflite-1.0"]), status: 65, saying: "ZeroPadding2D")
  }

  @Test func aPlatformOfOnesOwnIsObeyed() throws {
    let text = TargetPlatformCapabilities.mctDefault.json.text(indent: 1)
      .replacingOccurrences(of: "\"activation_n_bits\": 8", with: "\"activation_n_bits\": 5")
      .replacingOccurrences(
        of: "\"activation_quantization_method\": 0", with: "\"activation_quantization_method\": 2")
    try scratch.write(Data(text.utf8), to: "tpc.json")
    let outcome = try quantize(["--tpc", scratch.file("tpc.json").path, "--json"])
    let report = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    let run = try #require((report?["runs"] as? [[String: Any]])?.first)
    #expect(run["quantizationMethod"] as? String == "symmetric")
    for activation in try #require(run["activations"] as? [[String: Any]]) {
      #expect(activation["bitWidth"] as? Int == 5)
    }
  }

  @Test func outputFoldersThatCannotBeWritten() throws {
    try scratch.write(Data([1]), to: "file")
    let blocked = scratch.file("file/below").path
    let arguments = [
      "--weights", scratch.file("weights.h5").path, "--images", scratch.file("images").path,
      "--input-size", "32", "--calibration-images", "12",
    ]
    for chapter in ["chapter0", "chapter2", "chapter4", "chapter5"] {
      let outcome = try Programs.run(chapter, arguments + ["--output", blocked])
      #expect(outcome.status == 74, "\(chapter): \(outcome.errors)")
      #expect(outcome.errors.contains("cannot be written"))
    }
    let outcome = try Programs.run(
      "workbook", ["evaluate"] + arguments + ["--predictions", blocked + "/p.csv"])
    expect(outcome, status: 74, saying: "cannot be written")
  }

  @Test func weightsWithoutImages() throws {
    for command in [["quantize"], ["evaluate"], ["run", "2"]] {
      let outcome = try Programs.run(
        "workbook", command + ["--weights", scratch.file("weights.h5").path, "--input-size", "32"])
      #expect(outcome.status == 64 && outcome.errors.contains("--images"), "\(outcome.errors)")
      let missing = try Programs.run(
        "workbook", command + ["--weights", scratch.file("none.h5").path])
      #expect(missing.status == 66 && missing.errors.contains("no such file"), "\(missing.errors)")
    }
  }

  @Test func noDataAtAll() throws {
    let outcome = try Programs.run(
      "chapter1", [], environment: ["WORKBOOK_DATA": scratch.file("nowhere").path])
    #expect(outcome.status == 66)
    #expect(outcome.errors.contains(scratch.file("nowhere").path))
    #expect(outcome.errors.contains("--weights"))
  }

  @Test func imageNetArchives() throws {
    try scratch.write(Data("no archive".utf8), to: "kit.tar.gz")
    let missing = try Programs.run(
      "workbook",
      [
        "prepare-imagenet", "--devkit", scratch.file("none.tar.gz").path, "--images",
        scratch.file("kit.tar.gz").path, "--output", scratch.file("out").path,
      ])
    expect(missing, status: 66, saying: "none.tar.gz", "no such file")
    let broken = try Programs.run(
      "workbook",
      [
        "prepare-imagenet", "--devkit", scratch.file("kit.tar.gz").path, "--images",
        scratch.file("kit.tar.gz").path, "--output", scratch.file("out").path,
      ])
    expect(broken, status: 65, saying: "kit.tar.gz")
  }

  /// Runs a program on the small network.
  private func onSmallNetwork(_ name: String, _ options: [String]) throws -> Programs.Outcome {
    try Programs.run(
      name,
      options + [
        "--weights", scratch.file("weights.h5").path, "--images", scratch.file("images").path,
        "--input-size", "32", "--calibration-images", "12", "--batch-size", "5",
        "--output", scratch.file("Output").path,
      ])
  }

  @Test func figures() throws {
    for (layer, advice) in [
      ("no_such_layer", "quantize lists all outputs"), ("Conv1", "name Conv1_relu"),
    ] {
      let words = "no quantizer sees the output of a layer called “\(layer)”"
      expect(
        try onSmallNetwork("workbook", ["plot", "distribution", "--layer", layer]), status: 64,
        saying: words, advice)
      for chapter in ["chapter4", "chapter6", "chapter10"] {
        expect(
          try onSmallNetwork(chapter, ["--layer", layer]), status: 64, saying: words, advice)
      }
    }
    expect(
      try onSmallNetwork("workbook", ["plot", "histogram"]), status: 64,
      saying: "histogram", "distribution")
    expect(
      try onSmallNetwork("workbook", ["plot", "--fromat", "svg"]), status: 64,
      saying: "--fromat", "--format")
    expect(
      try onSmallNetwork("workbook", ["plot", "--theme", "blue"]), status: 64, saying: "light")
    expect(
      try onSmallNetwork("workbook", ["plot", "--figure-size", "a4"]), status: 64, saying: "slide")
    expect(
      try onSmallNetwork("chapter0", ["--layer", "Conv1_relu"]), status: 64,
      saying: "leave --layer out")
    expect(
      try onSmallNetwork("chapter2", ["--error-method", "mse"]), status: 64,
      saying: "leave --error-method out")
    expect(
      try onSmallNetwork("chapter1", ["--layer", "no_such_layer"]), status: 64,
      saying: "the model has no layer “no_such_layer”")
  }

  /// A figure that cannot be written leaves nothing behind.
  @Test func figuresThatCannotBeWritten() throws {
    try scratch.write(Data("a file".utf8), to: "taken")
    let outcome = try Programs.run("chapter0", ["--output", scratch.file("taken/Output").path])
    #expect(outcome.status == 74)
    #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
  }
}
