import Foundation
import Support
import TestSupport
import Testing

/// Streams that are closed or full, and places that are not there.
struct StreamTests {
  let small: SmallModelFolder
  init() throws { small = try SmallModelFolder() }

  private var quantize: [String] { ["quantize"] + small.options }

  private func isOneLine(_ text: String) -> Bool {
    text.split(separator: "\n", omittingEmptySubsequences: false).count == 2
  }

  @Test(
    "a stdout that cannot be written ends with 74, whatever is printed",
    .enabled(if: FileState("/dev/full") != nil, "there is no /dev/full"),
    arguments: [
      ["quantize", "--print-tpc"], ["--help"], ["doctor"], ["doctor", "--json"],
      ["exercises", "0"], ["quantize", "--json"],
    ])
  func fullOutput(arguments: [String]) throws {
    let options = arguments == ["quantize", "--json"] ? small.options : []
    for words in [">/dev/full", ">&-"] {
      let outcome = try Programs.run("workbook", arguments + options, redirecting: words)
      #expect(outcome.status == 74, "\(words): \(outcome.status) \(outcome.errors)")
      #expect(isOneLine(outcome.errors), "\(outcome.errors)")
    }
  }

  @Test(
    "a chapter whose stdout cannot be written ends with 74",
    .enabled(if: FileState("/dev/full") != nil, "there is no /dev/full"))
  func fullOutputOfAChapter() throws {
    for words in [">/dev/full", ">&-"] {
      let outcome = try Programs.run("chapter0", ["--help"], redirecting: words)
      #expect(outcome.status == 74 && isOneLine(outcome.errors), "\(outcome.errors)")
      let run = try Programs.run("chapter1", small.options, redirecting: words)
      #expect(run.status == 74 && isOneLine(run.errors), "\(run.errors)")
    }
  }

  @Test("closed streams change neither the status nor what is printed on the others")
  func closedStreams() throws {
    let whole = try Programs.run("workbook", quantize + ["--json"])
    for words in ["2>&-", "<&-", "<&- 2>&-", "2>/dev/full"] {
      let outcome = try Programs.run("workbook", quantize + ["--json"], redirecting: words)
      #expect(outcome.status == 0 && outcome.output == whole.output, "\(words)")
    }
    let wrong = try Programs.run(
      "workbook", quantize + ["--weights", "/none.h5"], redirecting: "2>&-")
    #expect(wrong.status == 66 && wrong.output.isEmpty)
  }

  @Test("a reader that goes away ends the program with 74, not with a signal")
  func brokenPipe() throws {
    let pipe = small.scratch.file("pipe")
    #expect(mkfifo(pipe.path, 0o600) == 0)
    // Opened for both, the pipe has a reader until the program is started with its writing end alone.
    let script = "exec 3<>\"$1\" 4>\"$1\" 3<&-; shift; exec \"$0\" \"$@\" >&4"
    let outcome = try Programs.runTool(
      "sh", ["-c", script, Programs.path("workbook"), pipe.path] + quantize)
    #expect(outcome.status == 74, "\(outcome.status) \(outcome.errors)")
    #expect(isOneLine(outcome.errors), "\(outcome.errors)")
  }

  @Test(
    "a pipe that has the name of a page is told and not waited for",
    arguments: ["index", "slides-90"])
  func pipesOfPages(name: String) throws {
    let output = small.scratch.file("Output")
    try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
    #expect(mkfifo(output.appendingPathComponent("\(name).html").path, 0o600) == 0)
    let outcome = try Programs.runTool(
      "timeout",
      ["60", Programs.path("workbook"), "run", "0"] + small.options + ["--output", output.path])
    #expect(outcome.status == 74, "\(outcome.status) \(outcome.errors)")
    #expect(outcome.errors.contains("there is a pipe of that name"), "\(outcome.errors)")
  }

  @Test(
    "limits that a process cannot work within are told, and those that it may raise are raised",
    arguments: [
      ("-n 8", 74, "open files"), ("-s 64", 74, "bytes of stack"), ("-S -n 8", 0, ""),
      ("-S -s 64", 0, ""),
    ])
  func processLimits(limit: String, status: Int32, word: String) throws {
    let outcome = try Programs.runTool(
      "sh",
      ["-c", "ulimit \(limit); exec timeout 60 \"$0\" \"$@\"", Programs.path("workbook")] + quantize
    )
    #expect(outcome.status == status, "\(outcome.status) \(outcome.errors)")
    guard status != 0 else { return }
    #expect(outcome.errors.contains(word) && outcome.output.isEmpty)
    #expect(isOneLine(outcome.errors), "\(outcome.errors)")
  }

  @Test("a name that no system takes is refused before anything is computed")
  func longNames() throws {
    let long = small.scratch.file(String(repeating: "x", count: 256)).path
    let deep = small.scratch.url.path + String(repeating: "/x", count: 2100)
    let commands: [(words: [String], option: String)] = [
      (["evaluate"] + small.options, "--predictions"), (["explore"] + small.options, "--output"),
      (["export"] + small.options, "--output"), (["plot"], "--output"),
    ]
    for path in [long, deep] {
      for (words, option) in commands {
        let start = ContinuousClock.now
        let outcome = try Programs.run("workbook", words + [option, path])
        #expect(outcome.status == 74 && outcome.output.isEmpty, "\(words[0]): \(outcome.status)")
        #expect(isOneLine(outcome.errors) && outcome.errors.contains("too long"))
        #expect(ContinuousClock.now - start < .seconds(5), "\(words[0])")
      }
    }
  }

  @Test("a working directory that was deleted does not stop a program")
  func deletedWorkingDirectory() throws {
    let gone = small.scratch.file("gone")
    try FileManager.default.createDirectory(at: gone, withIntermediateDirectories: true)
    let script = "cd '\(gone.path)' && rmdir '\(gone.path)' && "
    let deleted = try Programs.runTool(
      "sh", ["-c", script + "exec timeout 60 \"$0\" \"$@\"", Programs.path("workbook")] + quantize)
    #expect(deleted.status == 0, "\(deleted.status) \(deleted.errors)")
  }

  @Test(
    "an output in a new folder of a working directory that was deleted ends with 74",
    arguments: [
      "make-pictures --seed 1 --count 2 --output x", "plot --output x/y",
      "export --calibration-images 2 --output x", "run 0 --output x",
      "evaluate --predictions x/y.csv", "explore --output x/a.html", "explore --output a.html",
      "fetch imagenet-weights --from",
    ])
  func outputsOfADeletedWorkingDirectory(command: String) throws {
    let gone = small.scratch.file("gone")
    try FileManager.default.createDirectory(at: gone, withIntermediateDirectories: true)
    let script =
      "cd '\(gone.path)' && rmdir '\(gone.path)' && WORKBOOK_CACHE=c exec timeout 60 \"$0\" \"$@\""
    var words = command.split(separator: " ").map(String.init)
    switch words[0] {
    case "fetch": words.append(small.weights.path)
    case "make-pictures": break
    default: words += small.options
    }
    let outcome = try Programs.runTool("sh", ["-c", script, Programs.path("workbook")] + words)
    #expect(outcome.status == 74, "\(outcome.status) \(outcome.errors)")
    #expect(isOneLine(outcome.errors), "\(outcome.errors)")
  }

  @Test("predictions go through links and into devices, and are checked before the computation")
  func predictions() throws {
    let scratch = small.scratch
    let evaluate = ["evaluate"] + small.options + ["--error-method", "mse", "--predictions"]
    try FileManager.default.createSymbolicLink(
      atPath: scratch.file("link.csv").path, withDestinationPath: "real.csv")
    let linked = try Programs.run("workbook", evaluate + [scratch.file("link.csv").path])
    #expect(linked.status == 0, "\(linked.errors)")
    let text = try String(contentsOf: scratch.file("real.csv"), encoding: .utf8)
    #expect(text.hasPrefix("path,class"))
    let shown = try Programs.run("workbook", evaluate + ["/dev/stdout"])
    #expect(shown.status == 0 && shown.output.contains("top-1") && shown.output.hasSuffix(text))
    let folder = try Programs.run("workbook", evaluate + [scratch.url.path])
    #expect(folder.status == 74 && folder.output.isEmpty, "\(folder.errors)")
    #expect(folder.errors.contains("--predictions") && isOneLine(folder.errors))
    if FileState("/dev/full") != nil {
      // The table is not lost with the file.
      let full = try Programs.run("workbook", evaluate + ["/dev/full"])
      #expect(full.status == 74 && full.output.contains("top-1"))
      let failures = full.errors.split(separator: "\n").filter { !$0.hasPrefix("workbook: note:") }
      #expect(failures.count == 1, "\(full.errors)")
    }
  }

  @Test("no temporary folder is needed")
  func badTemporaryFolder() throws {
    let outcome = try Programs.run("workbook", quantize, environment: ["TMPDIR": "/none/at/all"])
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  @Test("an output folder that cannot be made is told with 74, before anything is computed")
  func outputFolders() throws {
    try small.scratch.write(Data(), to: "file")
    for arguments in [
      ["make-pictures", "--seed", "1", "--count", "2"], ["plot"] + small.options,
    ] {
      let outcome = try Programs.run(
        "workbook", arguments + ["--output", small.scratch.file("file/x").path])
      #expect(outcome.status == 74 && isOneLine(outcome.errors), "\(outcome.errors)")
    }
  }

  @Test(
    "numbers that no computer has are refused as options",
    arguments: [
      ["make-pictures", "--seed", "1", "--output", "x", "--count", "9223372036854775807"],
      ["bench", "--repetitions", "9223372036854775807"],
      ["bench", "--batch", "9223372036854775807"],
      ["quantize", "--input-size", "32000"], ["quantize", "--input-size", "9223372036854775776"],
      ["quantize", "--input-size", "-32"], ["quantize", "--input-size", "0"],
    ])
  func hugeOptions(arguments: [String]) throws {
    let outcome = try Programs.run("workbook", arguments)
    #expect(outcome.status == 64 && outcome.output.isEmpty, "\(outcome.status) \(outcome.errors)")
    #expect(!outcome.errors.contains("Fatal"))
  }
}
