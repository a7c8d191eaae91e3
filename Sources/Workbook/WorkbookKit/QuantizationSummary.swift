import PostTrainingQuantization
import Quantization
import Support
import TargetPlatform

/// How some quantizations were made, in words: the images, the grids, the bits and the platform.
struct QuantizationSummary {
  let text: String

  init(
    _ infos: [QuantizationInfo], ledger: CalibrationLedger, platform: TargetPlatformCapabilities
  ) {
    let parameters = infos.flatMap { $0.activations.map(\.result.parameters) }
    let families = QuantizationMethod.allCases.filter { family in
      parameters.contains { $0.method == family }
    }
    let widths = Set(parameters.map(\.bitWidth)).sorted(by: >)
    let version = platform.minorVersion.map { " version \($0)" } ?? ""
    let overrides = infos.first?.config.overrides.count ?? 0
    let own = overrides == 0 ? "" : ", \(overrides) overridden"
    let grids =
      parameters.isEmpty
      ? "no output quantized"
      : "\(families.map(\.mctName).joined(separator: " and ")), "
        + "\(widths.map(String.init).joined(separator: ", ")) bits"
    text =
      "\(ledger.images.count) calibration images, \(grids), "
      + "platform \(oneLine(platform.name))\(version)\(own)"
  }
}
