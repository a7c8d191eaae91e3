import Export
import Foundation
import PostTrainingQuantization
import Quantization
import Support
import TargetPlatform

/// The page that lies beside exported models.
public struct ExportReport {
  /// The page's name.
  public static let fileName = "README.md"
  /// What exports models, as every page says.
  public static let producer = "activation-threshold-workbook"

  let models: [ExportedModel]
  let result: QuantizationResult
  let made: ExportProvenance
  let use: ModelUse
  let platform: TargetPlatformCapabilities
  let numbers: NumberType
  let vectors: Int

  /// - Parameters:
  ///   - models: At least one.
  ///   - result: The quantized network that all of them hold.
  ///   - made: What made them.
  ///   - use: What goes in and comes out.
  ///   - platform: What the thresholds were searched for.
  ///   - numbers: As which numbers.
  ///   - vectors: How many pictures lie beside every model.
  public init(
    models: [ExportedModel], of result: QuantizationResult, made: ExportProvenance, use: ModelUse,
    on platform: TargetPlatformCapabilities, numbers: NumberType, vectors: Int
  ) {
    self.models = models
    self.result = result
    self.made = made
    self.use = use
    self.platform = platform
    self.numbers = numbers
    self.vectors = vectors
  }

  /// How the thresholds were chosen, in a line to stand above the files' names.
  public static func headline(
    of result: QuantizationResult, on platform: TargetPlatformCapabilities
  ) -> String {
    "\(oneLine(result.prepared.model.name)): thresholds of \(result.info.activations.count) outputs by "
      + "\(result.title), \(summary(of: result, on: platform))"
  }

  private static func summary(
    of result: QuantizationResult, on platform: TargetPlatformCapabilities
  ) -> String {
    QuantizationSummary([result.info], ledger: result.info.ledger, platform: platform).text
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

  /// The page: how to use the files, then how they were made and what they cost.
  public var readme: String {
    let pictures = counted(result.info.ledger.images.count, "picture")
    let title = """
      # \(oneLine(models.first?.network.name ?? ""))

      Made by \(Self.producer), by \(result.title) on \(pictures).
      """
    var parts = [title] + ends
    parts.append("## How the thresholds were chosen\n\n" + thresholds)
    parts += models.map(about)
    parts.append("## What it costs\n\n" + cost)
    let changes = models.map(\.changedKernels).filter { !$0.isEmpty }
    if !changes.isEmpty {
      parts.append(
        "## Kernels that are not quite the quantizer's\n\n" + changes.joined(separator: "\n\n"))
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// What goes in and what comes out.
  private var ends: [String] {
    guard let layers = models.first?.network.layers, let last = layers.last else { return [] }
    return [
      "## What goes in\n\n" + use.goingIn(on: layers[0].grid, as: numbers),
      "## What comes out\n\n" + use.comingOut(on: last.grid, as: numbers),
    ]
  }

  private var thresholds: String {
    var lines = ["By \(result.title): \(Self.summary(of: result, on: platform))."]
    let overrides = result.info.config.overrides
    if !overrides.isEmpty {
      lines += ["", "These outputs have a choice of their own:", ""]
      for node in overrides.keys.sorted() {
        lines.append("- `\(oneLine(node))`: \(overrides[node]?.choice ?? "")")
      }
    }
    lines += ["", "The description in the files: \(made.text)."]
    return lines.joined(separator: "\n")
  }

  private var cost: String {
    let commands = models.map { model in
      let arithmetic = model.format == .onnx ? Arithmetic.integerONNX : .integer
      return "swift run workbook evaluate --arithmetic \(arithmetic.rawValue) --error-method "
        + result.method.name
    }
    return """
      These commands count the right answers of the same integers, and of the float network. Give them the other options of
      this export too, but `--format`, `--input`, `--vectors` and `--output`, and pictures that calibration does not see:

      ```sh
      \(commands.joined(separator: "\n"))
      ```
      """
  }

  private func about(_ model: ExportedModel) -> String {
    let code = numbers == .float ? "float32" : numbers.rawValue
    return switch model.format {
    case .tflite:
      """
      ## `model.tflite`

      `model.tflite` takes and gives \(code), one picture at a time unless its input is resized. Every layer's codes
      are a tensor with its name:

      ```python
      from ai_edge_litert.interpreter import Interpreter
      model = Interpreter("model.tflite")
      run = model.get_signature_runner()
      probabilities = run(input=pictures[:1])["output"]
      ```\(aboutVectors(model))
      """
    case .onnx:
      """
      ## `model.onnx`

      `model.onnx` takes and gives \(code) in the order of Keras, `[N, h, w, c]`, as many pictures as you like. Inside
      it has the order of ONNX: every layer's codes are a tensor with its name, uint8 `[N, c, h, w]`:

      ```python
      import onnxruntime
      options = onnxruntime.SessionOptions()
      # Without it, x86 processors that lack VNNI cut sums of two products off at 16 bits.
      options.add_session_config_entry("session.x64quantprecision", "1")
      model = onnxruntime.InferenceSession("model.onnx", options)
      probabilities = model.run(["output"], {"input": pictures})[0]
      ```\(aboutVectors(model))
      """
    }
  }

  private func aboutVectors(_ model: ExportedModel) -> String {
    guard vectors > 0 else { return "" }
    return
      "\n\n`\(model.format.vectorsName)/` holds \(counted(vectors, "picture")) and the codes of every layer; "
      + "`layers.json` says what the codes stand for."
  }
}
