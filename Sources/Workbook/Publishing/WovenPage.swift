/// A page as the files want it, and what has changed.
public struct WovenPage {
  var lines: [String] = []

  /// The page's text.
  public var text: String { lines.joined(separator: "\n") }

  /// The places where the page's code is not the program's.
  public internal(set) var staleCode: [String] = []

  /// The places where the page's output or a number is not what was printed.
  public internal(set) var staleOutput: [String] = []

  /// The snippets shown: path, `#`, name.
  public internal(set) var snippets: Set<String> = []

  /// The transcripts shown, by their files.
  var transcripts: Set<String> = []

  /// What another run did not print, so that the page's own text was kept.
  public internal(set) var kept: [String] = []
}

/// What is wrong with a page or with the markers of a program.
public struct LoomError: Error, Equatable, CustomStringConvertible {
  /// The file and line.
  public let place: String
  /// What is wrong there, and what to do.
  public let reason: String

  init(_ place: String, _ reason: String) {
    self.place = place
    self.reason = reason
  }

  /// The place and the reason.
  public var description: String { "\(place): \(reason)" }
}
