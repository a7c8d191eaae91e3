import Quantization

/// Both ends move inwards, one at a time, as long as the squared error falls.
///
/// In every step, both ends are moved to the quantile that is a hundred-thousandth of all values further in.
/// The end that would move over more bins is moved, and the other stays. The first move that makes the error
/// larger is taken back, and ends the search: it goes down to a valley, and never looks over the next hill.
///
/// The error is that of 256 levels, whatever the bit width: PyTorch counts the bits of the data type, and
/// four-bit values have one of eight.
///
/// - Source: PyTorch 2.15.0, `ao/quantization/observer.py:HistogramObserver._non_linear_param_search` (run).
public struct HistogramObserverRule: CalibrationRule {
  public let title = "PyTorch HistogramObserver"
  public let method = QuantizationMethod.uniform
  public let looksAtBitWidth = false

  public init() {}

  public func range(of output: ObservedOutput, bitWidth: Int) -> QuantizationRange {
    let (lower, upper) = ends(of: output.histogram)
    return .withZeroPoint(lower, upper)
  }

  /// The ends before the range is stretched to contain 0.
  func ends(of histogram: Histogram) -> (lower: Double, upper: Double) {
    let counts = histogram.counts
    let below = Array(histogram.cumulative.dropFirst())
    let total = below[below.count - 1]
    let width = (histogram.edges[counts.count] - histogram.edges[0]) / Double(counts.count)
    let step = 1e-5
    var (alpha, beta) = (0.0, 1.0)
    var (first, last) = (0, counts.count - 1)
    var smallest = Double.infinity
    while alpha < beta {
      let (nextAlpha, nextBeta) = (alpha + step, beta - step)
      var (left, right) = (first, last)
      while left < last, below[left] < nextAlpha * total { left += 1 }
      while right > first, below[right] > nextBeta * total { right -= 1 }
      let movesFirst = left - first > last - right
      if movesFirst { alpha = nextAlpha } else { beta = nextBeta }
      let (nextFirst, nextLast) = movesFirst ? (left, last) : (first, right)
      if nextFirst == first, nextLast == last { continue }
      let error = Self.error(counts, width: width, first: nextFirst, last: nextLast)
      if error > smallest { break }
      (smallest, first, last) = (error, nextFirst, nextLast)
    }
    let lowest = histogram.edges[0]
    return (lowest + width * Double(first), lowest + width * Double(last + 1))
  }

  /// The squared error of 256 levels between two bins, when the values of a bin lie evenly in it: added up
  /// over the halves of levels that the bin lies in.
  private static func error(
    _ counts: [Double], width: Double, first: Int, last: Int
  ) -> Double {
    let levels = 256.0
    let levelWidth = width * Double(last - first + 1) / levels
    if levelWidth == 0 { return 0 }
    /// The integral of x² from the middle of a level.
    func integral(_ begin: Double, _ end: Double) -> Double {
      (end * end * end - begin * begin * begin) / 3
    }
    func level(_ x: Double) -> Double { min(max((x / levelWidth).rounded(.down), 0), levels - 1) }
    let half = levelWidth / 2
    let whole = integral(-half, half)
    var sum = 0.0
    for (bin, count) in counts.enumerated() where count > 0 {
      let begin = Double(bin - first) * width
      let end = begin + width
      let (firstLevel, lastLevel) = (level(begin), level(end))
      let firstMiddle = (firstLevel + 0.5) * levelWidth
      let lastMiddle = lastLevel * levelWidth + half
      sum +=
        count / width
        * (integral(begin - firstMiddle, half) + (lastLevel - firstLevel - 1) * whole
          + integral(-half, end - lastMiddle))
    }
    return sum
  }
}
