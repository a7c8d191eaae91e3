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

  /// A file that was cut off: what is left of its last answer is left out, and the type is closed.
  @Test func anEndThatIsCutOffStaysInItsAnswer() throws {
    let end = try #require(Self.text.range(of: "    values.map"))
    let cut = String(Self.text[..<end.lowerBound])
    #expect(pieces(cut) == ["- 1-5 needed", "first 6-10", "- 11-13", "second 14-18 wrong"])
    let file = AnswerFile(cut, functions: ["first", "second"])
    let last = try #require(file.pieces.last)
    // Where the function is, not where its comment is.
    #expect(last.start == 15)
    #expect(file.text(without: [last]).hasSuffix("\n\n}"))
    // Between two answers.
    let between = try #require(Self.text.range(of: "  /// The second."))
    let whole = String(Self.text[..<between.lowerBound])
    #expect(AnswerFile(whole, functions: ["first", "second"]).text(without: []) == whole + "\n}")
    #expect(pieces(whole).dropLast() == ["- 1-5 needed", "first 6-10"])
    // A file that is whole stays as it is, and so does one that ends behind another type.
    let uncut = AnswerFile(Self.text, functions: ["first", "second"])
    #expect(uncut.text(without: []) == Self.text)
    let other = AnswerFile("struct B {\n}\n" + cut, functions: ["first", "second"])
    #expect(other.pieces.last?.mistake != nil && other.text(without: []).hasSuffix("\n}"))
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
