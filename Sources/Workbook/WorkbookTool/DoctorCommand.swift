import ArgumentParser
import Foundation
import Support
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
    let script = try requiredPackageRoot().appendingPathComponent("Sources/Workbook/doctor")
    guard FileManager.default.fileExists(atPath: script.path) else {
      throw ValidationError("The package above this folder is not the workbook's.")
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [script.path] + (json ? ["--json"] : [])
    // What the script prints goes through `say`, which notices when nobody can read it; all at once, or the script
    // would complain too.
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let printed = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    say(bytes: printed)
    guard process.terminationReason == .exit else { throw ExitCode.failure }
    if process.terminationStatus != 0 { throw ExitCode(process.terminationStatus) }
  }
}
