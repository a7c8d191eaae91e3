import Foundation
import Support

/// Where the values of an axis come to lie, in units of its length, and where its ticks are.
struct AxisLayout: Equatable {
  let axis: Axis
  let lower: Double
  let upper: Double

  /// - Parameter values: The data that decide the range when the axis does not.
  init(_ axis: Axis, values: [Double]) {
    self.axis = axis
    let isLogarithmic = axis.scale == .log10 || axis.scale == .log2
    let usable = values.filter { $0.isFinite && (!isLogarithmic || $0 > 0) }
    var lower = axis.range?.lowerBound ?? usable.min() ?? (isLogarithmic ? 1 : 0)
    var upper = axis.range?.upperBound ?? usable.max() ?? (lower + 1)
    if !(lower < upper) {
      (lower, upper) = isLogarithmic ? (lower / 2, upper * 2) : (lower - 0.5, upper + 0.5)
    }
    // A little room, so that no point lies on the frame; a linear axis that starts at 0 starts there.
    if axis.range == nil {
      if axis.scale == .categories {
        (lower, upper) = (lower - 0.5, upper + 0.5)
      } else if isLogarithmic {
        let room = pow(upper / lower, 0.05)
        (lower, upper) = (lower / room, upper * room)
      } else {
        let room = 0.05 * (upper - lower)
        (lower, upper) = (lower == 0 ? 0 : lower - room, upper == 0 ? 0 : upper + room)
      }
    }
    self.lower = lower
    self.upper = upper
  }

  private func transformed(_ value: Double) -> Double {
    switch axis.scale {
    case .linear, .categories: value
    case .log10: log10(max(value, .leastNormalMagnitude))
    case .log2: log2(max(value, .leastNormalMagnitude))
    }
  }

  /// 0 at the lower end, 1 at the upper end.
  func position(_ value: Double) -> Double {
    let (a, b) = (transformed(lower), transformed(upper))
    return (transformed(value) - a) / (b - a)
  }

  /// Ticks inside the range, about as many as asked for.
  func ticks(about count: Int) -> [Axis.Tick] {
    if !axis.ticks.isEmpty { return axis.ticks.filter { (lower...upper).contains($0.value) } }
    switch axis.scale {
    case .linear: return linearTicks(count)
    case .log10: return powerTicks(base: 10, count)
    case .log2: return powerTicks(base: 2, count)
    case .categories: return []
    }
  }

  private func linearTicks(_ count: Int) -> [Axis.Tick] {
    let rough = (upper - lower) / Double(max(count, 1))
    let power = pow(10, log10(rough).rounded(.down))
    let step = ([1, 2, 2.5, 5, 10].first { $0 * power >= rough * (1 - 1e-9) } ?? 10) * power
    let first = Int((lower / step - 1e-9).rounded(.up))
    let last = Int((upper / step + 1e-9).rounded(.down))
    guard first <= last else { return [] }
    return (first...last).map { index in
      let value = Double(index) * step
      return Axis.Tick(value, typeset(significant(value, digits: 6)))
    }
  }

  private func powerTicks(base: Double, _ count: Int) -> [Axis.Tick] {
    let first = Int((transformed(lower) - 1e-9).rounded(.up))
    let last = Int((transformed(upper) + 1e-9).rounded(.down))
    guard first <= last else { return linearTicks(count) }
    let step = max(1, (last - first + count) / max(count, 1))
    return stride(from: first, through: last, by: step).map { exponent in
      Axis.Tick(pow(base, Double(exponent)), powerLabel(base: Int(base), exponent: exponent))
    }
  }
}

/// The powers of ten in a range, as ticks.
public func decades(in range: ClosedRange<Double>) -> [Axis.Tick] {
  guard range.lowerBound > 0 else { return [] }
  let first = Int(log10(range.lowerBound).rounded(.up))
  let last = Int(log10(range.upperBound).rounded(.down))
  guard first <= last else { return [] }
  return (first...last).map {
    Axis.Tick(pow(10, Double($0)), powerLabel(base: 10, exponent: $0))
  }
}

/// A power as a label: small ones as numbers, others with a raised exponent.
func powerLabel(base: Int, exponent: Int) -> String {
  if (0...(base == 2 ? 10 : 3)).contains(exponent) {
    return String((0..<exponent).reduce(1) { product, _ in product * base })
  }
  if (-2..<0).contains(exponent) { return typeset(pow(Double(base), Double(exponent))) }
  return typeset("\(base)^\(exponent)")
}
