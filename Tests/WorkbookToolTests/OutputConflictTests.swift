import Foundation
import TestSupport
import Testing

/// Outputs that lead to what a run reads, or to one another.
struct OutputConflictTests {
  let small: SmallModelFolder
  init() throws { small = try SmallModelFolder() }

  private var scratch: ScratchFolder { small.scratch }

  private func expectRefusal(
    _ arguments: [String], naming word: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try Programs.run("workbook", arguments)
    #expect(outcome.status == 64, "\(outcome.errors)", sourceLocation: sourceLocation)
    #expect(outcome.output.isEmpty, sourceLocation: sourceLocation)
    #expect(outcome.errors.contains(word), "\(outcome.errors)", sourceLocation: sourceLocation)
    let lines = outcome.errors.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 2, "\(outcome.errors)", sourceLocation: sourceLocation)
  }

  @Test("an output that leads to an input is refused before anything is computed")
  func inputs() throws {
    let manager = FileManager.default
    let weights = small.weights.path
    try scratch.write(Data("{}".utf8), to: "override.json")
    try scratch.write(Data("{}".utf8), to: "tpc.json")
    try scratch.write(Data("index,wnid,label\n".utf8), to: "classes.csv")
    try manager.createSymbolicLink(
      atPath: scratch.file("soft").path, withDestinationPath: weights)
    try manager.linkItem(atPath: weights, toPath: scratch.file("hard").path)
    let picture = scratch.file("images/class0/picture0.png").path
    let before = try Data(contentsOf: small.weights)
    let pictureBefore = try Data(contentsOf: URL(fileURLWithPath: picture))
    let evaluate = ["evaluate"] + small.options
    for output in [weights, scratch.file("soft").path, scratch.file("hard").path, picture] {
      try expectRefusal(evaluate + ["--predictions", output], naming: "--predictions")
      try expectRefusal(evaluate + ["--probabilities", output], naming: "this run reads it")
      try expectRefusal(["explore"] + small.options + ["--output", output], naming: "reads it")
    }
    for (option, name) in [
      ("--override", "override.json"), ("--tpc", "tpc.json"), ("--classes", "classes.csv"),
    ] {
      let file = scratch.file(name).path
      try expectRefusal(evaluate + [option, file, "--predictions", file], naming: name)
    }
    // A folder of files whose names are the command's own.
    try scratch.write(Data("{}".utf8), to: "model/encodings.json")
    try expectRefusal(
      ["export", "--format", "encodings", "--output", scratch.file("model").path]
        + ["--override", scratch.file("model/encodings.json").path] + small.options,
      naming: "encodings.json")
    #expect(try Data(contentsOf: small.weights) == before)
    #expect(try Data(contentsOf: URL(fileURLWithPath: picture)) == pictureBefore)
  }

  @Test("what comes with the workbook is an input too when nothing else is named")
  func ownData() throws {
    let data = scratch.file("data")
    try scratch.write(try Data(contentsOf: small.weights), to: "data/Model/a.h5")
    try FileManager.default.copyItem(
      at: scratch.file("images"), to: data.appendingPathComponent("Images"))
    for name in ["Model/a.h5", "Images/class0/picture0.png"] {
      let file = data.appendingPathComponent(name).path
      let outcome = try Programs.run(
        "workbook", ["evaluate", "--predictions", file], environment: ["WORKBOOK_DATA": data.path])
      #expect(outcome.status == 64 && outcome.errors.contains("reads it"), "\(outcome.errors)")
    }
  }

  @Test("two outputs that lead to one file are refused")
  func oneFileForTwo() throws {
    try FileManager.default.createSymbolicLink(
      atPath: scratch.file("link").path, withDestinationPath: "zz")
    let evaluate = ["evaluate"] + small.options
    let file = scratch.file("zz").path
    for other in [file, scratch.file("link").path, scratch.file("images/../zz").path] {
      for isThere in [false, true] {
        try? FileManager.default.removeItem(atPath: file)
        if isThere { try scratch.write(Data([1]), to: "zz") }
        try expectRefusal(
          evaluate + ["--predictions", file, "--probabilities", other], naming: "the same file")
        #expect((try? Data(contentsOf: scratch.file("zz"))) == (isThere ? Data([1]) : nil))
      }
    }
    // Nothing is lost in a device.
    let nothing = try Programs.run(
      "workbook",
      evaluate + ["--predictions", "/dev/null", "--probabilities", "/dev/null"]
        + ["--error-method", "mse"])
    #expect(nothing.status == 0, "\(nothing.errors)")
  }

  @Test("a page that is made of the chapters' pages does not replace one of them")
  func chapterPages() throws {
    try scratch.write(Data("// swift".utf8), to: "package/Package.swift")
    for name in ["README.md", "Slides.md", "00-Rounding/README.md"] {
      try scratch.write(Data("# Page\n".utf8), to: "package/Chapters/\(name)")
    }
    for command in [["slides"], ["handout"], ["handout", "--key"]] {
      let outcome = try Programs.run(
        "workbook", command + ["--output", "Chapters/Slides.md"], in: scratch.file("package"))
      #expect(outcome.status == 64 && outcome.errors.contains("reads it"), "\(outcome.errors)")
    }
    let page = try Data(contentsOf: scratch.file("package/Chapters/Slides.md"))
    #expect(page == Data("# Page\n".utf8))
  }

  @Test("a link that leads to itself is told and stays a link")
  func loops() throws {
    let manager = FileManager.default
    for (name, target) in [("loop", "loop"), ("a", "b"), ("b", "a")] {
      try manager.createSymbolicLink(
        atPath: scratch.file(name).path, withDestinationPath: target)
    }
    for name in ["loop", "a"] {
      let outcome = try Programs.run(
        "workbook", ["evaluate", "--predictions", scratch.file(name).path] + small.options)
      #expect(outcome.status == 74 && outcome.output.isEmpty, "\(outcome.errors)")
      #expect(try !manager.destinationOfSymbolicLink(atPath: scratch.file(name).path).isEmpty)
    }
  }

  @Test("an export replaces what an export has written, and no other page")
  func pagesOfOthers() throws {
    let export =
      ["export", "--vectors", "0", "--output", scratch.file("model").path] + small.options
    try scratch.write(Data("# My project\n\nMade by me.\n".utf8), to: "model/README.md")
    let refused = try Programs.run("workbook", export)
    #expect(refused.status == 74 && refused.output.isEmpty, "\(refused.errors)")
    #expect(refused.errors.contains("README.md") && refused.errors.contains("--output"))
    let folder = scratch.file("model").path
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["README.md"])
    // The grids come without a page.
    let grids = try Programs.run("workbook", export + ["--format", "encodings"])
    #expect(grids.status == 0, "\(grids.errors)")
    try FileManager.default.removeItem(at: scratch.file("model/README.md"))
    for _ in 0..<2 {
      let outcome = try Programs.run("workbook", export)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
  }

  private static let paths: Set = [
    "--weights", "--architecture", "--images", "--calibration-folder", "--classes", "--output",
    "--tpc", "--override", "--predictions", "--probabilities", "--devkit", "--from", "--against",
    "--answers", "--exercises",
  ]

  @Test("an empty text is no path, whatever option takes it")
  func emptyPaths() throws {
    var seen: Set<String> = []
    for (command, options) in try DeclaredOptions("workbook").commands {
      for option in options where Self.paths.contains(option.name) && !option.isFlag {
        seen.insert(option.name)
        let outcome = try Programs.run("workbook", [command, option.name, ""])
        #expect(outcome.status == 64, "\(command) \(option.name): \(outcome.status)")
        #expect(
          outcome.errors.contains(option.name) && outcome.errors.contains("no path"),
          "\(command) \(option.name): \(outcome.errors)")
      }
    }
    #expect(seen == Self.paths)
    let chapter = try Programs.run("chapter0", ["--output", ""])
    #expect(chapter.status == 64 && chapter.errors.contains("no path"), "\(chapter.errors)")
  }

  @Test("an empty variable of the environment counts as not set")
  func emptyEnvironment() throws {
    let home = scratch.file("home").path
    let outcome = try Programs.run(
      "workbook", ["fetch", "imagenet-weights", "--from", small.weights.path],
      environment: ["WORKBOOK_CACHE": "", "HOME": home, "XDG_CACHE_HOME": home + "/cache"])
    // The small network is none of ImageNet's, and nothing was put into the working directory.
    #expect(outcome.status == 65, "\(outcome.errors)")
    let missing = try Programs.run(
      "workbook", ["evaluate", "--model", "imagenet", "--images", scratch.file("images").path],
      environment: ["WORKBOOK_CACHE": "", "HOME": home, "XDG_CACHE_HOME": home + "/cache"])
    #expect(missing.status == 66 && missing.errors.contains("threshold-workbook"))
    let described = try Programs.run(
      "workbook", ["describe"], environment: ["WORKBOOK_DATA": "", "WORKBOOK_REFERENCE": ""])
    #expect(described.status == 0, "\(described.errors)")
  }
}
