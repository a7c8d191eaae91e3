import IntegerNetwork
import Support

/// A file that holds a network, as `workbook export` writes it.
public enum ModelFormat: String, Sendable {
  /// Int8, for LiteRT and TensorFlow Lite.
  case tflite
  /// QDQ, for ONNX Runtime.
  case onnx

  /// The file's name.
  public var fileName: String { "model.\(rawValue)" }

  /// Whose rules its runtime follows.
  public var profile: RuntimeProfile {
    switch self {
    case .tflite: .liteRT
    case .onnx: .onnxRuntime
    }
  }

  /// The folder for pictures and the codes that this runtime makes of them.
  public var vectorsName: String {
    switch self {
    case .tflite: "vectors"
    case .onnx: "vectors-onnx"
    }
  }
}

/// A model that was written.
public struct ExportedModel {
  /// What kind of file it is.
  public let format: ModelFormat
  /// What is in it.
  public let network: IntegerNetwork
  /// The file's size.
  public let byteCount: Int

  public init(format: ModelFormat, network: IntegerNetwork, byteCount: Int) {
    self.format = format
    self.network = network
    self.byteCount = byteCount
  }

  /// What stands on stdout.
  public func text(folder: String) -> String {
    "\(folder)/\(format.fileName): \(oneLine(network.name)), \(byteCount) bytes, "
      + "\(network.layers.count) layers in 8-bit integers\n"
      + [forbiddenCodes, coarserKernels].compactMap { $0 }.joined(separator: "\n")
  }

  /// How many kernel codes were forbidden.
  private var forbiddenCodes: String {
    guard network.profile.smallestKernelCode > -128 else {
      return "No kernel code was moved: the format has them all."
    }
    let count = count(network.forbiddenKernelCodes)
    guard count > 0 else { return "No kernel code is -128, which the format forbids." }
    return
      "\(Self.forbidden(count)). As usual \(Self.moved(count)); \(ExportReport.fileName) beside the model lists "
      + (count == 1 ? "it." : "them.")
  }

  private static func forbidden(_ count: Int) -> String {
    "\(counted(count, "kernel code")) \(count == 1 ? "was" : "were") -128, which the format forbids"
  }

  private static func moved(_ count: Int) -> String {
    count == 1
      ? "it became -127, or its channel got larger steps"
      : "they became -127, or their channels got larger steps"
  }

  /// How many kernels are coarser than the quantizer's, or `nil` when none is.
  private var coarserKernels: String? {
    guard !network.coarserKernels.isEmpty else { return nil }
    let count = network.coarserKernels.count
    return
      "\(Self.coarser(count)); \(ExportReport.fileName) beside the model lists \(count == 1 ? "it" : "them")."
  }

  private static func coarser(_ count: Int) -> String {
    let start = "\(counted(count, "channel")) of kernels"
    return count == 1
      ? "\(start) is so small beside its bias that its step was made coarser"
      : "\(start) are so small beside their biases that their steps were made coarser"
  }

  private func count(_ channels: [ForbiddenKernelCodes]) -> Int {
    channels.reduce(0) { $0 + $1.count }
  }

  /// The layers whose kernels are not quite the quantizer's, a line for each; empty when there are none.
  var changedKernels: String {
    [forbiddenList, coarserList].compactMap { $0 }.joined(separator: "\n\n")
  }

  private var forbiddenList: String? {
    let forbidden = network.forbiddenKernelCodes
    guard !forbidden.isEmpty else { return nil }
    let all = count(forbidden)
    let lines = Self.byLayer(forbidden, \.layer).map { layer, own in
      let larger = own.filter { $0.stepFactor > 1 }.count
      return "- `\(oneLine(layer))`: \(count(own)) in \(counted(own.count, "channel"))"
        + (larger == 0 ? "" : ", of which \(larger) got larger steps")
    }
    return "\(Self.forbidden(all)); \(Self.moved(all)). The biases keep the means:\n\n"
      + lines.joined(separator: "\n")
  }

  private var coarserList: String? {
    let coarser = network.coarserKernels
    guard !coarser.isEmpty else { return nil }
    let lines = Self.byLayer(coarser, \.layer).map { layer, own in
      let doublings = own.map(\.doublings)
      let (least, most) = (doublings.min() ?? 0, doublings.max() ?? 0)
      return "- `\(oneLine(layer))`: \(counted(own.count, "channel")), by 2^\(least)"
        + (least == most ? "" : " to 2^\(most)")
    }
    return "\(Self.coarser(coarser.count)):\n\n" + lines.joined(separator: "\n")
  }

  /// What belongs to each layer, in the order of the layers.
  private static func byLayer<Element>(
    _ all: [Element], _ layer: (Element) -> String
  ) -> [(String, [Element])] {
    var found: [(String, [Element])] = []
    for element in all {
      if found.last?.0 == layer(element) {
        found[found.count - 1].1.append(element)
      } else {
        found.append((layer(element), [element]))
      }
    }
    return found
  }
}
