import Foundation

/// A lesson that there are slides for.
public enum Lesson: Int, CaseIterable, Sendable {
  /// The lesson of 45 minutes, in which the class watches and writes.
  case short = 45
  /// The lesson of 90 minutes, in which the class also runs programs.
  case long = 90

  /// How many minutes it takes.
  public var minutes: Int { rawValue }
}

/// One slide: a sentence, a figure or a table, and what the speaker says.
struct Slide {
  enum Figure: Equatable {
    /// A chapter's picture, by its path below `Chapters/`.
    case picture(path: String, description: String)
    /// What a chapter printed.
    case table([String])
  }

  let sentence: String
  let figure: Figure
  /// The chapter that the figure is from.
  let chapter: Int
  /// How long it is shown, by lesson; a lesson that is not named leaves it out.
  let minutes: [Lesson: Int]
  let notes: [MarkdownBlock]
}

/// The page `Chapters/Slides.md`, from which the decks are made.
enum SlideSource {
  /// The slides of both lessons, in order.
  ///
  /// - Throws: ``MarkdownError`` for a slide that lacks something.
  static func slides(of text: String) throws -> [Slide] {
    let places = text.components(separatedBy: "\n").compactMap { line in
      line.wholeMatch(of: /<!-- output: ([0-9]+)-.*/).flatMap { Int($0.1) }
    }
    var tables = places[...]
    var rest = try MarkdownReader.blocks(of: text).drop { $0.sentence == nil }
    var slides: [Slide] = []
    while let heading = rest.popFirst(), let sentence = heading.sentence {
      let body = Array(rest.prefix { $0.sentence == nil })
      rest = rest.dropFirst(body.count)
      guard body.count > 2, case .paragraph(let minutes) = body[0].kind else {
        throw MarkdownError(
          heading.line, "a slide needs its minutes, then a figure or a table, then notes")
      }
      let figure: Slide.Figure
      var chapter: Int?
      switch body[1].kind {
      case .paragraph(let text):
        guard let match = text.wholeMatch(of: /!\[([^\]]+)\]\((([0-9]+)-[^)]+)\)/) else {
          throw MarkdownError(body[1].line, "a slide's figure should be a chapter's picture")
        }
        figure = .picture(path: String(match.2), description: String(match.1))
        chapter = Int(match.3)
      case .code("text", let lines):
        // The command that printed it belongs to the page, not to the slide.
        figure = .table(lines.filter { !$0.hasPrefix("$ ") })
        chapter = tables.popFirst()
      default:
        throw MarkdownError(body[1].line, "a slide shows a chapter's picture or what it printed")
      }
      guard let chapter else {
        throw MarkdownError(body[1].line, "the table should stand behind its marker")
      }
      slides.append(
        Slide(
          sentence: sentence, figure: figure, chapter: chapter,
          minutes: try self.minutes(minutes, line: body[0].line), notes: Array(body.dropFirst(2))))
    }
    return slides
  }

  /// Reads `In 45 minutes: 3. In 90 minutes: 8.`, or one of the two.
  private static func minutes(_ text: String, line: Int) throws -> [Lesson: Int] {
    var minutes: [Lesson: Int] = [:]
    var left = text
    for lesson in Lesson.allCases {
      let start = "In \(lesson.minutes) minutes: "
      guard left.hasPrefix(start) else { continue }
      left = String(left.dropFirst(start.count))
      let digits = left.prefix(while: \.isNumber)
      minutes[lesson] = Int(digits)
      left = left.dropFirst(digits.count + 1).trimmingCharacters(in: .whitespaces)
    }
    guard left.isEmpty, !minutes.isEmpty else {
      throw MarkdownError(line, "write “In 45 minutes: 3. In 90 minutes: 8.”, or one of the two")
    }
    return minutes
  }
}

extension MarkdownBlock {
  /// The sentence of the slide that this heading begins.
  fileprivate var sentence: String? {
    if case .heading(2, let text) = kind { text } else { nil }
  }
}
