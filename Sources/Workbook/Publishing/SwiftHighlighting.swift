import Foundation
import Support

/// Marks comments, strings, numbers and keywords of Swift code, so that a style sheet can colour them.
///
/// It reads characters, not the language: enough for the few lines that a page shows.
enum SwiftHighlighting {
  private static let keywords: Set<String> = [
    "import", "let", "var", "func", "struct", "enum", "case", "switch", "default", "for", "in",
    "where",
    "if", "else", "guard", "return", "throw", "throws", "try", "do", "catch", "while", "repeat",
    "break",
    "continue", "protocol", "extension", "init", "self", "Self", "static", "public", "private",
    "final",
    "class", "mutating", "inout", "as", "is", "nil", "true", "false", "some", "any", "defer",
    "typealias",
    "associatedtype", "async", "await", "actor", "subscript", "internal", "fileprivate", "lazy",
    "override",
  ]

  /// The code as HTML.
  static func html(_ code: String) -> String {
    var html = ""
    var rest = code[...]
    while let character = rest.first {
      let (length, kind) = token(rest, character)
      let text = xmlText(String(rest.prefix(length)))
      html += kind.map { "<span class=\"\($0)\">\(text)</span>" } ?? text
      rest = rest.dropFirst(length)
    }
    return html
  }

  /// The length of what starts here, and what it is when it has a colour.
  private static func token(_ rest: Substring, _ character: Character) -> (Int, String?) {
    if rest.hasPrefix("//") { return (rest.prefix { $0 != "\n" }.count, "comment") }
    if character == "\"" { return (stringLength(rest), "string") }
    if character.isASCII, character.isNumber {
      let number = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
      // `0...9` is two numbers and an operator.
      if let dots = number.range(of: "..") {
        return (number[..<dots.lowerBound].count, "number")
      }
      return (number.hasSuffix(".") ? number.count - 1 : number.count, "number")
    }
    if character == "$" {
      return (1 + rest.dropFirst().prefix { $0.isLetter || $0.isNumber }.count, nil)
    }
    if character.isLetter || character == "_" {
      let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      return (word.count, keywords.contains(String(word)) ? "keyword" : nil)
    }
    // A name behind a dot is no keyword: `.default`, `.init`.
    if character == ".", rest.dropFirst().first?.isLetter == true {
      return (1 + rest.dropFirst().prefix { $0.isLetter || $0.isNumber || $0 == "_" }.count, nil)
    }
    return (1, nil)
  }

  /// The length of a string, over what it interpolates.
  private static func stringLength(_ rest: Substring) -> Int {
    if rest.hasPrefix("\"\"\"") {
      guard let end = rest.dropFirst(3).range(of: "\"\"\"") else { return rest.count }
      return rest[..<end.upperBound].count
    }
    var length = 1
    var depth = 0
    var previous: Character = "\""
    for character in rest.dropFirst() {
      length += 1
      if character == "\n" { return length - 1 }
      if character == "(", depth > 0 || previous == "\\" { depth += 1 }
      if character == ")", depth > 0 { depth -= 1 }
      if character == "\"", depth == 0, previous != "\\" { return length }
      previous = character
    }
    return length
  }
}
