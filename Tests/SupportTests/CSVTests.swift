import Support
import Testing

struct CSVTests {
  @Test(arguments: [
    [["a", "b"], ["c", ""]], [["comma, comma", "\"quoted\"", "\""]],
    [["line\nfeed", "carriage\rreturn", "both\r\n", "\r"]], [[""]], [["", ""]],
    [[" spaces ", " \"a\"", "\u{FEFF}", "é…\u{1F600}"]], [["x"], [""], ["y"]],
  ])
  func whatIsWrittenReadsAsItself(rows: [[String]]) throws {
    #expect(try CSV.rows(of: CSV.text(rows)).map(\.fields) == rows)
  }

  @Test func onlyFieldsThatNeedThemHaveQuotationMarks() {
    #expect(CSV.text([["a b", "c,d", "e\"f"]]) == "a b,\"c,d\",\"e\"\"f\"\n")
    #expect(CSV.text([["a\r\nb", "c\rd"]]) == "\"a\r\nb\",\"c\rd\"\n")
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func linesMayEndInThreeWays(end: String) throws {
    let text = "\u{FEFF}a,b\(end)\(end)\"c\(end)d\", \"e\" \(end)f,5\" g"
    let rows = try CSV.rows(of: text)
    #expect(rows.map(\.line) == [1, 3, 5])
    #expect(rows.map(\.fields) == [["a", "b"], ["c\(end)d", "e"], ["f", "5\" g"]])
  }

  @Test func openAndTornQuotationMarksAreErrors() {
    #expect(throws: CSVError.self) { try CSV.rows(of: "a,b\nc,\"d\ne") }
    #expect(throws: CSVError.self) { try CSV.rows(of: "\"a\"b,c") }
    do {
      _ = try CSV.rows(of: "a,b\nc,\"d\ne\n\n")
    } catch {
      #expect(error.line == 2)
    }
  }
}
