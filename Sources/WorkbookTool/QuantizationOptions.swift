import ArgumentParser
import Foundation
import PostTrainingQuantization
import Quantization
import TargetPlatform
import WorkbookKit

/// How to quantize, for the commands that do.
struct QuantizationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "mse, noClipping, mae, kl, klGuarded or lp; all stands for MCT's five. May be repeated.",
      valueName: "method"))
  var errorMethod: [String] = []

  @Option(help: "The p of lp.")
  var lpP = 2.0

  @Option(
    help: ArgumentHelp(
      "powerOfTwo, symmetric or uniform, for all activations; else what the platform says.",
      valueName: "method"))
  var quantizationMethod: String?

  @Option(
    help: "Bits per activation, 2 to 16; may be repeated; else what the platform says.")
  var activationBits: [Int] = []

  @Option(help: "Drop histogram bins further than this many standard deviations from the mean.")
  var zThreshold: Double?

  @Option(
    help: ArgumentHelp(
      "A target platform file in MCT's JSON, or a built-in one such as imx500-4.0.",
      valueName: "file"))
  var tpc: String?

  /// The methods asked for, without repetitions.
  func errorMethods() throws -> [QuantizationErrorMethod] {
    var methods: [QuantizationErrorMethod] = []
    for name in errorMethod.isEmpty ? ["all"] : errorMethod {
      if name == "all" {
        methods += QuantizationErrorMethod.tutorialMethods.map { method in
          if case .lp = method { .lp(p: lpP) } else { method }
        }
      } else if let method = QuantizationErrorMethod(name: name, p: lpP) {
        methods.append(method)
      } else {
        throw ValidationError(
          "There is no error method “\(name)”; there are mse, noClipping, mae, kl, klGuarded, lp and "
            + "all.")
      }
    }
    var seen: Set<QuantizationErrorMethod> = []
    return methods.filter { seen.insert($0).inserted }
  }

  func validate() throws {
    _ = try errorMethods()
    _ = try method()
    for bits in activationBits where !supportedBitWidths.contains(bits) {
      throw ValidationError("--activation-bits is \(bits), but must be between 2 and 16.")
    }
    if let zThreshold, !(zThreshold > 0) {
      throw ValidationError("--z-threshold is \(zThreshold), but must be positive.")
    }
    guard lpP > 0, lpP.isFinite else {
      throw ValidationError("--lp-p is \(lpP), but must be positive; 2 is MSE, 1 is MAE.")
    }
  }

  private func method() throws -> QuantizationMethod? {
    guard let quantizationMethod else { return nil }
    guard
      let method = QuantizationMethod.allCases.first(where: {
        $0.rawValue.lowercased() == quantizationMethod.lowercased()
      })
    else {
      throw ValidationError(
        "There is no quantization method “\(quantizationMethod)”; there are powerOfTwo, symmetric "
          + "and uniform.")
    }
    return method
  }

  /// One configuration per error method and bit width.
  func configurations() throws -> [QuantizationConfig] {
    let widths: [Int?] = activationBits.isEmpty ? [nil] : activationBits.map { $0 }
    let method = try method()
    return try errorMethods().flatMap { errorMethod in
      widths.map { bits in
        QuantizationConfig(
          activationErrorMethod: errorMethod, zThreshold: zThreshold ?? .infinity,
          activationQuantizationMethod: method, activationBitWidth: bits)
      }
    }
  }

  func platform() throws -> TargetPlatformCapabilities {
    guard let tpc else { return .mctDefault }
    if TargetPlatformVersion(rawValue: tpc) != nil {
      return try TargetPlatformCapabilities(named: tpc)
    }
    return try TargetPlatformCapabilities(contentsOf: URL(fileURLWithPath: tpc))
  }
}
