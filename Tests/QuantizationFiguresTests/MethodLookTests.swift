import Quantization
import QuantizationFigures
import Testing

struct MethodLookTests {
  @Test func noTwoMethodsLookAlike() {
    let methods: [QuantizationErrorMethod] = [
      .mse, .noClipping, .mae, .kl(), .kl(guard: .entropyCalibration), .lp(p: 3),
    ]
    for (index, method) in methods.enumerated() {
      for other in methods[..<index] { #expect(method.look != other.look, "\(method), \(other)") }
    }
  }
}
