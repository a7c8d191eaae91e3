import Parallelism
import Support
import Tensors
import Testing

@testable import Quantization

/// Leaving candidates out must not change which one is the best, nor its error by a bit.
struct ErrorEstimatesTests {
  @Test(arguments: [2, 4, 8, 16], [QuantizationErrorMethod.mse, .mae])
  func theBestCandidateIsAmongThem(_ bitWidth: Int, _ method: QuantizationErrorMethod) throws {
    var random = SplitMix64(seed: UInt64(bitWidth))
    for (rows, channels) in [(9, 3), (27, 32), (100, 17), (960, 40)] {
      // Channels of very different sizes, one with an outlier, one without a value.
      var values = random.floats(rows * channels)
      for index in values.indices { values[index] *= [1e-4, 1, 300][index % channels % 3] }
      values[0] = 40
      for row in 0..<rows { values[row * channels + channels - 1] = 0 }
      let kernel = KernelRows(values, channels: channels, on: Machine())
      let largest = (0..<channels).map { Double(max(-kernel.minima[$0], kernel.maxima[$0], 1e-9)) }
      let candidates = (0..<30).map { point in
        largest.map {
          QuantizationRange.threshold($0 * (0.7 + 0.02 * Double(point)), isSigned: true)
        }
      }
      let all = candidates.map {
        kernel.errors(method, $0, bitWidth: bitWidth, in: .float64)
      }
      let some = kernel.errorsOfContenders(method, candidates, bitWidth: bitWidth)
      for c in 0..<channels {
        let smallest = all.map { $0[c] }.min()
        #expect(all.firstIndex { $0[c] == smallest } == some.firstIndex { $0[c] == smallest })
        for (full, part) in zip(all, some) { #expect(part[c] == full[c] || part[c] == .infinity) }
      }
      if bitWidth == 8, rows > 50 {
        // Otherwise the estimates would be of no use.
        let left = some.reduce(0) { $0 + $1.count { $0.isFinite } }
        #expect(left < 15 * channels, "\(left) of \(30 * channels) candidates are left")
      }
    }
  }
}
