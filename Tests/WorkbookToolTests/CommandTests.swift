import ExerciseChecks
import Foundation
import TestSupport
import Testing

/// The commands on a small random network: shapes of the output, not its meaning.
struct CommandTests {
  let small: SmallModelFolder

  init() throws { small = try SmallModelFolder() }

  private func json(_ command: [String]) throws -> [String: Any] {
    let outcome = try Programs.run("workbook", command + small.options + ["--json"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    return try #require(object as? [String: Any])
  }

  @Test func quantizeHasTheDocumentedKeys() throws {
    let report = try json(
      ["quantize", "--error-method", "mse", "--error-method", "lp", "--activation-bits", "8"])
    #expect(report["schema"] as? Int == 1)
    let model = try #require(report["model"] as? [String: Any])
    #expect(model["alpha"] as? Double == 0.35 && model["inputSize"] as? Int == 32)
    #expect(model["classes"] as? Int == 3 && model["inputShape"] as? [Int] == [32, 32, 3])
    #expect(model["name"] as? String == "mobilenetv2_0.35_32")
    let calibration = try #require(report["calibration"] as? [String: Any])
    #expect(calibration["images"] as? Int == 12 && calibration["batchSize"] as? Int == 5)
    #expect(calibration["preprocessing"] as? String == "-1..1")
    #expect(calibration["resizing"] as? String == "crop")
    #expect((calibration["digest"] as? String)?.count == 64)
    let runs = try #require(report["runs"] as? [[String: Any]])
    #expect(runs.map { $0["errorMethod"] as? String } == ["mse", "lp"])
    #expect(runs[0]["quantizationMethod"] as? String == "powerOfTwo")
    let activations = try #require(runs[0]["activations"] as? [[String: Any]])
    #expect(activations.count == 66)
    #expect(activations[1]["node"] as? String == "Conv1_relu")
    #expect(activations[1]["layer"] as? String == "Conv1_relu")
    #expect(activations[3]["node"] as? String == "expanded_conv_project_bn")
    #expect(activations[3]["layer"] as? String == "expanded_conv_project_BN")
    #expect(activations[1]["signed"] as? Bool == false)
    #expect(activations[1]["bitWidth"] as? Int == 8)
    #expect(activations[1]["threshold"] as? Double != nil)
    let kernels = try #require(runs[0]["kernels"] as? [[String: Any]])
    #expect(kernels.count == 53)
    #expect(kernels[0]["node"] as? String == "Conv1_bn")
    #expect(kernels[0]["layer"] as? String == "Conv1")
    #expect((kernels[0]["thresholds"] as? [Double])?.count == 16)
    // Both methods share their kernels, which stand once.
    #expect(runs[0]["kernelsOfRun"] as? Int == 0 && runs[1]["kernelsOfRun"] as? Int == 0)
    #expect(runs[1]["kernels"] is NSNull)
    #expect(kernels[0]["codes"] == nil)
  }

  /// Steps, zero points, codes and biases say how every number of the network is made, without its thresholds.
  @Test func stepsAndCodesAreEnough() throws {
    let report = try json(["quantize", "--error-method", "noClipping", "--codes"])
    let runs = try #require(report["runs"] as? [[String: Any]])
    for activation in try #require(runs[0]["activations"] as? [[String: Any]]) {
      let signed = try #require(activation["signed"] as? Bool)
      let threshold = try #require(activation["threshold"] as? Double)
      #expect(activation["scale"] as? Double == threshold / (signed ? 128 : 256))
      #expect(activation["zeroPoint"] as? Int == (signed ? 128 : 0))
    }
    for kernel in try #require(runs[0]["kernels"] as? [[String: Any]]) {
      let shape = try #require(kernel["shape"] as? [Int])
      let axis = try #require(kernel["channelAxis"] as? Int)
      let scales = try #require(kernel["scales"] as? [Double])
      let thresholds = try #require(kernel["thresholds"] as? [Double])
      #expect(scales.count == shape[axis] && thresholds.count == shape[axis])
      for (scale, threshold) in zip(scales, thresholds) {
        #expect(abs(scale - threshold / 128) <= 1e-6 * threshold)
      }
      let text = try #require(kernel["codes"] as? String)
      let codes = try #require(Data(base64Encoded: text)).map { Int8(bitPattern: $0) }
      #expect(codes.count == shape.reduce(1, *))
      // Where every weight is on the grid, the largest of a channel uses most of it.
      #expect(codes.contains { abs(Int($0)) > 100 })
      #expect((kernel["bias"] as? [Double])?.count == (kernel["correctedBias"] as? [Double])?.count)
    }
  }

  /// Codes of a uniform kernel go from −128 to 127 wherever zero lies, which is said.
  @Test func codesOfUniformKernelsHaveZeroPoints() throws {
    let printed = try Programs.run("workbook", ["quantize", "--print-tpc"]).output
    let method = "\"weights_quantization_method\": "
    let uniform = printed.replacingOccurrences(of: method + "2", with: method + "3")
    #expect(uniform != printed)
    try small.scratch.write(Data(uniform.utf8), to: "uniform.json")
    let platform = small.scratch.file("uniform.json").path
    let report = try json(
      ["quantize", "--error-method", "noClipping", "--codes", "--tpc", platform])
    let runs = try #require(report["runs"] as? [[String: Any]])
    for kernel in try #require(runs[0]["kernels"] as? [[String: Any]]) {
      let shape = try #require(kernel["shape"] as? [Int])
      let axis = try #require(kernel["channelAxis"] as? Int)
      let zeros = try #require(kernel["zeroPoints"] as? [Int])
      #expect(zeros.count == shape[axis] && zeros.contains { $0 != 0 })
      let text = try #require(kernel["codes"] as? String)
      let codes = try #require(Data(base64Encoded: text)).map { Int(Int8(bitPattern: $0)) }
      let inner = shape[(axis + 1)...].reduce(1, *)
      // Random weights have both signs: their mean is near zero, and that of their codes near the zero point.
      let moved = codes.indices.map { codes[$0] - zeros[$0 / inner % shape[axis]] }
      let mean = Double(moved.reduce(0, +)) / Double(moved.count)
      #expect(abs(mean) < 20 && codes.contains { $0 < -90 } && codes.contains { $0 > 90 })
    }
  }

  @Test func uniformRangesHaveTwoEnds() throws {
    let report = try json(
      ["quantize", "--error-method", "noClipping", "--quantization-method", "uniform"])
    let runs = try #require(report["runs"] as? [[String: Any]])
    for activation in try #require(runs[0]["activations"] as? [[String: Any]]) {
      let minimum = try #require(activation["minRange"] as? Double)
      let maximum = try #require(activation["maxRange"] as? Double)
      #expect(minimum <= 0 && maximum >= 0 && minimum < maximum)
      #expect(activation["threshold"] == nil)
    }
  }

  @Test func evaluateHasTheDocumentedKeysAndOneRowPerImage() throws {
    let file = small.scratch.file("predictions.csv")
    let report = try json(
      ["evaluate", "--error-method", "all", "--predictions", file.path, "--evaluation-images", "9"])
    #expect(report["images"] as? Int == 9)
    let results = try #require(report["results"] as? [[String: Any]])
    #expect(
      results.map { $0["name"] as? String } == [
        "float", "mse", "noClipping", "mae", "kl", "lp",
      ])
    for result in results {
      for key in ["top1", "top5"] {
        let proportion = try #require(result[key] as? [String: Any])
        #expect(proportion["of"] as? Int == 9)
        #expect((0...9).contains(proportion["correct"] as? Int ?? -1))
      }
      #expect(result["crossEntropy"] as? Double != nil)
      #expect(result["agreesWithFloat"] as? Int != nil)
    }
    #expect(results[0]["sqnrDecibels"] is NSNull)
    #expect(results[0]["agreesWithFloat"] as? Int == 9)
    let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    #expect(rows[0] == "path,class,float,mse,noClipping,mae,kl,lp")
    #expect(rows.count == 10)
    #expect(rows[1].hasPrefix("class0/picture0.png,0,"))
  }

  /// A table begins with what was done, and marks raw KL.
  @Test func tablesSayWhatWasDone() throws {
    let one = try Programs.run(
      "workbook", ["quantize"] + small.options + ["--activation-bits", "6", "--tpc", "imx500-4.0"])
    let lines = one.output.components(separatedBy: "\n")
    #expect(
      lines[0] == "mobilenetv2_0.35_32: thresholds of 66 outputs, 12 calibration images, "
        + "POWER_OF_TWO, 6 bits, platform imx500_tpc version 4", "\(one.errors)")
    #expect(lines[1].hasPrefix("output") && lines[1].contains("  KL*"))
    #expect(one.output.contains("\n* MCT's KL as it is"))
    let other = try Programs.run(
      "workbook",
      ["evaluate"] + small.options + [
        "--activation-bits", "8", "--activation-bits", "4", "--evaluation-images", "7",
        "--quantization-method", "symmetric", "--error-method", "kl", "--error-method", "klGuarded",
      ])
    #expect(
      other.output.hasPrefix(
        "mobilenetv2_0.35_32 on 7 images; thresholds from 12 calibration images, SYMMETRIC, "
          + "8, 4 bits, platform imx500_tpc version 1\n"), "\(other.errors)")
    #expect(other.output.contains("\nkl-8bit* ") && other.output.contains("\nklGuarded-4bit "))
    let guarded = try Programs.run(
      "workbook", ["quantize"] + small.options + ["--error-method", "klGuarded"])
    #expect(!guarded.output.contains("*"), "\(guarded.output)")
  }

  /// 320 images are usual; when nobody asked for them, fewer are no mistake.
  @Test func fewerImagesThanUsualAreTaken() throws {
    var options = small.options
    let index = try #require(options.firstIndex(of: "--calibration-images"))
    options.removeSubrange(index...index + 1)
    let outcome = try Programs.run("workbook", ["quantize", "--error-method", "mse"] + options)
    #expect(outcome.status == 0 && outcome.output.contains(" 12 calibration images"))
    #expect(outcome.errors.contains("note: calibrated on all 12 images that are there"))
    let chapter = try Programs.run(
      "chapter2", options + ["--output", small.scratch.file("Output").path])
    #expect(chapter.status == 0 && chapter.errors.contains("chapter2: note: calibrated on all 12"))
    let asked = try Programs.run("workbook", ["quantize"] + small.options)
    #expect(asked.status == 0 && asked.errors.isEmpty, "\(asked.errors)")
  }

  @Test(arguments: [
    ("--error-method", "(default: all)"), ("--tpc", "(default: imx500-1.0)"),
    ("--calibration-images", "(default: 320, or all"),
    ("--quantization-method", "(default: what the platform says)"),
  ])
  func helpShowsDefaults(option: String, words: String) throws {
    let help = try Programs.run("workbook", ["quantize", "--help"]).output
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let start = try #require(help.range(of: "\(option) <"))
    let rest = help[start.upperBound...]
    let own = rest[..<(rest.range(of: " --")?.lowerBound ?? rest.endIndex)]
    #expect(own.contains(words), "\(own)")
  }

  @Test func theSameCommandPrintsTheSameBytes() throws {
    let first = try Programs.run("workbook", ["quantize"] + small.options + ["--json"])
    let second = try Programs.run("workbook", ["quantize"] + small.options + ["--json"])
    #expect(first.status == 0 && first.output == second.output)
    let shuffled = try Programs.run(
      "workbook", ["quantize"] + small.options + ["--json", "--shuffle-seed", "4"])
    #expect(shuffled.status == 0 && shuffled.output != first.output)
    let again = try Programs.run(
      "workbook", ["quantize"] + small.options + ["--json", "--shuffle-seed", "4"])
    #expect(again.output == shuffled.output)
  }

  @Test func everyChapterRunsOnAModelOfOnesOwn() throws {
    let output = small.scratch.file("Output").path
    let numbers = ExerciseCatalog.all.map(\.chapter)
    let all = try Programs.run("workbook", ["run"] + small.options + ["--output", output])
    #expect(all.status == 0, "\(all.errors)")
    for number in numbers { #expect(all.output.contains("Chapter \(number) · ")) }
    let figures = try FileManager.default.contentsOfDirectory(atPath: output).sorted()
    // Chapter 4 shows outputs by what they are: the first bounded one, the first signed one for which MSE
    // and NOCLIPPING choose different thresholds, and one that MAE alone moves.
    let pictures =
      ["Conv1_relu", "block_1_project_bn", "block_1_depthwise_relu"].flatMap {
        ["chapter4-\($0)", "chapter4-\($0)-errors"]
      }
      + ["chapter4-Conv1_relu-tutorial", "chapter4-block_1_project_bn-tutorial"] + [
        "chapter0-error-curve", "chapter0-staircase", "chapter1-structure", "chapter2-images",
        "chapter3-differences", "chapter3-thresholds", "chapter5-accuracy", "chapter5-sqnr",
        "chapter7-differences", "chapter7-requantization", "chapter8-eight-bits",
        "chapter8-fewer-bits", "chapter9-growth", "chapter9-mistakes",
        "chapter10-Conv1_relu", "chapter10-block_1_project_bn", "chapter10-reach",
        "chapter10-accuracy",
      ]
    // Beside every figure lie a CSV file with what it plots, and the figure for dark pages.
    var written: Set = ["explore.html", "index.html", "slides-45.html", "slides-90.html"]
    for name in pictures { written.formUnion(["\(name).png", "\(name)-dark.png", "\(name).csv"]) }
    #expect(Set(figures) == written)
    // The page shows this run, not the recorded one, and needs nothing from elsewhere.
    let page = try String(
      contentsOf: URL(fileURLWithPath: output).appendingPathComponent("index.html"), encoding: .utf8
    )
    #expect(page.contains("mobilenetv2_0.35_32"))
    #expect(page.components(separatedBy: "src=\"data:image/png;base64,").count > 12)
    #expect(page.components(separatedBy: "srcset=\"data:image/png;base64,").count > 12)
    #expect(!page.contains("src=\"http") && !page.contains("<script ") && !page.contains("<link"))
    #expect(page.contains("href=\"slides-45.html\"") && page.contains("href=\"slides-90.html\""))
    for number in numbers {
      #expect(page.contains("<section id=\"chapter\(number)\">"))
      // The command that this chapter would be run with alone stands before what it printed.
      let command = "$ swift run chapter\(number) --weights \(small.weights.path)"
      #expect(all.output.contains(command) && page.contains(command))
    }
    for number in numbers {
      let outcome = try Programs.run(
        "chapter\(number)", small.options + ["--output", output, "--json"])
      #expect(outcome.status == 0, "\(outcome.errors)")
      let page = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
      #expect(page?["chapter"] as? Int == number)
      #expect((page?["content"] as? [Any])?.isEmpty == false)
    }
  }

  @Test func layersAndMethodsCanBeChosen() throws {
    let output = ["--output", small.scratch.file("Output").path]
    let four = try Programs.run(
      "chapter4",
      small.options + output + ["--layer", "block_3_project_BN", "--error-method", "klGuarded"])
    #expect(four.status == 0, "\(four.errors)")
    #expect(four.output.contains("== block_3_project_bn =="))
    #expect(four.output.contains("KL guarded"))
    #expect(!four.output.contains("== Conv1_relu =="))
    let six = try Programs.run("chapter6", small.options + output + ["--layer", "out_relu"])
    #expect(six.status == 0 && six.output.contains("out_relu"), "\(six.errors)")
    for number in [3, 5] {
      let outcome = try Programs.run(
        "chapter\(number)", small.options + output + ["--error-method", "kl"])
      #expect(outcome.status == 0, "chapter \(number): \(outcome.errors)")
    }
    // Several chapters at once: each takes what it has a use for.
    let both = try Programs.run(
      "workbook", ["run", "2", "4"] + small.options + output + ["--layer", "block_3_project_BN"])
    #expect(both.status == 0, "\(both.errors)")
  }

  /// Every kind of figure in every format, theme and size, from the command line.
  @Test func everyFigureCanBePlotted() throws {
    let output = small.scratch.file("Plots")
    let common = ["plot"] + small.options + ["--output", output.path]
    let all = [
      "distribution", "errors", "thresholds", "differences", "noise", "accuracy", "staircase",
      "images", "structure",
    ]
    let outcome = try Programs.run(
      "workbook", common + all + ["--evaluation-images", "4", "--error-method", "mse"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    // The first bounded output, and the first signed one for which MSE and NOCLIPPING choose different
    // thresholds: in this random network that is not expanded_conv_project_bn.
    let names = [
      "accuracy", "differences", "distribution-Conv1_relu", "distribution-block_1_project_bn",
      "errors-Conv1_relu", "errors-block_1_project_bn", "images", "noise",
      "staircase-Conv1_relu", "staircase-block_1_project_bn", "structure", "thresholds",
    ]
    let files = try FileManager.default.contentsOfDirectory(atPath: output.path)
    #expect(Set(files) == Set(names.flatMap { [$0 + ".png", $0 + ".csv"] }))
    for look in [
      ["--format", "svg", "--theme", "dark"], ["--format", "pdf", "--figure-size", "paper"],
      ["--figure-size", "square", "--transparent", "--style", "tutorial"],
    ] {
      let one = try Programs.run(
        "workbook", common + ["distribution", "--layer", "block_1_expand_relu"] + look)
      #expect(one.status == 0, "\(one.errors)")
      let ending = look[1].count == 3 ? look[1] : "png"
      let file = output.appendingPathComponent("distribution-block_1_expand_relu.\(ending)")
      #expect(FileManager.default.fileExists(atPath: file.path), "\(look)")
    }
  }

  /// Calibration looks at its own folder when there is one; the evaluated images stay the same.
  @Test func calibrationCanHaveAFolderOfItsOwn() throws {
    let other = try ScratchFolder()
    try other.writePictures(classes: 3, perClass: 5)
    let folder = other.file("images").path
    func digest(_ options: [String]) throws -> String? {
      let outcome = try Programs.run("workbook", ["quantize"] + options + ["--json"])
      #expect(outcome.status == 0, "\(outcome.errors)")
      let report =
        try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
      return (report?["calibration"] as? [String: Any])?["digest"] as? String
    }
    let own = try digest(small.options)
    let separate = try digest(small.options + ["--calibration-folder", folder])
    var moved = small.options
    if let index = moved.firstIndex(of: "--images") { moved[index + 1] = folder }
    let expected = try digest(moved)
    #expect(separate != own && separate == expected)
    let missing = try Programs.run(
      "workbook", ["quantize"] + small.options + ["--calibration-folder", other.file("none").path])
    #expect(missing.status == 66 && missing.errors.contains("none"))
  }
}
