import Foundation

/// What stands inside of a line of Markdown.
indirect enum MarkdownInline: Equatable {
  case text(String)
  case code(String)
  case formula(String)
  case strong([MarkdownInline])
  case emphasis([MarkdownInline])
  case link([MarkdownInline], target: String)
  case picture(description: String, target: String)
  case lineBreak
  /// `<sub>` and the like, opening or closing, as it is.
  case tag(String)
}

/// Markdown that the page to project cannot show.
public struct MarkdownError: Error, Equatable, CustomStringConvertible {
  /// The line, from 1.
  public let line: Int
  /// What is wrong there, and what to do.
  public let reason: String

  init(_ line: Int, _ reason: String) {
    self.line = line
    self.reason = reason
  }

  /// The line and the reason.
  public var description: String { "line \(line): \(reason)" }
}
