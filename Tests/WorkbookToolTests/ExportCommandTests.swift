import Foundation
import TestSupport
import Testing

/// `workbook export` says whose network it writes, and what to do with the file.
struct ExportCommandTests {
  let small: SmallModelFolder
  init() throws { small = try SmallModelFolder() }

  private var pictures: [String] { ["--images", small.scratch.file("images").path] }
  private var folder: String { small.scratch.file("model").path }

  private func export(_ options: [String]) throws -> Programs.Outcome {
    try Programs.run("workbook", ["export", "--output", folder] + options)
  }

  private func page() throws -> String {
    try String(contentsOf: small.scratch.file("model/README.md"), encoding: .utf8)
  }

  // MARK: whose network

  @Test("pictures without weights are refused before anything is written")
  func forgottenWeights() throws {
    let outcome = try export(pictures)
    #expect(outcome.status == 64 && outcome.output.isEmpty)
    #expect(
      outcome.errors
        == "workbook: error: --images is given, but no --weights: the workbook's own network was not trained on "
        + "these pictures; give --weights, or --model pictures\n")
    #expect(!FileManager.default.fileExists(atPath: folder))
    let meant = try export(pictures + ["--model", "pictures", "--vectors", "0"])
    #expect(meant.status == 0 && !meant.errors.contains("--weights"), "\(meant.errors)")
  }

  @Test("other commands say that the network is the workbook's own")
  func notes() throws {
    let quantize = ["quantize", "--error-method", "mse"]
    let note = "note: --images is given, but no --weights: the network is the workbook's own"
    let outcome = try Programs.run("workbook", quantize + pictures)
    #expect(outcome.status == 0 && outcome.errors.contains(note), "\(outcome.errors)")
    let chapter = try Programs.run("chapter1", pictures + ["--output", folder])
    #expect(chapter.errors.contains(note), "\(chapter.errors)")
    let meant = try Programs.run("workbook", quantize + pictures + ["--model", "pictures"])
    #expect(meant.status == 0 && !meant.errors.contains(note), "\(meant.errors)")
    // Pictures of the network's own classes are its own.
    let own = ReferenceFolder.packageRoot.appendingPathComponent("Data/Images/Calibration").path
    let few = ["--images", own, "--calibration-images", "4"]
    let fitting = try Programs.run("workbook", quantize + few)
    #expect(fitting.status == 0 && !fitting.errors.contains(note), "\(fitting.errors)")
    let evaluate = try Programs.run("workbook", ["evaluate"] + pictures)
    #expect(evaluate.status == 65)
    #expect(
      evaluate.errors.contains("20 classes apart (the workbook's own: no --weights given), so"),
      "\(evaluate.errors)")
  }

  // MARK: the page

  @Test("the page says what to feed, what comes out, how it was made and what it costs")
  func pageOfAModel() throws {
    let own = ["--error-method", "noClipping", "--override", "Conv1_relu=4"]
    let outcome = try export(small.options + own)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let made = "thresholds of 66 outputs by NOCLIPPING, 12 calibration images, POWER_OF_TWO, 8 bits"
    #expect(outcome.output.hasPrefix("mobilenetv2_0.35_32: \(made), platform"), "\(outcome.output)")
    let page = try page()
    var rest = page[...]
    for words in [
      "# mobilenetv2_0.35_32\n\nMade by activation-threshold-workbook, by NOCLIPPING on 12 pictures.\n",
      "## What goes in", "`[1, 32, 32, 3]`", "red, green and blue", "`smart_resize`", "`x/127.5-1`",
      "float32.", "## What comes out", "3 probabilities, one for each class",
      "the folders of pictures, sorted by name: 0 `class0`, 1 `class1`, 2 `class2`.", "float32.",
      "## How the thresholds were chosen", "By NOCLIPPING: 12 calibration images, POWER_OF_TWO",
      "1 overridden", "- `Conv1_relu`: 4.0\n", "## `model.tflite`", "`vectors/` holds 2 pictures",
      "## What it costs",
      "\nswift run workbook evaluate --arithmetic integer --error-method noClipping\n",
    ] {
      guard let place = rest.range(of: words) else {
        Issue.record("“\(words)” is not in: \(rest)")
        return
      }
      rest = rest[place.upperBound...]
    }
  }

  @Test("codes are told with their scale, and preprocessing as it was asked for")
  func pageOfCodes() throws {
    let own = ["--input", "uint8", "--format", "onnx", "--vectors", "0", "--resize", "pad"]
    let outcome = try export(small.options + own + ["--preprocessing", "caffe"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let page = try page()
    #expect(page.contains("blue, green and red") && page.contains("`tf.image.resize_with_pad`"))
    #expect(page.contains("`bgr(x)-(103.939,116.779,123.68)`"))
    #expect(page.contains(/uint8: a value v becomes round\(v \/ [0-9.]+\) \+ [0-9]+, cut off at 0/))
    #expect(page.contains(/uint8: a code c stands for 0.00390625 · \(c - 0\)/))
    #expect(page.contains("--arithmetic integer-onnx --error-method mse\n"))
  }

  @Test("without folders for all classes the page says that nobody knows their order")
  func pageWithoutClasses() throws {
    SyntheticNetwork(classCount: 5).write(to: small.weights)
    let outcome = try export(small.options + ["--vectors", "0"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try page().contains("Nobody has said which number is which class"))
  }

  @Test("chapter 7 prints the size that the file has")
  func size() throws {
    let chapter = try Programs.run("chapter7", small.options + ["--output", folder])
    #expect(chapter.status == 0, "\(chapter.errors)")
    #expect(try export(small.options + ["--vectors", "0"]).status == 0)
    let file = try Data(contentsOf: small.scratch.file("model/model.tflite"))
    #expect(chapter.output.contains("\nmodel.tflite: \(file.count) bytes\n"), "\(file.count)")
  }

  // MARK: folders and files

  @Test("a folder is not called like a file that lies in it, and a file not like a folder")
  func foldersAndFiles() throws {
    let scratch = small.scratch
    let inside = scratch.file("x/model.tflite").path
    let folders: [([String], String)] = [
      (["export"] + small.options, "model.tflite"), (["plot"] + small.options, "x.PNG"),
      (["make-pictures", "--seed", "1", "--count", "2"], "a.html"), (["run", "0"], "x.csv"),
    ]
    for (words, name) in folders {
      let path = scratch.file("x/\(name)").path
      let outcome = try Programs.run("workbook", words + ["--output", path])
      #expect(outcome.status == 64 && outcome.output.isEmpty, "\(outcome.errors)")
      #expect(outcome.errors.contains("--output is a folder for files, and \(name)"))
      #expect(outcome.errors.contains("give \(scratch.file("x").path), or"), "\(outcome.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: scratch.file("x").path))
    // Who has such a folder means it.
    try FileManager.default.createDirectory(atPath: inside, withIntermediateDirectories: true)
    let meant = try Programs.run(
      "workbook", ["export", "--output", inside, "--vectors", "0"] + small.options)
    #expect(meant.status == 0, "\(meant.errors)")
    for command in ["explore", "slides", "handout"] {
      for path in [scratch.file("x").path, scratch.file("new").path + "/"] {
        let options = command == "explore" ? small.options : []
        let outcome = try Programs.run("workbook", [command] + options + ["--output", path])
        #expect(outcome.status == 64 && outcome.output.isEmpty, "\(outcome.errors)")
        #expect(outcome.errors.contains("--output is a file, and not a folder; give "))
      }
    }
  }
}
