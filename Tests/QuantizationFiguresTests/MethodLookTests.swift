import Foundation
import Quantization
import QuantizationFigures
import Testing

struct MethodLookTests {
  @Test func noTwoMethodsLookAlike() {
    let methods: [QuantizationErrorMethod] = [
      .mse, .noClipping, .mae, .kl(), .kl(guard: .entropyCalibration), .lp(p: 3), .percentile(),
    ]
    for (index, method) in methods.enumerated() {
      for other in methods[..<index] { #expect(method.look != other.look, "\(method), \(other)") }
    }
  }

  /// A method's colour stands for that method: no signs, quantizers or values have it.
  @Test func noOtherThingHasAMethodsColour() throws {
    let titles = SampleFigures.allMethods.map(\.title)
    for (name, figure) in try QuantizationFiguresLayoutTests.figures.get() {
      for mark in figure.panels.flatMap(\.marks) {
        guard case .series(let number) = mark.look.hue else { continue }
        let owners = SampleFigures.allMethods.filter { $0.look.hue == .series(number) }.map(\.title)
        let parts = mark.name.components(separatedBy: " = ")
        let names = titles.filter { title in
          parts.contains { $0 == title || $0.hasPrefix("clipped by \(title):") }
        }
        // Curves and stars of a panel have no name of their own; the panel is the method's.
        #expect(names.isEmpty || !Set(names).isDisjoint(with: owners), "\(name): \(mark.name)")
        #expect(!mark.name.contains("signed") && !mark.name.contains("quantizer"), "\(name)")
      }
    }
  }
}
