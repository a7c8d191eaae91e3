import Foundation

extension ActivationQuantizationParameters {
  /// `10 · log₁₀(Σ x² / Σ (Q(x) − x)²)` in decibels over the values of a histogram, every value counting as
  /// the left edge of its bin; infinite when nothing is changed.
  public func signalToNoise(on histogram: Histogram) -> Double {
    let grid = grid
    var (signal, noise) = (0.0, 0.0)
    for (x, count) in zip(histogram.edges, histogram.counts) where count > 0 {
      let error = grid(x) - x
      signal += x * x * count
      noise += error * error * count
    }
    return 10 * log10(signal / noise)
  }
}
