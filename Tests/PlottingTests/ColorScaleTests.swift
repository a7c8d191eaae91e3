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
}
