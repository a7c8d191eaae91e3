import Plotting
import Quantization

extension QuantizationErrorMethod {
  /// The method's colour, dashes and symbol, the same in every figure.
  public var look: Look {
    switch self {
    case .mse: .series(0)
    case .noClipping: .series(1)
    case .mae: .series(2)
    case .kl(guard: .none): .series(3)
    case .lp: .series(4)
    case .kl(guard: .entropyCalibration): .series(5)
    case .percentile: Look(.ink, dash: .dashDotted, symbol: .cross)
    }
  }
}
