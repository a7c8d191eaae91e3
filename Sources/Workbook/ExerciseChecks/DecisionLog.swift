/// A decision that a learner gives reasons for, in a text of about 150 words. No program grades it: its words are
/// counted, and a teacher reads it by the three lines of its rubric.
public struct DecisionLog: Equatable, Sendable {
  /// How many words are asked for.
  public static let wanted = 150
  /// The first chapter that asks for one.
  public static let firstChapter = 4
  /// The line of the file below which the learner writes.
  public static let beginning = "<!-- Write below this line. -->"

  /// The position behind the chapter's exercises, such as `4.6`.
  public let id: String
  /// The file's name, such as `Decision4.md`.
  public let file: String
  /// The words below the line.
  public let words: Int

  /// Counts the words of a log.
  ///
  /// - Parameters:
  ///   - text: The file's text; `nil` when it is not there.
  ///   - exercises: How many exercises stand before it in its chapter.
  public init(chapter: Int, after exercises: Int, text: String?) {
    id = "\(chapter).\(exercises + 1)"
    file = Self.file(chapter)
    words = text.map(Self.words) ?? 0
  }

  /// The file's name.
  public static func file(_ chapter: Int) -> String { "Decision\(chapter).md" }

  /// The words below the line that says where to write; those of the whole text when there is no such line. A word
  /// has a letter or a digit.
  static func words(_ text: String) -> Int {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let start = lines.firstIndex { $0.hasPrefix(beginning) }
    return lines[(start.map { $0 + 1 } ?? 0)...].joined(separator: " ").split { $0.isWhitespace }
      .count { word in word.contains { $0.isLetter || $0.isNumber } }
  }

  /// `92 of 150 words`
  public var status: String { "\(words) of \(Self.wanted) words; a teacher reads it" }
}
