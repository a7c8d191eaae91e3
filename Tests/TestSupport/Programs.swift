import Foundation

/// The package's programs, run as their users run them.
public enum Programs {
  /// What a program did.
  public struct Outcome: Sendable {
    /// The exit status.
    public let status: Int32
    /// What it printed.
    public let output: String
    /// What it complained about.
    public let errors: String
  }

  /// What can go wrong.
  public struct NotBuilt: Error { let name: String }

  /// Runs a program of the package to its end.
  ///
  /// - Parameter directory: The folder to run it in; the test's own when `nil`.
  public static func run(
    _ name: String, _ arguments: [String], environment: [String: String] = [:],
    in directory: URL? = nil
  ) throws -> Outcome {
    try run(executable(name), arguments, environment, in: directory)
  }

  /// Runs a program that lies at a place of its own.
  public static func run(program: URL, _ arguments: [String]) throws -> Outcome {
    try run(program, arguments, [:])
  }

  /// Copies a program of the package into a folder.
  public static func copy(_ name: String, to folder: URL) throws {
    try FileManager.default.copyItem(
      at: executable(name), to: folder.appendingPathComponent(name))
  }

  /// Runs a program of the package from a shell that closes or redirects streams first.
  ///
  /// - Parameter words: What stands behind the program, such as `>/dev/full` or `2>&-`.
  public static func run(
    _ name: String, _ arguments: [String], redirecting words: String
  ) throws -> Outcome {
    try run(
      URL(fileURLWithPath: "/bin/sh"),
      ["-c", "exec \"$0\" \"$@\" " + words, executable(name).path] + arguments, [:])
  }

  /// Runs a program that is found on the path to its end.
  public static func runTool(_ name: String, _ arguments: [String]) throws -> Outcome {
    try run(URL(fileURLWithPath: "/usr/bin/env"), [name] + arguments, [:])
  }

  /// Where a program of the package lies.
  public static func path(_ name: String) throws -> String { try executable(name).path }

  private static func run(
    _ program: URL, _ arguments: [String], _ environment: [String: String],
    in directory: URL? = nil
  ) throws -> Outcome {
    let scratch = try ScratchFolder()
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    if let directory { process.currentDirectoryURL = directory }
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // Files, not pipes: a full pipe would block the program.
    let (output, errors) = (scratch.file("out"), scratch.file("err"))
    for file in [output, errors] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus,
      output: try String(contentsOf: output, encoding: .utf8),
      errors: try String(contentsOf: errors, encoding: .utf8))
  }

  /// The program lies where the tests were built: beside the bundle of tests, or above it.
  private static func executable(_ name: String) throws -> URL {
    let starts = [
      Bundle.main.executableURL, URL(fileURLWithPath: CommandLine.arguments[0]),
      ReferenceFolder.packageRoot.appendingPathComponent(".build/debug/x"),
    ]
    for start in starts.compactMap({ $0 }) {
      var folder = start.resolvingSymlinksInPath().deletingLastPathComponent()
      for _ in 0..<4 {
        let candidate = folder.appendingPathComponent(name)
        if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
        folder.deleteLastPathComponent()
      }
    }
    throw NotBuilt(name: name)
  }
}
