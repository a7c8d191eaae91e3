import Foundation

/// Compares a printed text with the recorded one, line by line.
public enum TextComparison {
  /// What differs, at most `limit` lines of it, with what to do; `nil` when nothing does.
  ///
  /// - Parameters:
  ///   - name: The recorded file's path, for the message.
  ///   - isExact: Whether numbers must be the same to the last digit. If not, a whole number may
  ///     differ by 3 % and 5, for a few images change class; a decimal one by 3 % and 0.5, for that
  ///     moves percentages. Words must always be the same.
  public static func difference(
    of text: String, expected: String, name: String, isExact: Bool, limit: Int = 4
  ) -> String? {
    let lines = text.components(separatedBy: "\n")
    let references = expected.components(separatedBy: "\n")
    var findings: [String] = []
    for index in 0..<max(lines.count, references.count) {
      let line = lines.indices.contains(index) ? lines[index] : nil
      let reference = references.indices.contains(index) ? references[index] : nil
      if line == reference { continue }
      if let line, let reference, !isExact, agree(line, reference) { continue }
      findings.append(
        "\(name):\(index + 1): expected \(quoted(reference)), got \(quoted(line))")
    }
    guard !findings.isEmpty else { return nil }
    let more = findings.count > limit ? ["and \(findings.count - limit) lines more"] : []
    let advice =
      "if this is intended, run “RECORD=1 swift test --filter ChapterTests” and "
      + "“swift run workbook weave”, and look at the difference; if not, mend the program"
    return (findings.prefix(limit) + more + [advice]).joined(separator: "\n")
  }

  private static func quoted(_ line: String?) -> String { line.map { "“\($0)”" } ?? "no line" }

  /// Whether two lines have the same words, and numbers that differ little.
  private static func agree(_ line: String, _ reference: String) -> Bool {
    let (words, references) = (parts(line), parts(reference))
    guard words.count == references.count else { return false }
    return zip(words, references).allSatisfy { word, reference in
      if word == reference { return true }
      guard let a = Double(word), let e = Double(reference) else { return false }
      let isWhole = !word.contains(".") && !reference.contains(".")
      return abs(a - e) <= 0.03 * abs(e) + (isWhole ? 5 : 0.5)
    }
  }

  /// Numbers, and what stands between them, without spaces: columns move when a number gets longer.
  private static func parts(_ line: String) -> [String] {
    var result: [String] = []
    for word in line.split(whereSeparator: { $0.isWhitespace || $0 == "─" }) {
      var rest = word
      while let match = rest.firstMatch(of: /-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?/) {
        let before = rest[..<match.range.lowerBound]
        if !before.isEmpty { result.append(String(before)) }
        result.append(String(match.0))
        rest = rest[match.range.upperBound...]
      }
      if !rest.isEmpty { result.append(String(rest)) }
    }
    return result
  }
}
