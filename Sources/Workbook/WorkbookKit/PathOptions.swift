import ArgumentParser
import Foundation
import Support

/// A path from the command line; every option that takes one is read by this or by ``inputPath(_:)``.
///
/// - Throws: `ValidationError` for an empty text, which names no place and would be taken for the working
///   directory.
@Sendable public func givenPath(_ text: String) throws -> String {
  guard !text.isEmpty else { throw ValidationError("An empty text is no path.") }
  return text
}

/// The path of what a command reads; see `protectInput`.
///
/// - Throws: `ValidationError` for an empty text.
@Sendable public func inputPath(_ text: String) throws -> String {
  let path = try givenPath(text)
  protectInput(path)
  return path
}

/// The endings of files that commands write into a folder.
private let writtenEndings: Set = ["csv", "html", "json", "onnx", "pdf", "png", "svg", "tflite"]

/// Reads the path of a folder to write into. A name that one of the files would have is a mistake, unless a folder of
/// that name is there: it would become a folder.
///
/// - Parameter option: What the path is given with.
public func outputFolderPath(_ option: String) -> @Sendable (String) throws -> String {
  { text in
    let path = try givenPath(text)
    let parts = path.split(separator: "/")
    guard let name = parts.last, let dot = name.lastIndex(of: "."), dot > name.startIndex,
      writtenEndings.contains(name[name.index(after: dot)...].lowercased()),
      FileState(path)?.kind != .folder
    else { return path }
    let parent = path.dropLast(path.hasSuffix("/") ? name.count + 1 : name.count)
    let better = parents(parent).isEmpty ? String(name[..<dot]) : parents(parent)
    throw ValidationError(
      "\(option) is a folder for files, and \(name) is the name of a file; give \(better), or make a folder of that "
        + "name first.")
  }
}

/// A folder's path without the slash at its end.
private func parents(_ path: Substring) -> String {
  path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : String(path)
}

/// Reads the path of a file to write. That of a folder is a mistake.
///
/// - Parameters:
///   - option: What the path is given with.
///   - usual: What such a file is called.
public func outputFilePath(
  _ option: String, usual: String
) -> @Sendable (String) throws -> String {
  { text in
    let path = try givenPath(text)
    guard path.hasSuffix("/") || FileState(path)?.kind == .folder else { return path }
    let folder = path.hasSuffix("/") ? path : path + "/"
    throw ValidationError("\(option) is a file, and not a folder; give \(folder)\(usual).")
  }
}

/// The path that a variable of the environment holds; an empty one counts as not set.
func environmentPath(_ name: String) -> String? {
  ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
}
