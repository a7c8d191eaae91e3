import Foundation
import Testing

@testable import WorkbookKit

struct TableTests {
  private let table = Table(
    ["name", "count", "share", "t"],
    rows: [
      ["Conv1_relu", .integer(1200), .number(0.1254, digits: 2), .exact(8)],
      ["x", .integer(3), .none, .exact(0x1p-8)],
    ])

  @Test func textsStandOnTheLeftAndNumbersOnTheRight() {
    #expect(
      table.text == """
        name        count  share     t
        ──────────────────────────────
        Conv1_relu   1200   0.13     8
        x               3      –  2^-8
        """)
  }

  @Test func noChanceIsWrittenAsNone() {
    let chances = Table(
      ["p"], rows: [1, 0.05219, 0.0001, 0.00005, 0.0000499, 1e-30].map { [.chance($0)] })
    #expect(
      chances.text.split(separator: "\n").dropFirst(2).map { $0.drop { $0 == " " } } == [
        "1.0000", "0.0522", "0.0001", "0.0001", "< 0.0001", "< 0.0001",
      ])
    #expect(chances.json.text().hasSuffix("[4.99e-05], [1e-30]]}"))
  }

  /// A class is called what somebody called a folder.
  @Test func aNameWithALineFeedTearsNoTable() {
    let table = Table(["a\tb", "n"], rows: [["cat\n```\u{1b}[0m", .integer(1)]])
    #expect(table.text.split(separator: "\n").count == 3)
    #expect(table.text.contains(#"cat\u{a}```\u{1b}[0m  1"#))
    #expect(table.json.text().contains(#"cat\n```"#))
  }

  @Test func programsGetTheNumbersThemselves() {
    #expect(
      table.json.text() == #"{"columns": ["name", "count", "share", "t"], "rows": "#
        + #"[["Conv1_relu", 1200, 0.1254, 8], ["x", 3, null, 0.00390625]]}"#)
  }

  @Test func differencesHaveASign() {
    let differences = Table(
      ["d"], rows: [0.126, -0.126, 0, -0.001].map { [.signed($0, digits: 2)] })
    #expect(
      differences.text.split(separator: "\n").dropFirst(2).map { $0.drop { $0 == " " } } == [
        "+0.13", "-0.13", "0.00", "0.00",
      ])
    #expect(differences.json.text().contains("[0.126], [-0.126]"))
  }
}
