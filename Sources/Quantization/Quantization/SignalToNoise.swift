import Foundation

/// The signal-to-quantization-noise ratio in decibels: `10 · log₁₀(Σ x² / Σ (y − x)²)`, x before and y after
/// quantization.
///
/// ```swift
/// signalToNoise(signal: 100, noise: 1)  // 20
/// signalToNoise(signal: 100, noise: 0)  // .infinity
/// ```
///
/// - Parameters:
///   - signal: `Σ x²`.
///   - noise: `Σ (y − x)²`.
/// - Returns: The ratio in decibels; infinite when nothing was changed, also when there was nothing to change.
public func signalToNoise(signal: Double, noise: Double) -> Double {
  noise == 0 ? .infinity : 10 * log10(signal / noise)
}

extension ActivationQuantizationParameters {
  /// The signal-to-noise ratio over the values of a histogram in decibels, every value counting as the left
  /// edge of its bin.
  ///
  /// ```swift
  /// // Of 1 and 3 a grid of 0, 2, 4, 6 makes 0 and 4: the noise is a fifth of the signal.
  /// let coarse = ActivationQuantizationParameters(
  ///   method: .powerOfTwo, bitWidth: 2, range: .threshold(8, isSigned: false))
  /// let sample = Histogram(edges: [1, 3, 5], counts: [1, 1])
  /// coarse.signalToNoise(on: sample)  // 10 * log10(5)
  /// ```
  public func signalToNoise(on histogram: Histogram) -> Double {
    let grid = grid
    var (signal, noise) = (0.0, 0.0)
    for (x, count) in zip(histogram.edges, histogram.counts) where count > 0 {
      let error = grid(x) - x
      signal += x * x * count
      noise += error * error * count
    }
    return Quantization.signalToNoise(signal: signal, noise: noise)
  }
}
