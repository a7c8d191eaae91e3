import Testing

@testable import Plotting

struct ColorScaleTests {
  @Test func textInCellsCanBeReadOnEveryColour() {
    for kind in [ColorScale.Kind.sequential, .diverging] {
      let scale = ColorScale(kind, stops: [.init(0, ""), .init(1, "")])
      for step in 0...100 {
        let color = scale.color(Double(step) / 100)
        let best = max(color.contrast(with: Color(0x000000)), color.contrast(with: Color(0xFFFFFF)))
        #expect(best >= 4.5, "\(kind) at \(step) %")
      }
    }
  }

  @Test func neighbouringStopsAreEquallyFarApart() {
    let scale = ColorScale(
      .sequential, stops: [.init(-9, "a"), .init(3, "b"), .init(4, "c")])
    #expect(scale.color(-20) == scale.color(-9))
    #expect(scale.color(3).luminance > scale.color(-9).luminance)
    #expect(scale.color(4).luminance > scale.color(3.5).luminance)
    let even = ColorScale(.sequential, stops: [.init(0, ""), .init(1, ""), .init(2, "")])
    #expect(scale.color(3) == even.color(1))
  }

  /// Neighbouring stops can be told apart, not only side by side, by every eye.
  @Test func neighbouringStopsCanBeNamed() {
    for count in 2...9 {
      let stops = (0..<count).map { ColorScale.Stop(Double($0), "") }
      let colors = stops.map { ColorScale(.sequential, stops: stops).color($0.value) }
      for eye in Eye.allCases {
        let limit = eye == .full ? 25.0 : eye == .grey ? 8 : 13
        for (a, b) in zip(colors, colors.dropFirst()) {
          let distance = eye.distance(a, b)
          #expect(distance >= limit, "\(count) stops for \(eye): \(distance)")
        }
      }
    }
  }

  @Test func ratiosAreEquallyFarApartOnALogarithmicScale() {
    let stops = [ColorScale.Stop(1, ""), .init(16, "")]
    let scale = ColorScale(.sequential, stops: stops, isLogarithmic: true)
    let middle = ColorScale(.sequential, stops: [.init(0, ""), .init(1, "")]).color(0.5)
    #expect(scale.color(4) == middle)
    #expect(scale.nearest(3.9) == stops[0] && scale.nearest(4.1) == stops[1])
  }
}
