import Foundation

/// Where the values of an axis come to lie, in units of its length, and where its ticks are.
struct AxisLayout {
  let axis: Figure.Axis
  let lower: Double
  let upper: Double

  /// - Parameter values: The data that decide the range when the axis does not.
  init(_ axis: Figure.Axis, values: [Double]) {
    self.axis = axis
    let usable = values.filter { $0.isFinite && (axis.scale == .linear || $0 > 0) }
    var lower = axis.range?.lowerBound ?? usable.min() ?? (axis.scale == .linear ? 0 : 1)
    var upper = axis.range?.upperBound ?? usable.max() ?? (lower + 1)
    if lower >= upper {
      lower = axis.scale == .linear ? lower - 0.5 : lower / 2
      upper = axis.scale == .linear ? upper + 0.5 : upper * 2
    }
    // A little room, so that no point lies on the frame; a linear axis that starts at 0 starts there.
    if axis.range == nil {
      switch axis.scale {
      case .linear:
        let room = 0.04 * (upper - lower)
        lower = lower == 0 ? 0 : lower - room
        upper += room
      case .log10, .log2:
        let room = pow(upper / lower, 0.04)
        lower /= room
        upper *= room
      }
    }
    self.lower = lower
    self.upper = upper
  }

  private func transformed(_ value: Double) -> Double {
    switch axis.scale {
    case .linear: value
    case .log10: log10(max(value, .leastNormalMagnitude))
    case .log2: log2(max(value, .leastNormalMagnitude))
    }
  }

  /// 0 at the lower end, 1 at the upper end.
  func position(_ value: Double) -> Double {
    let (a, b) = (transformed(lower), transformed(upper))
    return (transformed(value) - a) / (b - a)
  }

  /// Ticks inside the range.
  var ticks: [Figure.Tick] {
    if !axis.ticks.isEmpty { return axis.ticks.filter { (lower...upper).contains($0.value) } }
    switch axis.scale {
    case .linear: return linearTicks
    case .log10: return powerTicks(base: 10)
    case .log2: return powerTicks(base: 2)
    }
  }

  private var linearTicks: [Figure.Tick] {
    let rough = (upper - lower) / 6
    let power = pow(10, log10(rough).rounded(.down))
    let step = ([1, 2, 2.5, 5, 10].first { $0 * power >= rough } ?? 10) * power
    let first = Int((lower / step).rounded(.up))
    let last = Int((upper / step).rounded(.down))
    guard first <= last else { return [] }
    return (first...last).map { Figure.Tick(Double($0) * step, shortNumber(Double($0) * step)) }
  }

  private func powerTicks(base: Double) -> [Figure.Tick] {
    let first = Int((transformed(lower) - 1e-9).rounded(.up))
    let last = Int((transformed(upper) + 1e-9).rounded(.down))
    guard first <= last else { return [] }
    let step = max(1, (last - first) / 8)
    return stride(from: first, through: last, by: step).map { exponent in
      let value = pow(base, Double(exponent))
      return Figure.Tick(value, powerLabel(base: Int(base), exponent: exponent, value: value))
    }
  }

  private func powerLabel(base: Int, exponent: Int, value: Double) -> String {
    if (0...4).contains(exponent) { return shortNumber(value) }
    let digits: [Character: Character] = [
      "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷",
      "8": "⁸", "9": "⁹",
    ]
    return "\(base)" + String(String(exponent).map { digits[$0] ?? $0 })
  }
}

/// A number with as many digits as it needs, at most six.
func shortNumber(_ value: Double) -> String {
  let value = abs(value) < 1e-12 ? 0 : value
  let text = String(format: "%.6g", value)
  return text.replacingOccurrences(of: "-", with: "−")
}
