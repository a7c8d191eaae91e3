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

/// The path that a variable of the environment holds; an empty one counts as not set.
func environmentPath(_ name: String) -> String? {
  ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
}
