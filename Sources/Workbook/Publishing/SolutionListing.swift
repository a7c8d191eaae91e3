import Foundation

/// The functions of a sheet of solutions, each with the comment that numbers it.
public enum SolutionListing {
  /// The lines of every function, without the indentation, by the exercise's number such as `3.2`.
  public static func functions(in source: String) -> [String: [String]] {
    var functions: [String: [String]] = [:]
    var current: (id: String, lines: [String])?
    for line in source.components(separatedBy: "\n") {
      if let match = line.prefixMatch(of: /\s{2}\/{3} ([0-9]+\.[0-9]+)\s/) {
        current = (String(match.1), [])
      }
      guard current != nil else { continue }
      current?.lines.append(String(line.dropFirst(line.hasPrefix("  ") ? 2 : 0)))
      if line == "  }", let done = current {
        functions[done.id] = done.lines
        current = nil
      }
    }
    return functions
  }
}
