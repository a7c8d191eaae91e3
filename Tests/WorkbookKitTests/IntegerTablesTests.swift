import Testing

@testable import WorkbookKit

/// The tables of the chapter on integers.
struct IntegerTablesTests {
  @Test func aDoubledThresholdMovesTheShift() {
    let rows = multiplierTable(step: 0.0001, sum: 15_000, thresholds: [1, 2, 4, 3]).rows
    func cell(_ row: Int, _ column: Int) -> String { rows[row][column].text }
    #expect(Set((0..<3).map { cell($0, 3) }).count == 1 && cell(3, 3) != cell(0, 3))
    #expect(rows.map { $0[4].text } == ["6", "7", "8", "7"])
    // 1.5 in steps of t / 128.
    #expect(rows.map { $0[5].text } == ["192", "96", "48", "64"])
  }

  @Test func threeRoundingsPartAtHalves() {
    let rows = roundingsTable([5, 48, -48, 10], factor: 0.09375).rows
    #expect(
      rows.map { $0.map(\.text) } == [
        ["5", "0.46875", "0", "0", "1"], ["48", "4.5", "4", "5", "5"],
        ["-48", "-4.5", "-4", "-5", "-5"], ["10", "0.9375", "1", "1", "1"],
      ])
  }

  @Test func theTurnedBitIsWrongForTheUpperHalf() {
    let bytes = FirstByte.all
    #expect(bytes.map(\.pixel) == Array(0...255))
    #expect(bytes.filter { $0.code != $0.turned }.map(\.pixel) == Array(128...254))
    #expect(bytes[0].code == -128 && bytes[255].code == 127 && bytes[128].code == 1)
  }
}
