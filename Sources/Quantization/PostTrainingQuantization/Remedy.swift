import Foundation
import Quantization

/// Something to try at an output that hurts.
public struct Remedy: Sendable, Hashable {
  /// In a few words: `NOCLIPPING`, `symmetric, MSE`, `t / 2`, `16 bits`.
  public let name: String
  /// The quantizer instead of the output's own.
  public let parameters: ActivationQuantizationParameters
  /// Whether the hardware needs more bits for it.
  public let needsMoreBits: Bool
  /// The same, as `--override` takes it.
  public let override: String
}

extension QuantizationResult {
  /// What can be tried at an output: the thresholds of the other methods, half and twice the threshold, the other
  /// families of grids, and twice the bits. What the output has already is left out, and so is what comes twice.
  ///
  /// - Throws: ``QuantizationError`` or ``QuantizationRequestError``.
  /// - Explained in: chapter 8.
  public func remedies(for node: String) throws -> [Remedy] {
    guard let own = info[node]?.parameters, let place = calibration.prepared[node] else {
      return []
    }
    func found(_ override: ActivationOverride) throws -> ActivationQuantizationParameters {
      var config = info.config
      config.overrides[node] = override
      return try calibration.search(place, config: config).parameters
    }
    var remedies: [Remedy] = []
    var seen: Set<ActivationQuantizationParameters> = [own]
    func add(
      _ name: String, _ parameters: ActivationQuantizationParameters, _ override: String,
      needsMoreBits: Bool = false
    ) {
      guard seen.insert(parameters).inserted else { return }
      remedies.append(
        Remedy(
          name: name, parameters: parameters, needsMoreBits: needsMoreBits, override: override))
    }
    let family = own.method
    // What the option has to say beside the choice itself: it takes the place of an override that is there.
    let (usualFamily, usualBits) = (
      info.config.activationQuantizationMethod ?? place.activationMethod,
      info.config.activationBitWidth ?? place.activationBitWidth
    )
    func option(_ choice: String?, _ method: QuantizationMethod, _ bits: Int) -> String {
      let words: [String?] = [
        method == usualFamily ? nil : method.rawValue, choice,
        bits == usualBits ? nil : "\(bits)bits",
      ]
      return words.compactMap { $0 }.joined(separator: ",")
    }
    for method in QuantizationErrorMethod.mctMethods {
      let override = ActivationOverride(
        errorMethod: method, quantizationMethod: family, bitWidth: own.bitWidth)
      add(method.title, try found(override), option(method.name, family, own.bitWidth))
    }
    if let t = own.range.threshold {
      for (name, threshold) in [("t / 2", t / 2), ("2 t", 2 * t)] {
        add(
          name,
          ActivationQuantizationParameters(
            method: family, bitWidth: own.bitWidth,
            range: .threshold(threshold, isSigned: own.range.isSigned)),
          option("\(threshold)", family, own.bitWidth))
      }
    }
    for other in QuantizationMethod.allCases where other != family {
      let override = ActivationOverride(
        errorMethod: .mse, quantizationMethod: other, bitWidth: own.bitWidth)
      let words = option("mse", other, own.bitWidth)
      add(
        "\(other.title), MSE", try found(override),
        other == usualFamily ? "\(other.rawValue),\(words)" : words)
    }
    let bits = min(2 * own.bitWidth, supportedBitWidths.upperBound)
    let judged = info[node]?.errorMethod ?? info.config.activationErrorMethod
    let wider = ActivationOverride(
      errorMethod: judged, quantizationMethod: family, bitWidth: bits)
    let isUsual = judged == info.config.activationErrorMethod
    let words = option(isUsual ? nil : judged.name, family, bits)
    // An option says something, also where the bits are those of the others.
    add(
      "\(bits) bits", try found(wider), words.isEmpty ? "\(bits)bits" : words,
      needsMoreBits: true)
    return remedies
  }
}

extension QuantizationMethod {
  /// The family in words.
  fileprivate var title: String {
    switch self {
    case .powerOfTwo: "power of two"
    case .symmetric: "symmetric"
    case .uniform: "uniform"
    }
  }
}
