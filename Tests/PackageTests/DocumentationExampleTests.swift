import Foundation
import TestSupport
import Testing

/// The examples in the documentation of the two modules that everyone reads are run as tests, word for
/// word: in a documentation comment, a line `expression  // result` between “```swift” and “```”
/// says what the expression is.
struct DocumentationExampleTests {
  private struct Example {
    let place: String
    /// What the module's tests should hold.
    let code: String
  }

  /// The lines of all examples of a file.
  private func read(_ file: URL, path: String) throws -> [Example] {
    var examples: [Example] = []
    var isInside = false
    let lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
    for (index, line) in lines.enumerated() {
      let trimmed = line.trimmingCharacters(in: .whitespaces)
      guard trimmed.hasPrefix("///") else {
        isInside = false
        continue
      }
      let text = trimmed.dropFirst(3).trimmingCharacters(in: .whitespaces)
      if text.hasPrefix("```") {
        isInside = text == "```swift"
      } else if isInside, !text.hasPrefix("//"), !text.isEmpty {
        let code =
          if let match = text.wholeMatch(of: /(.*?)  \/\/ (.*)/) {
            "#expect(\(match.1) == \(match.2))"
          } else { text }
        examples.append(Example(place: "\(path):\(index + 1)", code: code))
      }
    }
    return examples
  }

  private func isNotSpace(_ character: Character) -> Bool { !character.isWhitespace }

  @Test(arguments: [
    ("Sources/Quantization/Quantization", "Tests/QuantizationTests"),
    ("Sources/Networks/Graph", "Tests/GraphTests"),
  ])
  func everyExampleIsATest(sources: String, tests: String) throws {
    let root = ReferenceFolder.packageRoot
    func files(_ folder: String) throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(folder).path)
        .filter { $0.hasSuffix(".swift") }.sorted().map { "\(folder)/\($0)" }
    }
    // Without spaces and line breaks, which a formatter may move.
    let tested = try files(tests)
      .map { try String(contentsOf: root.appendingPathComponent($0), encoding: .utf8) }
      .joined().filter(isNotSpace)
    let examples = try files(sources).flatMap {
      try read(root.appendingPathComponent($0), path: $0)
    }
    #expect(examples.count > 20)
    for example in examples where !tested.contains(example.code.filter(isNotSpace)) {
      Issue.record("\(example.place): no file of \(tests) holds “\(example.code)”; add it")
    }
  }
}
