import ArgumentParser
import Foundation
import PostTrainingQuantization
import Quantization
import TargetPlatform
import WorkbookKit

/// How to quantize, for the commands that do.
struct QuantizationOptions: ParsableArguments {
  @OptionGroup var methods: MethodOptions

  @Option(
    help: ArgumentHelp(
      "powerOfTwo, symmetric or uniform, for all activations. (default: what the platform says)",
      valueName: "method"))
  var quantizationMethod: String?

  @Option(
    help:
      "Bits per activation, 2 to 16. May be repeated. (default: what the platform says)")
  var activationBits: [Int] = []

  @Option(help: "Drop histogram bins further than this many standard deviations from the mean.")
  var zThreshold: Double?

  @OptionGroup var overrides: OverrideOptions

  @OptionGroup var target: PlatformOptions

  func validate() throws {
    _ = try method()
    for bits in activationBits where !supportedBitWidths.contains(bits) {
      throw ValidationError("--activation-bits is \(bits), but must be between 2 and 16.")
    }
    if let zThreshold, !(zThreshold > 0) {
      throw ValidationError("--z-threshold is \(zThreshold), but must be positive.")
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

  /// One configuration per error method and bit width, with what was asked for single outputs of the network.
  ///
  /// - Throws: What ``Workbook/overrides(_:on:)`` throws.
  func configurations(for workbook: Workbook) throws -> [QuantizationConfig] {
    let overrides = try workbook.overrides(overrides, on: platform())
    return try configurations().map {
      var config = $0
      config.overrides = overrides
      return config
    }
  }

  /// One configuration per error method and bit width, before the network is known.
  func configurations() throws -> [QuantizationConfig] {
    // As with error methods, what is asked for twice is made once.
    var seen: Set<Int> = []
    let distinct = activationBits.filter { seen.insert($0).inserted }
    let widths: [Int?] = distinct.isEmpty ? [nil] : distinct
    let method = try method()
    return try methods.errorMethods().flatMap { errorMethod in
      widths.map { bits in
        QuantizationConfig(
          activationErrorMethod: errorMethod, zThreshold: zThreshold ?? .infinity,
          activationQuantizationMethod: method, activationBitWidth: bits)
      }
    }
  }

  func platform() throws -> TargetPlatformCapabilities { try target.platform() }
}

/// What the hardware can do.
struct PlatformOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A target platform file in MCT's JSON, or a built-in one such as imx500-4.0. "
        + "(default: imx500-1.0)",
      valueName: "file"),
    transform: inputPath)
  var tpc: String?

  func platform() throws -> TargetPlatformCapabilities {
    guard let tpc else { return .mctDefault }
    if TargetPlatformVersion(rawValue: tpc) != nil {
      return try TargetPlatformCapabilities(named: tpc)
    }
    return try TargetPlatformCapabilities(contentsOf: URL(fileURLWithPath: tpc))
  }
}
