import Export
import Foundation
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
      "\(count) kernel codes were -128, which the format forbids. As usual they became -127, or their channels got "
      + "larger steps; \(ExportReport.fileName) beside the model lists them."
  }

  /// How many kernels are coarser than the quantizer's, or `nil` when none is.
  private var coarserKernels: String? {
    guard !network.coarserKernels.isEmpty else { return nil }
    return
      "\(network.coarserKernels.count) kernels are so small beside their biases that their steps were made coarser; "
      + "\(ExportReport.fileName) beside the model lists them."
  }

  private func count(_ channels: [ForbiddenKernelCodes]) -> Int {
    channels.reduce(0) { $0 + $1.count }
  }

  /// The layers whose kernels are not quite the quantizer's, for the page; empty when there are none.
  fileprivate var changedKernels: String {
    let forbidden = network.forbiddenKernelCodes
    let layers = forbidden.map(\.layer).reduce(into: [String]()) {
      if $0.last != $1 { $0.append($1) }
    }
    var text = ""
    if !layers.isEmpty {
      text +=
        "\n\(count(forbidden)) kernel codes were -128, which the format forbids. They became -127, or their channels "
      text += "got larger steps; the biases keep the means:\n\n"
      for layer in layers {
        let own = forbidden.filter { $0.layer == layer }
        let larger = own.filter { $0.stepFactor > 1 }.count
        text += "- `\(oneLine(layer))`: \(count(own)) in \(counted(own.count, "channel"))"
        text += larger == 0 ? "\n" : ", of which \(larger) got larger steps\n"
      }
    }
    if !network.coarserKernels.isEmpty {
      text +=
        "\nThese kernels are so small beside their biases that their steps were made coarser:\n\n"
      for kernel in network.coarserKernels {
        text +=
          "- `\(oneLine(kernel.layer))`, channel \(kernel.channel): by 2^\(kernel.doublings)\n"
      }
    }
    return text
  }
}

/// The page that lies beside exported models.
public struct ExportReport {
  /// The page's name.
  public static let fileName = "README.md"
  /// What exports models, as every page says.
  public static let producer = "activation-threshold-workbook"

  let models: [ExportedModel]
  let made: String
  let numbers: NumberType
  let vectors: Int

  /// - Parameters:
  ///   - models: At least one; all hold the same quantized network.
  ///   - made: What made them.
  ///   - numbers: What goes in and comes out.
  ///   - vectors: How many pictures lie beside every model.
  public init(models: [ExportedModel], made: String, numbers: NumberType, vectors: Int) {
    self.models = models
    self.made = made
    self.numbers = numbers
    self.vectors = vectors
  }

  /// Checks that no page is replaced that somebody else has written.
  ///
  /// - Throws: `OutputError`.
  public static func checkPage(in folder: URL) throws(OutputError) {
    let file = folder.appendingPathComponent(fileName)
    let found: Data
    do {
      found = try RegularFile.contents(path: file.path, limit: 16 << 20)
    } catch .missing {
      return
    } catch {
      throw OutputError(path: file.path, reason: error.reason)
    }
    let lines = String(decoding: found, as: UTF8.self)
      .split(separator: "\n", maxSplits: 3, omittingEmptySubsequences: false)
    guard lines.count > 2, lines[0].hasPrefix("# "), lines[1].isEmpty,
      lines[2].hasPrefix("Made by \(producer), ")
    else {
      throw OutputError(
        path: file.path, reason: "there is a page that no export has written",
        advice: "rename it, or choose another folder with --output")
    }
  }

  /// The page.
  public var readme: String {
    """
    # \(oneLine(models.first?.network.name ?? ""))

    Made by \(made).

    \(models.map(about).joined(separator: "\n"))
    """
  }

  private func about(_ model: ExportedModel) -> String {
    let code = numbers == .float ? "float32" : numbers.rawValue
    return switch model.format {
    case .tflite:
      """
      `model.tflite` takes and gives \(code), one picture at a time unless its input is resized. Every layer's codes
      are a tensor with its name:

      ```python
      from ai_edge_litert.interpreter import Interpreter
      model = Interpreter("model.tflite")
      run = model.get_signature_runner()
      probabilities = run(input=pictures[:1])["output"]
      ```

      \(aboutVectors(model))
      """
    case .onnx:
      """
      `model.onnx` takes and gives \(code) in the order of Keras, `[N, h, w, c]`, as many pictures as you like. Inside
      it has the order of ONNX: every layer's codes are a tensor with its name, uint8 `[N, c, h, w]`:

      ```python
      import onnxruntime
      options = onnxruntime.SessionOptions()
      # Without it, x86 processors that lack VNNI cut sums of two products off at 16 bits.
      options.add_session_config_entry("session.x64quantprecision", "1")
      model = onnxruntime.InferenceSession("model.onnx", options)
      probabilities = model.run(["output"], {"input": pictures})[0]
      ```

      \(aboutVectors(model))
      """
    }
  }

  private func aboutVectors(_ model: ExportedModel) -> String {
    let lines =
      "`\(model.format.vectorsName)/` holds \(vectors) pictures and the codes of every layer; `layers.json` says what "
      + "the codes stand for.\n"
    return (vectors > 0 ? lines : "") + model.changedKernels
  }
}
