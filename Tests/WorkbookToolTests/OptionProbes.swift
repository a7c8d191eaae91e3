import Foundation
import TestSupport
import Testing

extension ProbedCommand {
  /// Every command and, for all of them, one chapter that has every choice.
  static let all = [
    chapter, describe, quantize, evaluate, stability, advise, explore, export, plot, bench,
    makePictures,
    prepareImageNet,
    fetch,
    weave, exercises, slides, handout, doctor,
  ]

  // MARK: what several commands share

  private static func data(_ small: SmallModelFolder) -> [[String]] {
    [
      ["--weights", small.weights.path], ["--images", small.scratch.file("images").path],
      ["--input-size", "32"], ["--calibration-images", "12"], ["--batch-size", "5"],
    ]
  }

  private static let noClipping = [["--error-method", "noClipping"]]
  private static let uniform = [
    ["--error-method", "mse"], ["--quantization-method", "uniform"],
  ]

  /// - Parameters:
  ///   - searching: What a run is given that shows the least change of its histograms.
  ///   - isSeenIn: How a run that was given `--batch-size 7` shows it.
  private static func dataProbes(
    _ small: SmallModelFolder, searching: [[String]], batchSize: OptionProbe.Sign = .difference
  ) throws -> [OptionProbe] {
    // One picture of twelve is torn.
    let torn = small.scratch.file("torn")
    if !FileManager.default.fileExists(atPath: torn.path) {
      try FileManager.default.copyItem(at: small.scratch.file("images"), to: torn)
      try Data([1]).write(to: torn.appendingPathComponent("class1/picture0.png"))
    }
    return [
      OptionProbe("--weights", "none.h5", sign: .says("none.h5")),
      OptionProbe("--architecture", "none.json", sign: .says("none.json")),
      OptionProbe(
        "--model", "imagenet", without: ["--weights"], sign: .says("fetch imagenet-weights")),
      OptionProbe("--images", "nowhere", sign: .says("nowhere")),
      OptionProbe("--calibration-folder", "elsewhere", sign: .says("elsewhere")),
      OptionProbe("--classes", "none.csv", sign: .says("none.csv")),
      OptionProbe("--input-size", "7777", sign: .says("7777 × 7777 pixels")),
      OptionProbe("--preprocessing", "sepia", sign: .says("sepia")),
      OptionProbe("--resize", "origami", sign: .says("origami")),
      OptionProbe("--calibration-images", "7777", sign: .says("7777 images were")),
      OptionProbe("--batch-size", "7", given: searching, sign: batchSize),
      OptionProbe(
        "--shuffle-seed", "3", given: searching + [["--calibration-images", "3"]],
        sign: .difference),
      OptionProbe(
        "--skip-unreadable", given: [["--images", torn.path], ["--calibration-images", "11"]],
        sign: .says("status 0")),
      // Results do not depend on these two, but `bench` prints them.
      OptionProbe("--threads", "5000", sign: .says("--threads is 5000")),
      OptionProbe("--instruction-set", "sse9", sign: .says("sse9")),
    ]
  }

  private static func quantizationProbes(
    method: String, bits: OptionProbe.Sign, exponent: OptionProbe.Sign = .difference,
    percentile: OptionProbe.Sign = .difference, family: OptionProbe.Sign = .difference
  ) -> [OptionProbe] {
    [
      OptionProbe("--error-method", "mae", sign: .says(method)),
      OptionProbe(
        "--lp-p", "3.5",
        given: [["--error-method", "lp"], ["--quantization-method", "symmetric"]],
        sign: exponent),
      OptionProbe(
        "--percentile", "60",
        given: [["--error-method", "percentile"], ["--quantization-method", "symmetric"]],
        sign: percentile),
      OptionProbe("--quantization-method", "uniform", sign: family),
      OptionProbe("--activation-bits", "3", sign: bits),
      OptionProbe("--z-threshold", "0.5", sign: .difference),
      OptionProbe("--override", "Conv1_relu=3", sign: .says("take 2.0 or 4.0")),
      OptionProbe("--tpc", "none.json", sign: .says("none.json")),
    ]
  }

  private static let figureProbes = [
    OptionProbe("--format", "pdf", sign: .says(".pdf")),
    OptionProbe("--figure-size", "square", sign: .difference),
    OptionProbe("--theme", "dark", sign: .difference),
    OptionProbe("--transparent", sign: .difference),
    OptionProbe("--output", "another", sign: .says("file another/")),
  ]

  // MARK: the commands

  private static let chapter = ProbedCommand(
    program: "chapter4", command: "",
    base: { data($0) + noClipping + [["--layer", "Conv1_relu"], ["--format", "svg"]] },
    probes: { small in
      try dataProbes(small, searching: [["--error-method", "mse"]]) + figureProbes + [
        OptionProbe("--error-method", "mae", sign: .says("\nMAE   ")),
        OptionProbe("--lp-p", "3.5", given: [["--error-method", "lp"]], sign: .says("LP p=3.5")),
        OptionProbe(
          "--percentile", "60", given: [["--error-method", "percentile"]],
          sign: .says("percentile 60")),
        OptionProbe("--layer", "block_1_expand_relu", sign: .says("block_1_expand_relu.svg")),
        OptionProbe("--json", sign: .says("\"schema\"")),
        OptionProbe("<chapters>", "4", sign: .says("Unexpected argument")),
      ]
    })

  private static let describe = ProbedCommand(
    program: "workbook", command: "describe",
    base: { [["--weights", $0.weights.path], ["--input-size", "32"]] },
    probes: { _ in
      [
        OptionProbe("--weights", "none.h5", sign: .says("none.h5")),
        OptionProbe("--architecture", "none.json", sign: .says("none.json")),
        OptionProbe("--input-size", "64x96", sign: .says("64 × 96 pixels")),
        OptionProbe("--tpc", "none.json", sign: .says("none.json")),
        OptionProbe("--json", sign: .says("\"schema\"")),
      ]
    })

  private static let quantize = ProbedCommand(
    program: "workbook", command: "quantize", base: { data($0) + noClipping + [["--json"]] },
    probes: { small in
      try dataProbes(small, searching: uniform, batchSize: .says("\"batchSize\": 7"))
        + quantizationProbes(
          method: "\"mae\"", bits: .says("\"bitWidth\": 3"), family: .says("\"minRange\"")) + [
          OptionProbe("--json", without: ["--json"], sign: .says("\"schema\"")),
          OptionProbe("--codes", given: [["--json"]], sign: .says("\"codes\"")),
          OptionProbe("--print-tpc", sign: .says("\"operator_set\"")),
        ]
    })

  private static let evaluate = ProbedCommand(
    program: "workbook", command: "evaluate", base: { data($0) + noClipping + [["--json"]] },
    probes: { small in
      try dataProbes(small, searching: uniform)
        + quantizationProbes(method: "\"mae\"", bits: .difference) + [
          OptionProbe("--evaluation-images", "7", sign: .says("\"images\": 7")),
          OptionProbe("--arithmetic", "integer-onnx", sign: .says("\"integer-onnx\"")),
          OptionProbe("--predictions", "classes.csv", sign: .says("file classes.csv")),
          OptionProbe("--probabilities", "outputs.npy", sign: .says("file outputs.npy")),
          OptionProbe("--json", without: ["--json"], sign: .says("\"schema\"")),
        ]
    })

  private static let advise = ProbedCommand(
    program: "workbook", command: "advise", base: { data($0) + [["--json"]] },
    probes: { small in
      try dataProbes(small, searching: [["--activation-bits", "4"]]) + [
        OptionProbe("--activation-bits", "3", sign: .says("\"bitWidth\": 3")),
        OptionProbe("--override", "Conv1_relu=3", sign: .says("take 2.0 or 4.0")),
        OptionProbe("--tpc", "none.json", sign: .says("none.json")),
        OptionProbe("--evaluation-images", "7", sign: .says("\"images\": 7")),
        OptionProbe("--outputs", "1", sign: .difference),
        OptionProbe("--json", without: ["--json"], sign: .says("\"schema\"")),
      ]
    })

  private static let explore = ProbedCommand(
    program: "workbook", command: "explore", base: { data($0) + [["--output", "page.html"]] },
    probes: { small in
      try dataProbes(small, searching: [["--activation-bits", "4"]]) + [
        OptionProbe("--activation-bits", "3", sign: .difference),
        OptionProbe("--z-threshold", "0.5", sign: .difference),
        OptionProbe("--tpc", "none.json", sign: .says("none.json")),
        OptionProbe("--evaluation-images", "7", sign: .says("counted on 7 pictures")),
        OptionProbe("--images-per-output", "5", sign: .says("and on 5 for")),
        OptionProbe(
          "--output", "other/page.html", without: ["--output"], sign: .says("page other/page.html")),
      ]
    })

  private static let stability = ProbedCommand(
    program: "workbook", command: "stability",
    base: { data($0) + noClipping + [["--json"], ["--draws", "1"]] },
    probes: { small in
      try dataProbes(small, searching: uniform)
        + quantizationProbes(method: "\"mae\"", bits: .says("\"activationBits\": 3")) + [
          OptionProbe("--draws", "2", without: ["--draws"], sign: .says("\"draws\": 2")),
          OptionProbe("--seed", "8", sign: .says("\"seed\": 8")),
          OptionProbe("--evaluation-images", "7", sign: .says("\"evaluationImages\": 7")),
          OptionProbe("--json", without: ["--json"], sign: .says("\"schema\"")),
        ]
    })

  private static let export = ProbedCommand(
    program: "workbook", command: "export",
    base: { data($0) + noClipping + [["--vectors", "0"], ["--output", "files"]] },
    probes: { small in
      try dataProbes(small, searching: uniform)
        + quantizationProbes(method: "MAE, calibration", bits: .says("--activation-bits is 3")) + [
          OptionProbe("--format", "encodings", sign: .says("encodings.json")),
          OptionProbe("--format", "onnx", sign: .says("model.onnx")),
          OptionProbe(
            "--format", "tflite", given: [["--format", "onnx"]], sign: .says("model.tflite")),
          OptionProbe("--input", "uint8", sign: .says("gives uint8")),
          OptionProbe("--vectors", "3", without: ["--vectors"], sign: .says("holds 3 pictures")),
          OptionProbe("--output", "another", without: ["--output"], sign: .says("file another/")),
        ]
    })

  private static let plot = ProbedCommand(
    program: "workbook", command: "plot",
    base: {
      data($0) + noClipping + [["--layer", "Conv1_relu"], ["--format", "svg"], ["distribution"]]
    },
    probes: { small in
      try dataProbes(small, searching: uniform)
        + quantizationProbes(
          method: "MAE", bits: .says("3 bits"), exponent: .says("LP p=3.5"),
          percentile: .says("percentile 60")) + figureProbes + [
          OptionProbe(
            "<figure>", "structure", without: ["distribution"], sign: .says("structure.svg")),
          OptionProbe("--layer", "block_1_expand_relu", sign: .says("block_1_expand_relu.svg")),
          OptionProbe("--style", "tutorial", sign: .says("as the tutorial draws it")),
          OptionProbe(
            "--evaluation-images", "7", given: [["noise"]], without: ["distribution"],
            sign: .says("7 images")),
        ]
    })

  private static let bench = ProbedCommand(
    program: "workbook", command: "bench",
    base: { data($0) + [["--part", "decode"], ["--repetitions", "1"], ["--json"]] },
    probes: { small in
      let shared = try dataProbes(small, searching: []).filter {
        !["--batch-size", "--shuffle-seed"].contains($0.option)
      }
      let torn = ["--images", small.scratch.file("torn").path]
      return shared + [
        // Times say nothing of batches, and of the order only whether the torn picture is the first.
        OptionProbe("--batch-size", "0", sign: .says("--batch-size is 0")),
        OptionProbe(
          "--shuffle-seed", "5", given: [torn, ["--calibration-images", "1"]],
          sign: .says("class1/picture0.png")),
        OptionProbe("--threads", "3", sign: .says("\"threads\": 3")),
        // What is there has another name on another processor.
        OptionProbe("--instruction-set", "sse9", sign: .says("sse9")),
        OptionProbe("--part", "resize", sign: .says("\"resize\"")),
        OptionProbe("--batch", "3", given: [["--part", "float"]], sign: .says("\"batch\": 3,")),
        OptionProbe("--repetitions", "2", sign: .says("\"repetitions\": 2")),
        OptionProbe("--against", "none.json", sign: .says("none.json: there is no such file")),
        OptionProbe("--json", without: ["--json"], sign: .says("\"schema\"")),
      ]
    })

  private static let makePictures = ProbedCommand(
    program: "workbook", command: "make-pictures",
    base: { _ in
      [["--seed", "1"], ["--count", "2"], ["--output", "pictures"], ["--size", "16"]]
    },
    probes: { _ in
      [
        OptionProbe("--seed", "2", sign: .difference),
        OptionProbe("--count", "3", sign: .says("3 pictures")),
        OptionProbe("--output", "others", sign: .says("file others/")),
        OptionProbe("--size", "17", sign: .difference),
        OptionProbe("--shift", "darker", sign: .difference),
      ]
    })

  private static let prepareImageNet = ProbedCommand(
    program: "workbook", command: "prepare-imagenet",
    base: { small in
      [
        ["--devkit", small.scratch.file("kit.tar").path],
        ["--images", small.scratch.file("images.tar").path],
        ["--output", "out"],
      ]
    },
    probes: { small in
      _ = try Archives.small.write(to: small.scratch)
      return [
        OptionProbe("--devkit", "other.tar.gz", sign: .says("other.tar.gz")),
        OptionProbe("--images", "other.tar", sign: .says("other.tar")),
        OptionProbe("--output", "elsewhere", sign: .says("file elsewhere/")),
      ]
    })

  private static let fetch = ProbedCommand(
    program: "workbook", command: "fetch",
    base: { _ in [["imagenet-weights"], ["--from", "none.h5"]] },
    probes: { small in
      let network = small.scratch.file("network.h5")
      SyntheticNetwork(alpha: 1, inputSize: 224, classCount: 1000).write(to: network)
      let filled = try Programs.run(
        "workbook", ["fetch", "imagenet-weights", "--from", network.path],
        environment: ["WORKBOOK_CACHE": small.scratch.file("cache").path])
      #expect(filled.status == 0, "\(filled.errors)")
      return [
        OptionProbe("<thing>", "moon", without: ["imagenet-weights"], sign: .says("moon")),
        OptionProbe("--from", "other.h5", given: [["--again"]], sign: .says("other.h5")),
        OptionProbe("--sha256", "0badd1ce", sign: .says("0badd1ce")),
        OptionProbe("--again", given: [["--from", network.path]], sign: .says("fetched ")),
      ]
    })

  private static let weave = ProbedCommand(
    program: "workbook", command: "weave", base: { _ in [] },
    files: [
      "Package.swift": "", "Sources/A.swift": "", "Chapters/README.md": "# Chapters\n",
      "Chapters/00-A/main.swift": "// snippet.a\nlet a = 1\n// snippet.end\n",
      "Chapters/00-A/README.md":
        "# A\n\n<!-- snippet: main.swift#a -->\n```swift\nlet a = 2\n```\n",
    ],
    probes: { _ in [OptionProbe("--check", sign: .says("look at the difference"))] })

  private static let slides = ProbedCommand(
    program: "workbook", command: "slides", base: { _ in [["--output", "deck.html"]] },
    probes: { _ in
      [
        OptionProbe("--minutes", "90", sign: .says("<title>Activation thresholds in 90 minutes")),
        OptionProbe("--output", "other.html", sign: .says("file other.html")),
      ]
    })

  private static let handout = ProbedCommand(
    program: "workbook", command: "handout", base: { _ in [["0"], ["--output", "sheet.html"]] },
    probes: { small in
      [
        // Without a number it is all chapters.
        OptionProbe("<chapters>", "6", without: ["0"], sign: .difference),
        OptionProbe("--key", sign: .says("the teacher's key")),
        OptionProbe("--output", "other.html", sign: .says("file other.html")),
        // A whole copy takes its time; a folder that holds something is refused at once.
        OptionProbe(
          "--exercises", small.scratch.file("images").path, without: ["0", "--output"],
          sign: .says("there is something already")),
      ]
    })

  private static let doctor = ProbedCommand(
    program: "workbook", command: "doctor", base: { _ in [] },
    probes: { _ in [OptionProbe("--json", sign: .says("\"schema\""))] })

  private static let exercises = ProbedCommand(
    program: "workbook", command: "exercises", base: { _ in [["0"]] },
    files: ["handed in/Exercises0.swift": wrongPrediction],
    probes: { _ in
      [
        OptionProbe("<exercise>", "99", without: ["0"], sign: .says("99")),
        OptionProbe("--solutions", sign: .difference),
        OptionProbe("--answers", "handed in", sign: .says("got 3.5")),
        OptionProbe("--reveal", given: [["--answers", "handed in"]], sign: .says("expected 3.75")),
        OptionProbe("--time-limit", "3700", sign: .says("--time-limit is 3700")),
        OptionProbe("--points", sign: .says("kind,name,status,points,outOf")),
        OptionProbe(
          "--must-be-done", given: [["--answers", "handed in"]], sign: .says("status 1")),
        OptionProbe("--json", sign: .says("\"schema\"")),
      ]
    })

  private static let wrongPrediction = """
    import Exercises

    public struct Answers0: Chapter0Exercises {
      public init() {}

      public func predictedValue() throws -> Double { 3.5 }
    }

    """
}
