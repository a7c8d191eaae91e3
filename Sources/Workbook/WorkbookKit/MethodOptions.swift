import ArgumentParser
import Quantization

/// Which error methods to use.
public struct MethodOptions: ParsableArguments, Sendable {
  /// The names of the methods.
  @Option(
    help: ArgumentHelp(
      "mse, noClipping, mae, kl, klGuarded, lp or percentile; all stands for MCT's five, mse, "
        + "noClipping, mae, kl and lp. May be repeated. (default: all)",
      valueName: "method"))
  public var errorMethod: [String] = []

  /// The exponent of `lp`.
  @Option(help: "The p of lp.")
  public var lpP = 2.0

  /// The percentage of `percentile`.
  @Option(help: "The percentage of values that percentile keeps.")
  public var percentile = 99.99

  /// The names of all methods.
  static let names = "mse, noClipping, mae, kl, klGuarded, lp, percentile"

  public init() {}

  /// The methods asked for, without repetitions; MCT's five when none was.
  ///
  /// - Throws: `ValidationError` for a name that no method has.
  public func errorMethods() throws -> [QuantizationErrorMethod] {
    var methods: [QuantizationErrorMethod] = []
    for name in errorMethod.isEmpty ? ["all"] : errorMethod {
      if name == "all" {
        methods += QuantizationErrorMethod.mctMethods.map { method in
          if case .lp = method { .lp(p: lpP) } else { method }
        }
      } else if let method = QuantizationErrorMethod(
        name: name, p: lpP, percentage: percentile)
      {
        methods.append(method)
      } else {
        throw ValidationError(
          "There is no error method “\(name)”; there are \(MethodOptions.names) and all.")
      }
    }
    var seen: Set<QuantizationErrorMethod> = []
    return methods.filter { seen.insert($0).inserted }
  }

  /// Checks the names, the exponent and the percentage.
  public func validate() throws {
    _ = try errorMethods()
    guard lpP > 0, lpP.isFinite else {
      throw ValidationError("--lp-p is \(lpP), but must be positive; 2 is MSE, 1 is MAE.")
    }
    guard percentile > 0, percentile <= 100 else {
      throw ValidationError(
        "--percentile is \(percentile), but must be above 0 and at most 100; 99.99 is usual.")
    }
  }
}
