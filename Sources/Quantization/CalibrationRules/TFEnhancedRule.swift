import Quantization

/// Some steps and offsets are tried; the smallest squared error wins, in which clipping counts three times.
///
/// The histogram has 512 bins from the smallest to the largest value of the first batch, and as many on either
/// side; what a later batch has beyond them is not counted. The candidates are 17 steps, from a sixteenth of
/// min/max's to a little more than it, with 21 offsets each, cut to the range; and min/max itself.
///
/// - Source: AIMET, `DlQuantization/src/TfEnhancedEncodingAnalyzer.cpp`, read in an older version; aimet-onnx
///   2.42.0 (run), which differs in its histogram. There the scheme is called `post_training_tf_enhanced`, and
///   min/max is the default.
public struct TFEnhancedRule: CalibrationRule {
  public let title = "AIMET tf-enhanced"
  public let method = QuantizationMethod.uniform
  public let looksAtBitWidth = true

  /// A step, and the code of the smallest value in steps.
  private struct Candidate {
    var step: Double
    var offset: Double
  }

  /// How many times a clipped value's error counts.
  private static let clippingWeight = 3.0
  private static let binCount = 512

  public init() {}

  public func range(of output: ObservedOutput, bitWidth: Int) -> QuantizationRange {
    guard output.maximum > output.minimum || output.maximum != 0 else {
      return .withZeroPoint(0, 0)
    }
    let histogram = counted(output)
    let steps = Double((1 << bitWidth) - 1)
    let width = histogram.edges[1] - histogram.edges[0]
    // Beside one very large value a hundredth is nothing, and there are no bins.
    guard width > 0 else { return .withZeroPoint(output.minimum, output.maximum) }
    let candidates = Self.candidates(for: output, width: width, steps: steps)
    var best = candidates[0]
    var smallest = Double.infinity
    for candidate in candidates {
      let cost = Self.cost(candidate, of: histogram, steps: steps)
      if cost < smallest { (smallest, best) = (cost, candidate) }
    }
    let lower = best.step * best.offset
    return .withZeroPoint(lower, lower + best.step * steps)
  }

  /// The histogram that AIMET makes of a first batch as wide as all of them: 0 is an edge.
  private func counted(_ output: ObservedOutput) -> Histogram {
    let lower = output.minimum
    let upper = lower == output.maximum ? lower + 0.01 : output.maximum
    let width = (upper - lower) / Double(Self.binCount)
    let first = (lower / width).rounded(.down) - Double(Self.binCount)
    let edges = (0...3 * Self.binCount).map { (first + Double($0)) * width }
    return Histogram(edges: edges, counts: output.histogram.spread(over: edges))
  }

  private static func candidates(
    for output: ObservedOutput, width: Double, steps: Double
  ) -> [Candidate] {
    // The left edges of the bins that hold the smallest and the largest value.
    func edge(_ value: Double) -> Double { (value / width).rounded(.down) * width }
    var lower = min(edge(output.minimum), 0)
    var upper = max(edge(output.maximum), 0, lower + 0.01)
    // Both ends on a grid that has 0.
    let widest = (upper - lower) / steps
    let offset = (lower / widest).rounded()
    lower = widest * offset
    upper = lower + widest * steps
    var candidates: [Candidate] = []
    for sixteenth in 1...17 {
      let step = Double(sixteenth) / 16 * widest
      for twentieth in 0...20 {
        let offset = (-steps + steps / 20 * Double(twentieth)).rounded(.towardZero)
        let (begin, end) = (step * offset, step * offset + step * steps)
        if begin < lower, end > upper { continue }
        let cut = (min(upper, end) - max(lower, begin)) / steps
        // Nothing of it lies in the range.
        guard cut > 0 else { continue }
        candidates.append(
          Candidate(step: cut, offset: (max(lower, begin) / cut).rounded()))
      }
    }
    return candidates + [Candidate(step: widest, offset: offset)]
  }

  /// The squared error of the middles of all bins.
  private static func cost(
    _ candidate: Candidate, of histogram: Histogram, steps: Double
  ) -> Double {
    let (start, width) = (histogram.edges[0], histogram.edges[1] - histogram.edges[0])
    func middle(_ bin: Int) -> Double { start + Double(bin) * width + width / 2 }
    func bin(of value: Double) -> Int {
      Int(min(max(((value - start) / width).rounded(.down), 0), Double(3 * binCount - 1)))
    }
    let lowest = candidate.step * candidate.offset
    let (first, last) = (bin(of: lowest), bin(of: lowest + candidate.step * steps))
    var (clipping, rounding) = (0.0, 0.0)
    for (index, count) in histogram.counts.enumerated() where count > 0 {
      let value = middle(index)
      if index < first || index >= last {
        let error = value - middle(index < first ? first : last)
        clipping += count * error * error
      } else {
        let level = (value / candidate.step - candidate.offset).rounded()
        let error = value - candidate.step * (level + candidate.offset)
        rounding += count * error * error
      }
    }
    return clippingWeight * clipping + rounding
  }
}
