import Foundation
import Parallelism

/// What an error is computed in.
enum Precision {
  /// Everything in float64: an array of float64 thresholds.
  case float64
  /// The grid in float64, the elements in float32: NumPy does not let a single float64 number widen a
  /// float32 array.
  case float32Elements
  /// Everything in float32: an array of float32 thresholds.
  case float32
}

/// A kernel as the search reads it: `[k, channels]`, the channels innermost, so that all channels take
/// a step of the search together.
struct KernelRows {
  let values: [Float]
  let channels: Int
  let minima: [Float]
  let maxima: [Float]
  let machine: Machine
  private var rows: Int { values.count / channels }

  init(_ values: [Float], channels: Int, on machine: Machine) {
    self.values = values
    self.channels = channels
    self.machine = machine
    var minima = Array(values[0..<channels])
    var maxima = minima
    for (index, value) in values.enumerated() {
      let c = index % channels
      minima[c] = min(minima[c], value)
      maxima[c] = max(maxima[c], value)
    }
    self.minima = minima
    self.maxima = maxima
  }

  /// The mean error of every channel under its own range.
  ///
  /// - Parameter precision: What NumPy computes in; to choose the same, the search has to as well.
  func errors(
    _ method: QuantizationErrorMethod, _ ranges: [QuantizationRange], bitWidth: Int,
    in precision: Precision
  ) -> [Double] {
    var errors = errorsOfGrids(method, ranges, bitWidth: bitWidth, in: precision)
    // MCT divides 0 by 0 at a channel of zeros. No range of it is better than another, and the walk of all channels
    // never ends early.
    for (channel, range) in ranges.enumerated()
    where range == .interval(minimum: 0, maximum: 0) {
      errors[channel] = .nan
    }
    return errors
  }

  private func errorsOfGrids(
    _ method: QuantizationErrorMethod, _ ranges: [QuantizationRange], bitWidth: Int,
    in precision: Precision
  ) -> [Double] {
    let power: Double
    switch method.measure {
    case .nothing: return Array(repeating: 0, count: channels)
    case .meanPower(let p): power = p
    case .divergence: return divergences(ranges, bitWidth: bitWidth)
    }
    let grids: [UniformGrid]
    switch precision {
    case .float32:
      return (0..<channels).map {
        let grid = UniformGrid32(roundingEveryStep: ranges[$0], bitWidth: bitWidth)
        return meanError32($0, grid, power: power)
      }
    case .float32Elements:
      return (0..<channels).map {
        let grid = UniformGrid32(UniformGrid(ranges[$0], bitWidth: bitWidth))
        return meanError32($0, grid, power: power)
      }
    case .float64: grids = ranges.map { UniformGrid($0, bitWidth: bitWidth) }
    }
    if power == 1 || power == 2 {
      return kernelErrors(grids, power: Int32(power))
    }
    return (0..<channels).map { c in
      let terms = column(c).map { pow(abs(grids[c](Double($0)) - Double($0)), power) }
      return pairwiseSum(terms) / Double(rows)
    }
  }

  private func column(_ c: Int) -> [Float] {
    stride(from: c, to: values.count, by: channels).map { values[$0] }
  }

  private func kernelErrors(_ grids: [UniformGrid], power: Int32) -> [Double] {
    var errors = [Double](repeating: 0, count: channels)
    machine.loops.channel_errors(
      values, rows, channels, grids.map(\.lower), grids.map(\.upper), grids.map(\.step), power,
      &errors)
    return errors.map { $0 / Double(rows) }
  }

  /// The same in float32, term by term as NumPy computes it.
  private func meanError32(_ c: Int, _ grid: UniformGrid32, power: Double) -> Double {
    let terms = column(c).map { x -> Float in
      let difference = grid(x) - x
      if power == 2 { return difference * difference }
      return power == 1 ? abs(difference) : powf(abs(difference), Float(power))
    }
    return Double(pairwiseSum(terms) / Float(rows))
  }

  /// KL of every channel's own histogram. The grid reaches up to t itself, and a uniform one always
  /// has 8 bits, whatever was asked for: both are MCT's doing.
  private func divergences(_ ranges: [QuantizationRange], bitWidth: Int) -> [Double] {
    (0..<channels).map { c in
      let bounds: (low: Double, high: Double, bits: Int)
      switch ranges[c] {
      case .threshold(let t, _): bounds = (-t, t, bitWidth)
      case .interval(let minimum, let maximum): bounds = (minimum, maximum, 8)
      }
      guard bounds.high > bounds.low,
        let histogram = try? Histogram(of: column(c).map(Double.init))
      else { return .infinity }
      let grid = UniformGrid(lower: bounds.low, upper: bounds.high, bitWidth: bounds.bits)
      return KLDivergence.error(
        histogram, grid: grid, from: bounds.low, to: bounds.high, on: machine)
    }
  }
}
