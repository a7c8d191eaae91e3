import Support

/// What keeps the search for a KL threshold sane.
public enum KLGuard: String, Sendable, Hashable, CaseIterable {
  /// Nothing: MCT's literal search. With power-of-two thresholds it ends at about one histogram bin,
  /// where the divergence is 0 because a single bin has nothing to diverge from.
  case none
  /// The two rules of entropy calibration. MCT has none of them.
  ///
  /// - A threshold that clips is tried only while at least as many bins lie within it as its grid has
  ///   levels. With fewer, every bin can have a level to itself, and there is little left to compare.
  /// - The bin that 0 lies in counts for no more than the larger of its neighbours. Behind a ReLU it
  ///   holds a large share of all values, exact zeros that no grid of ours rounds. Raw KL shares them out
  ///   among the bins of their level and takes that for an error, so it runs from coarse steps at any price.
  ///
  /// - Source: S. Migacz, “8-bit Inference with TensorRT”, 2017; NVIDIA, pytorch-quantization,
  ///   `calib/histogram.py:_compute_amax_entropy`, which begins at 128 bins and sets the first bin to the
  ///   second.
  case entropyCalibration
}

/// How the threshold t is judged: the error ERR(t) that the search makes small.
///
/// | method | ERR(t) | keeps | gives up |
/// |---|---|---|---|
/// | `noClipping` | none: the smallest t not below the largest value | the largest values | resolution, when outliers are far out |
/// | `mse` | `1/n_s Σ (Q(x) − x)²` | large values, since their errors count squared | a few outliers |
/// | `mae` | `1/n_s Σ |Q(x) − x|` | the many small values | the tail |
/// | `kl` | `Σ P ln(P / Q)` of the histograms | the shape of the distribution | the values themselves |
/// | `lp(p)` | `1/n_s Σ |Q(x) − x|^p` | the more of the tail, the larger p | `p = 2` is `mse`, `p = 1` is `mae` |
/// | `percentile(q)` | none: the smallest t not below q percent of all |x| | resolution | the rest, however large; it is not MCT's |
///
/// n_s is the number of values, not of images.
///
/// - Source: the tutorial; MCT's `QuantizationErrorMethod`.
/// - Explained in: chapters 0, 3 and 4; `percentile` in chapter 10.
public enum QuantizationErrorMethod: Sendable, Hashable {
  /// No value may be cut off (though the grid ends one step short of t).
  case noClipping
  /// Mean squared error; MCT's default.
  case mse
  /// Mean absolute error.
  case mae
  /// Kullback–Leibler divergence between the histogram and its quantized version.
  case kl(guard: KLGuard = .none)
  /// Mean of `|error|^p`; MCT's default p is 2.
  case lp(p: Double = 2)
  /// A percentage of all values, more than 0 and at most 100, lies within the threshold. MCT has no such
  /// method.
  case percentile(Double = 99.99)

  /// MCT's five methods with their default parameters, the tutorial's pair first.
  public static let mctMethods: [QuantizationErrorMethod] = [
    .mse, .noClipping, .mae, .kl(), .lp(),
  ]

  /// What an error is made of.
  enum Measure {
    /// It is 0, whatever is cut off: nothing is compared.
    case nothing
    /// The mean of `|Q(x) − x|^p`.
    case meanPower(Double)
    /// The divergence of two histograms.
    case divergence
  }

  /// What its error is made of.
  var measure: Measure {
    switch self {
    case .noClipping, .percentile: .nothing
    case .mse: .meanPower(2)
    case .mae: .meanPower(1)
    case .lp(let p): .meanPower(p)
    case .kl: .divergence
    }
  }

  /// The name on the command line and in JSON.
  public var name: String {
    switch self {
    case .noClipping: "noClipping"
    case .mse: "mse"
    case .mae: "mae"
    case .kl(guard: .none): "kl"
    case .kl(guard: .entropyCalibration): "klGuarded"
    case .lp: "lp"
    case .percentile: "percentile"
    }
  }

  /// The name in tables and figures, as MCT writes it.
  public var title: String {
    switch self {
    case .noClipping: "NOCLIPPING"
    case .mse: "MSE"
    case .mae: "MAE"
    case .kl(guard: .none): "KL"
    case .kl(guard: .entropyCalibration): "KL guarded"
    case .lp(let p): p == 2 ? "LP" : "LP p=\(shortest(p))"
    case .percentile(let percentage): "percentile \(shortest(percentage))"
    }
  }

  /// The method of that name, or `nil`.
  ///
  /// ```swift
  /// QuantizationErrorMethod(name: "LP", p: 3)?.title  // "LP p=3"
  /// QuantizationErrorMethod(name: "klGuarded")?.title  // "KL guarded"
  /// QuantizationErrorMethod(name: "percentile", percentage: 99.9)?.title  // "percentile 99.9"
  /// QuantizationErrorMethod(name: "best")  // nil
  /// ```
  ///
  /// - Parameters:
  ///   - p: The p of `lp`.
  ///   - percentage: The percentage of `percentile`.
  public init?(name: String, p: Double = 2, percentage: Double = 99.99) {
    switch name.lowercased() {
    case "noclipping": self = .noClipping
    case "mse": self = .mse
    case "mae": self = .mae
    case "kl": self = .kl()
    case "klguarded": self = .kl(guard: .entropyCalibration)
    case "lp": self = .lp(p: p)
    case "percentile": self = .percentile(percentage)
    default: return nil
    }
  }
}
