import Foundation
import Support
import Testing

struct OrderedJSONTests {
  private let value = OrderedJSON.object([
    ("z", .integer(1)), ("a", .array([.number(0.5), .number(2), .number(.nan), .null])),
    ("text", .string("a \"quote\",\ta bell \u{7}\u{9b}, a line\nand Δ")), ("empty", .array([])),
    ("yes", .bool(true)),
  ])

  @Test func keysKeepTheirOrder() {
    #expect(
      value.text() == #"{"z": 1, "a": [0.5, 2, null, null], "#
        + #""text": "a \"quote\",\ta bell \u0007\u009b, a line\nand Δ", "empty": [], "yes": true}"#)
  }

  @Test func indentedTextIsTheSameValue() throws {
    let text = OrderedJSON.object([("a", .array([.integer(1), .integer(2)]))]).text(indent: 1)
    #expect(text == "{\n \"a\": [\n  1,\n  2\n ]\n}")
    for indent in [nil, 2] {
      let object = try JSONSerialization.jsonObject(with: Data(value.text(indent: indent).utf8))
      let read = try #require(object as? [String: Any])
      #expect(read["text"] as? String == "a \"quote\",\ta bell \u{7}\u{9b}, a line\nand Δ")
      #expect((read["a"] as? [Any])?.count == 4 && read["yes"] as? Bool == true)
    }
  }

  @Test func numbersComeBackInEveryBit() throws {
    var generator = SplitMix64(seed: 6)
    for _ in 0..<200 {
      let number = generator.normal(0, 1) * Double(generator.float(in: 1e-8...1e8))
      #expect(Double(OrderedJSON.number(number).text()) == number)
    }
  }
}
