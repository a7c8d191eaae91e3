import Foundation
import TestSupport
import Testing

/// Progress bars in terminals of all kinds.
struct ProgressTests {
  private static let canMakeTerminals = {
    #if os(Linux)
      FileManager.default.isExecutableFile(atPath: "/usr/bin/script")
    #else
      false
    #endif
  }()

  /// What a program that takes a second writes to a terminal.
  private func shown(columns: Int, terminal name: String) throws -> String {
    let scratch = try ScratchFolder()
    let command =
      "stty cols \(columns); exec env TERM=\(name) '\(try Programs.path("workbook"))' make-pictures "
      + "--seed 1 --count 600 --output '\(scratch.file("out").path)' >/dev/null"
    let outcome = try Programs.runTool("script", ["-qec", command, "/dev/null"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    return outcome.output
  }

  @Test(
    "a bar is narrower than the terminal, for a line that wraps cannot be drawn over",
    .enabled(if: canMakeTerminals), arguments: [80, 30, 12])
  func narrow(columns: Int) throws {
    let text = try shown(columns: columns, terminal: "xterm")
    #expect(text.hasSuffix("\r\u{1B}[K"), "the line is removed at the end")
    let lines = text.replacingOccurrences(of: "\u{1B}[K", with: "").split(separator: "\r")
    #expect(!lines.isEmpty && lines.allSatisfy { $0.count < columns }, "\(lines.prefix(3))")
  }

  @Test(
    "a terminal that cannot redraw a line gets no bar", .enabled(if: canMakeTerminals),
    arguments: ["dumb", ""])
  func dumb(terminal: String) throws {
    #expect(try shown(columns: 80, terminal: terminal).isEmpty)
  }
}
