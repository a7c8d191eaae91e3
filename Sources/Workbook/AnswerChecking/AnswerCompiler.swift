import Foundation
import Support

/// The Swift compiler, with the modules that were built for the tool.
///
/// Answers are built by the compiler itself, not by the package manager: they are no part of the package, so that no
/// command fails because of them; one file takes a second or two; and nothing is fetched or resolved. What the library
/// leaves open, the tool that loads it has: it is linked so that libraries may use its symbols.
struct AnswerCompiler {
  /// What the compiler says about a place in a file.
  struct Message: Equatable {
    let file: String
    let line: Int
    let text: String
  }

  /// The ending of a library's name.
  static var ending: String {
    #if os(macOS)
      ".dylib"
    #else
      ".so"
    #endif
  }

  /// The folder of the tool and, below it, of the modules.
  private let products: URL
  private let isOptimized: Bool
  /// Stands for everything that a library depends on but the answers.
  let identity: String

  /// The longest time that a build may take, in seconds.
  private static let seconds = 300.0

  /// - Parameters:
  ///   - program: The tool.
  ///   - isOptimized: For answers that compute much.
  /// - Throws: ``ModulesMissing``.
  init(besides program: URL, isOptimized: Bool = false) throws {
    products = program.deletingLastPathComponent()
    self.isOptimized = isOptimized
    let module = products.appendingPathComponent("Modules/Exercises.swiftmodule")
    let places = [module, products.appendingPathComponent("Exercises.swiftmodule")]
    guard places.contains(where: { FileManager.default.fileExists(atPath: $0.path) }) else {
      throw ModulesMissing(folder: products.path)
    }
    let attributes = try FileManager.default.attributesOfItem(atPath: program.path)
    let date = (attributes[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
    identity = "\(date) \(attributes[.size] ?? 0) \(isOptimized)"
  }

  /// The folder in which libraries are kept, named by what they were built from.
  func folder() throws -> URL {
    let folder = products.appendingPathComponent("Answers")
    try makeFolder(folder)
    return folder
  }

  /// Removes libraries that nothing asks for any more. Another check may be using a younger one.
  func removeOld(from folder: URL) {
    let manager = FileManager.default
    for name in (try? manager.contentsOfDirectory(atPath: folder.path)) ?? [] {
      let file = folder.appendingPathComponent(name)
      let date = (try? manager.attributesOfItem(atPath: file.path))?[.modificationDate] as? Date
      if let date, date.timeIntervalSinceNow < -3600 { try? manager.removeItem(at: file) }
    }
  }

  /// Compiles files to a library.
  ///
  /// - Parameter files: The texts, by name.
  /// - Returns: The errors; none when the library was built.
  /// - Throws: ``CompilerFailure`` when the compiler does not run.
  func compile(_ files: [String: String], module: String, to library: URL) throws -> [Message] {
    let folder = library.deletingPathExtension()
      .appendingPathExtension("\(ProcessInfo.processInfo.processIdentifier)")
    try makeFolder(folder)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      try writeFile(Data(text.utf8), to: folder.appendingPathComponent(name))
    }
    let made = folder.appendingPathComponent("made\(Self.ending)")
    let run = try LimitedRun(
      URL(fileURLWithPath: "/usr/bin/env"),
      ["swiftc", "-emit-library", "-o", made.path, "-module-name", module, "-parse-as-library"]
        + options + files.keys.sorted().map { folder.appendingPathComponent($0).path },
      // The compiler's own temporary files too.
      environment: ["TMPDIR": folder.path], seconds: Self.seconds, bytes: 1 << 20)
    if run.end == .status(0) {
      // Another check may be loading the one that was there.
      guard rename(made.path, library.path) == 0 else {
        throw OutputError(path: library.path, reason: systemErrorText(errno))
      }
      return []
    }
    let messages = Self.messages(run.errors + run.output)
    guard !messages.isEmpty else { throw CompilerFailure(run) }
    return messages
  }

  private var options: [String] {
    var options = [
      "-swift-version", "6", isOptimized ? "-O" : "-Onone", "-diagnostic-style", "llvm",
      "-no-color-diagnostics", "-suppress-warnings",
      "-module-cache-path", products.appendingPathComponent("ModuleCache").path,
      "-I", products.appendingPathComponent("Modules").path, "-I", products.path,
    ]
    // The C modules below those of the contracts.
    let names = (try? FileManager.default.contentsOfDirectory(atPath: products.path)) ?? []
    for name in names.sorted() where name.hasSuffix(".build") {
      let map = products.appendingPathComponent("\(name)/module.modulemap").path
      if FileManager.default.fileExists(atPath: map) {
        options += ["-Xcc", "-fmodule-map-file=\(map)"]
      }
    }
    #if os(macOS)
      options += ["-Xlinker", "-undefined", "-Xlinker", "dynamic_lookup"]
    #endif
    return options
  }

  /// The errors in what the compiler printed. A note that stands in another function than the error it belongs to
  /// speaks of that function: it is an error there.
  static func messages(_ text: String) -> [Message] {
    var messages: [Message] = []
    var isBehindError = false
    for line in text.components(separatedBy: "\n") {
      guard
        let match = line.firstMatch(of: /([^\/]+\.swift):(\d+):\d+: (error|note|warning): (.*)/),
        let number = Int(match.2)
      else { continue }
      isBehindError = match.3 == "error" || (isBehindError && match.3 == "note")
      if isBehindError {
        messages.append(Message(file: String(match.1), line: number, text: String(match.4)))
      }
    }
    return messages
  }
}

/// The modules that answers are compiled with do not lie beside the tool.
public struct ModulesMissing: Error, CustomStringConvertible {
  let folder: String

  /// Where they were looked for, and what to do.
  public var description: String {
    "the modules that answers are compiled with are not in \(folder); run “swift run workbook exercises” "
      + "in the package's folder"
  }
}

/// The compiler did not run to its end.
public struct CompilerFailure: Error, CustomStringConvertible {
  let reason: String

  init(_ run: LimitedRun) {
    let said = run.errors.split(separator: "\n").first.map(String.init) ?? ""
    reason =
      switch run.end {
      case .status(let status): "status \(status): \(said)"
      case .signal(let signal): "signal \(signal): \(said)"
      case .stopped: "it took too long and was stopped"
      }
  }

  /// What happened, and what to do.
  public var description: String {
    "swiftc does not compile the answers (\(reason)); try “swiftc --version”, then “swift build”"
  }
}
