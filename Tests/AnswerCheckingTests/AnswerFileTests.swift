import Testing

@testable import AnswerChecking

/// A file of answers falls into pieces that can be left out.
struct AnswerFileTests {
  private static let text = """
    import Exercises

    public struct Answers: Contract {
      public init() {}

      /// The first.
      public func first() throws -> Int {
        let text = "} \\"{"  // }
        return text.count
      }

      private let helper = 3

      /// The second.
      public func second(
        of values: [Int]
      ) throws -> [Int] {
        values.map { $0 + helper }
      }
    }

    """

  private func pieces(_ text: String) -> [String] {
    AnswerFile(text, functions: ["first", "second"]).pieces.map { piece in
      "\(piece.function ?? "-") \(piece.lines.lowerBound)-\(piece.lines.upperBound)"
        + (piece.isOptional ? "" : " needed") + (piece.mistake == nil ? "" : " wrong")
    }
  }

  @Test func answersAreToldFromWhatStandsBetween() {
    #expect(
      pieces(Self.text) == [
        "- 1-5 needed", "first 6-10", "- 11-13", "second 14-19", "- 20-21 needed",
      ])
  }

  @Test func aBraceThatIsMissingStaysInItsAnswer() {
    let missing = Self.text.replacing("    return text.count\n  }", with: "    return text.count")
    #expect(
      pieces(missing) == ["- 1-5 needed", "first 6-12 wrong", "second 13-18", "- 19-20 needed"])
    let atTheEnd = Self.text.replacing("helper }\n  }\n", with: "helper }\n")
    #expect(pieces(atTheEnd).suffix(2) == ["second 14-18 wrong", "- 19-20 needed"])
  }

  @Test func aBraceTooManyStaysInItsAnswer() {
    let tooMany = Self.text.replacing("    return text.count\n", with: "    return text.count }\n")
    #expect(pieces(tooMany)[1] == "first 6-13 wrong")
  }

  @Test func commentsAreNoCode() {
    let comment = Self.text.replacing("return text.count", with: "/* { /* { */ */ return 1")
    #expect(pieces(comment) == pieces(Self.text))
  }

  @Test func linesKeepTheirNumbers() throws {
    let file = AnswerFile(Self.text, functions: ["first", "second"])
    let piece = try #require(file.piece(at: 7))
    #expect(piece.function == "first")
    let rest = file.text(without: [piece]).components(separatedBy: "\n")
    let lines = Self.text.components(separatedBy: "\n")
    #expect(rest[5...9].allSatisfy { $0 == "" })
    #expect(rest[10...] == lines[10...] && rest[..<5] == lines[..<5])
  }
}
