import Foundation
import TestSupport
import Testing

/// What the doctor says of machines that lack something. It is run as it is run where nothing is built yet.
struct DoctorTests {
  private static let script = ReferenceFolder.packageRoot.appendingPathComponent(
    "Sources/Workbook/doctor")

  /// A copy of the script in an empty folder, on a machine that has only these programs.
  private func run(
    _ arguments: [String] = [], programs: [String: String] = [:], data: Bool = false
  ) throws -> Programs.Outcome {
    let scratch = try ScratchFolder()
    try scratch.write(try Data(contentsOf: Self.script), to: "Sources/Workbook/doctor")
    if data {
      for file in ["Model/a.h5", "Images/Evaluation/a", "Images/Calibration/a"] {
        try scratch.write(Data(), to: "Data/\(file)")
      }
    }
    // What every machine has.
    let path = scratch.file("bin")
    try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
    for name in [
      "sed", "head", "tr", "df", "awk", "find", "grep", "id", "uname", "dirname", "ls", "sh", "cat",
    ] {
      let found = try Programs.runTool("which", [name]).output.trimmingCharacters(in: .newlines)
      try FileManager.default.createSymbolicLink(
        atPath: path.appendingPathComponent(name).path, withDestinationPath: found)
    }
    for (name, text) in programs {
      try scratch.write(Data("#!/bin/sh\n\(text)\n".utf8), to: "bin/\(name)")
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: path.appendingPathComponent(name).path)
    }
    return try Programs.runTool(
      "env", ["PATH=\(path.path)", "sh", scratch.file("Sources/Workbook/doctor").path] + arguments)
  }

  @Test func aBareMachineLacksNearlyEverything() throws {
    let outcome = try run()
    #expect(outcome.status == 69 && outcome.errors.isEmpty, "\(outcome)")
    for name in [
      "Swift", "git", "libpng", "libjpeg", "hdf5", "cairo", "zlib", "libarchive",
      "swift-argument-parser", "Data",
    ] {
      #expect(
        outcome.output.contains("\nmissing  \(name): ")
          || outcome.output.hasPrefix("missing  \(name): "))
    }
    // Every line that finds fault says what to do.
    for line in outcome.output.components(separatedBy: "\n") where line.hasPrefix("missing ") {
      #expect(line.contains("; "), "\(line)")
    }
  }

  @Test(arguments: [
    (
      "swift-driver version: 1.0 Apple Swift version 5.10 (x)",
      "missing  Swift: version 5.10 is older"
    ),
    ("Swift version 6.0.3 (swift-6.0.3-RELEASE)", "missing  Swift: version 6.0 is older than 6.1"),
    ("Swift version 6.1 (swift-6.1-RELEASE)", "ok       Swift: version 6.1"),
    ("Swift version 6.10-dev (x)", "ok       Swift: version 6.10"),
    ("Swift version 7.0 (x)", "ok       Swift: version 7.0"),
  ])
  func theVersionOfSwiftIsRead(text: String, line: String) throws {
    let outcome = try run(programs: ["swift": "echo '\(text)'"])
    #expect(outcome.output.contains(line), "\(outcome.output)")
  }

  @Test func aLibraryIsAskedForAndItsPackageNamed() throws {
    let outcome = try run(
      programs: [
        "pkg-config": "[ \"$2\" != hdf5 ] && [ \"$2\" != libpng ] && echo 1.2.3",
        "apt-get": "exit 1",
      ], data: true)
    #expect(outcome.status == 69)
    #expect(outcome.output.contains("ok       cairo: version 1.2.3"))
    #expect(outcome.output.contains("ok       Data: "))
    #expect(outcome.output.contains("apt-get install -y libhdf5-dev\n"))
    #expect(outcome.output.contains("apt-get install -y libpng-dev\n"))
  }

  @Test func jsonSaysTheSame() throws {
    let outcome = try run(["--json"], programs: ["swift": "echo 'Swift version 6.2 (\"x\")'"])
    #expect(outcome.status == 69)
    let answer = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    let checks = try #require(answer?["checks"] as? [[String: Any]])
    let lacking = checks.filter { $0["ok"] as? Bool == false }
    #expect(answer?["schema"] as? Int == 1 && answer?["missing"] as? Int == lacking.count)
    #expect(lacking.count > 5 && lacking.allSatisfy { $0["install"] is String })
    #expect(checks.first?["found"] as? String == "version 6.2")
  }

  @Test(
    "a script whose stdout cannot be written ends with 74 in one line",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "there is no /dev/full"))
  func fullOutput() throws {
    for words in [">/dev/full", ">&-", "--json >/dev/full", "--json >&-"] {
      let outcome = try Programs.runTool(
        "sh", ["-c", "sh \"$0\" \(words)", Self.script.path])
      #expect(outcome.status == 74, "\(words): \(outcome.status)")
      #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    }
  }

  @Test func theCommandIsTheScript() throws {
    let command = try Programs.run("workbook", ["doctor", "--json"])
    let script = try Programs.runTool("sh", [Self.script.path, "--json"])
    #expect(command.status == script.status)
    let names = { (text: String) in
      text.matches(of: /"name": "[^"]*", "ok": [a-z]*/).map { "\($0.0)" }
    }
    #expect(names(command.output) == names(script.output) && names(command.output).count > 12)
    let wrong = try Programs.runTool("sh", [Self.script.path, "--no"])
    #expect(wrong.status == 64 && wrong.errors.hasPrefix("doctor: error: "))
  }
}
