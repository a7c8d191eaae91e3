import Foundation
import Support

/// Where the values of an axis come to lie, in units of its length, and where its ticks are.
struct AxisLayout: Equatable {
  let axis: Axis
  let lower: Double
  let upper: Double
  /// Whether bars stand on 0, which is then the lower end of the axis.
  private let hasBars: Bool

  /// - Parameters:
  ///   - values: The data that decide the range when the axis does not.
  ///   - hasBars: Whether bars stand on the axis across.
  init(_ axis: Axis, values: [Double], hasBars: Bool = false) {
    self.axis = axis
    self.hasBars = hasBars
    let isLogarithmic = axis.scale.isLogarithmic
    let usable = values.filter { $0.isFinite && (!isLogarithmic || $0 > 0) }
    var lower = Self.bounded(axis.range?.lowerBound ?? usable.min() ?? (isLogarithmic ? 1 : 0))
    var upper = Self.bounded(axis.range?.upperBound ?? usable.max() ?? (lower + 1))
    if !(lower < upper) {
      // Beside a very large value half a unit is nothing.
      let room = max(0.5, 1e-6 * abs(lower))
      (lower, upper) = isLogarithmic ? (lower / 2, upper * 2) : (lower - room, upper + room)
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
    // An axis has a length, whatever numbers are given: the room has its place behind the largest.
    self.lower = Self.bounded(lower, by: 1.2 * Self.largest)
    self.upper = Self.bounded(upper, by: 1.2 * Self.largest)
  }

  /// The largest number that has a place on an axis: the difference of two such is finite, and so is what widens it.
  private static let largest = 0.25 * Double.greatestFiniteMagnitude

  private static func bounded(_ value: Double, by largest: Double = AxisLayout.largest) -> Double {
    min(max(value, -largest), largest)
  }

  /// Whether 0 stands below a break.
  var isBroken: Bool { axis.showsZero && axis.scale.isLogarithmic }
  /// The part of a broken axis that lies between 0 and the first value behind the break.
  private var start: Double { isBroken ? zeroPosition + 0.1 : 0 }
  private var zeroPosition: Double { isBroken && !hasBars ? 0.06 : 0 }
  /// Where the break is.
  var breakPosition: Double { zeroPosition + 0.05 }

  /// Whether the axis has a place for a value: a logarithmic one has none for 0 unless it is broken.
  func shows(_ value: Double) -> Bool {
    value.isFinite && (!axis.scale.isLogarithmic || value > 0 || (isBroken && value == 0))
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
    if isBroken, value <= 0 { return zeroPosition }
    let (a, b) = (transformed(lower), transformed(upper))
    // The logarithms of two neighbours may be equal.
    let share = a < b ? (transformed(Self.bounded(value)) - a) / (b - a) : 0.5
    // Behind a break nothing positive comes to lie at 0.
    return isBroken ? max(start + (1 - start) * share, start) : share
  }

  /// Ticks inside the range, about as many as asked for.
  func ticks(about count: Int) -> [Axis.Tick] {
    if !axis.ticks.isEmpty { return axis.ticks.filter { (lower...upper).contains($0.value) } }
    let zero = isBroken ? [Axis.Tick(0, "0")] : []
    switch axis.scale {
    case .linear: return linearTicks(count)
    case .log10: return zero + powerTicks(base: 10, count)
    case .log2: return zero + powerTicks(base: 2, count)
    case .categories: return []
    }
  }

  private func linearTicks(_ count: Int) -> [Axis.Tick] {
    let rough = (upper - lower) / Double(max(count, 1))
    let power = pow(10, log10(rough).rounded(.down))
    let step = ([1, 2, 2.5, 5, 10].first { $0 * power >= rough * (1 - 1e-9) } ?? 10) * power
    guard step.isNormal else { return [] }
    let first = Int((lower / step - 1e-9).rounded(.up))
    let last = Int((upper / step + 1e-9).rounded(.down))
    guard first <= last else { return [] }
    return (first...last).map { index in
      let value = Double(index) * step
      return Axis.Tick(value, typeset(significant(value, digits: 6)))
    }
  }

  private func powerTicks(base: Int, _ count: Int) -> [Axis.Tick] {
    let first = Int((transformed(lower) - 1e-9).rounded(.up))
    let last = Int((transformed(upper) + 1e-9).rounded(.down))
    guard first <= last else { return linearTicks(count) }
    let step = max(1, (last - first + count) / max(count, 1))
    let exponents = Array(stride(from: first, through: last, by: step))
    return zip(exponents, powerLabels(base: base, exponents)).map { exponent, label in
      Axis.Tick(pow(Double(base), Double(exponent)), label)
    }
  }
}

extension Axis.Scale {
  /// Whether equal distances stand for equal ratios.
  var isLogarithmic: Bool { self == .log10 || self == .log2 }
}

/// The powers of one axis as labels, all in one way: as numbers where all of them are short, or all with
/// raised exponents.
func powerLabels(base: Int, _ exponents: [Int]) -> [String] {
  let short = base == 2 ? -3...10 : -2...3
  let areShort = exponents.allSatisfy(short.contains)
  return exponents.map { exponent in
    areShort ? typeset(pow(Double(base), Double(exponent))) : typeset("\(base)^\(exponent)")
  }
}
