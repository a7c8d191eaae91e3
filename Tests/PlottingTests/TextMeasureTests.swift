import Testing

@testable import Plotting

struct TextMeasureTests {
  /// One letter after the other is taken away until the rest fits.
  private func shortened(_ text: String, on measure: TextMeasure, limit: Double) -> String {
    var short = text
    while short.count > 1, measure.width(short, size: 10) > limit {
      short = String(short.dropLast(short.hasSuffix("…") ? 2 : 1)) + "…"
    }
    return short
  }

  @Test(arguments: [
    "", "a", "mm", "expanded_conv_depthwise_relu", "été e\u{301}té", "iiiimmmmiiii",
  ])
  func asManyLettersStayAsFit(_ text: String) throws {
    let measure = try TextMeasure()
    for limit in stride(from: 0.0, through: 200, by: 3.7) {
      let found = measure.shortened(text, size: 10, limit: limit)
      #expect(found == shortened(text, on: measure, limit: limit), "\(limit)")
    }
  }

  @Test("a name without end is cut in a few steps")
  func longNames() throws {
    let measure = try TextMeasure()
    let name = String(repeating: "layer_", count: 20_000)
    let clock = ContinuousClock()
    var short = ""
    let time = clock.measure { short = measure.shortened(name, size: 10, limit: 100) }
    #expect(short.count < 40 && short.hasSuffix("…"))
    #expect(time < .seconds(5), "one letter after the other takes minutes")
  }
}
