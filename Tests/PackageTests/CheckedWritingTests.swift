import Foundation
import TestSupport
import Testing

/// What is printed goes through the functions that notice a stream that is full or closed.
struct CheckedWritingTests {
  @Test("nothing prints or writes past the functions that check")
  func everythingIsChecked() throws {
    let patterns = try [
      #"(^|[^.\w])(Swift\.)?print\("#, #"FileHandle\.standard(Output|Error)\.write"#,
      #"\.write\(to: [^&]"#, #"options: \.atomic"#,
    ].map { try Regex($0) }
    var files = 0
    for folder in ["Sources", "Chapters"] {
      let root = ReferenceFolder.packageRoot.appendingPathComponent(folder)
      for path in try FileManager.default.subpathsOfDirectory(atPath: root.path)
      where path.hasSuffix(".swift") {
        files += 1
        let text = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
        for (number, line) in text.components(separatedBy: "\n").enumerated()
        where !line.contains("func print(") && !line.contains("///") {
          #expect(
            !patterns.contains { line.firstMatch(of: $0) != nil },
            "\(folder)/\(path):\(number + 1): \(line)")
        }
      }
    }
    #expect(files > 100)
  }
}
