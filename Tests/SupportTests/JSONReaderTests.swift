import Testing

@testable import Support

struct JSONReaderTests {
  private func read(_ text: String) throws -> JSONValue {
    try JSONReader.value(of: Array(text.utf8))
  }

  @Test func everyKindOfValue() throws {
    let text =
      #" {"a": [1, -2.5e3, true, false, null], "b": {"c": "x\n\u00e9\ud83d\ude00\\"}, "d": []} "#
    let expected = JSONValue.object([
      "a": .array([.number(1), .number(-2500), .bool(true), .bool(false), .null]),
      "b": .object(["c": .string("x\né😀\\")]), "d": .array([]),
    ])
    #expect(try read(text) == expected)
  }

  @Test func everyKindOfNumber() throws {
    let numbers: [Double] = [0, -0.0, 10, 0.5, -120, 1e-5, 2500, 100]
    let text = "[0, -0, 10, 0.5, -120, 1e-05, 2.5E+3, 1e2]"
    #expect(try read(text) == .array(numbers.map { .number($0) }))
  }

  @Test(
    "what is not JSON is refused, and so is what two readers may read in two ways",
    arguments: [
      "", "{", "[1,]", "[1 2]", #"{"a" 1}"#, "nul", "[NaN]", "[Infinity]", "[-]", "[1.2.3]",
      "[1e999]",
      #""a"#, #""\x""#, #""\ud800""#, #""\u12""#, "\"\u{1}\"", "1 2", #"{"a": 1, "a": 2}"#, "[+1]",
      "[01]", "[-01]", "[00]", "[1.]", "[1.e3]", "[.5]", "[1e]", "[1e+]", "[0x1]", "[1-2]",
    ])
  func refused(text: String) {
    #expect(throws: JSONReader.Failure.self) { try read(text) }
  }

  @Test("a text that lies deep, or is long, is refused and not followed")
  func bounds() {
    for text in [
      String(repeating: "[", count: 100_000),
      String(repeating: #"{"a":"#, count: 100_000),
      "[" + String(repeating: "1,", count: 2 << 20) + "1]",
      "\"" + String(repeating: "a", count: 17 << 20) + "\"",
    ] {
      let start = ContinuousClock.now
      #expect(throws: JSONReader.Failure.self) { try read(text) }
      #expect(ContinuousClock.now - start < .seconds(5))
    }
  }
}
