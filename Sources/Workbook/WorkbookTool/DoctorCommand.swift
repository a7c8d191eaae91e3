import ArgumentParser
import Foundation
import WorkbookKit

/// What is missing on this machine.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say what is missing on this machine, with the command that installs it.",
    discussion: """
      Where the workbook cannot be built yet, sh Sources/Workbook/doctor says the same. Exit status 69: \
      something is missing.
      """)

  @Flag(help: "Print JSON instead of text.")
  var json = false

  func run() throws {
    guard let root = packageRoot() else { throw NoPackage() }
    let script = root.appendingPathComponent("Sources/Workbook/doctor")
    guard FileManager.default.fileExists(atPath: script.path) else { throw NoPackage() }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [script.path] + (json ? ["--json"] : [])
    try process.run()
    process.waitUntilExit()
    guard process.terminationReason == .exit else { throw ExitCode.failure }
    if process.terminationStatus != 0 { throw ExitCode(process.terminationStatus) }
  }
}
