import Export
import IntegerNetwork
import Support

/// What `workbook export` wrote, for people.
public struct ExportReport {
  let network: IntegerNetwork
  let made: String
  let numbers: NumberType
  let byteCount: Int
  let vectors: Int

  public init(
    network: IntegerNetwork, made: String, numbers: NumberType, byteCount: Int, vectors: Int
  ) {
    self.network = network
    self.made = made
    self.numbers = numbers
    self.byteCount = byteCount
    self.vectors = vectors
  }

  /// What stands on stdout.
  public func text(folder: String) -> String {
    "\(folder)/model.tflite: \(network.name), \(byteCount) bytes, \(network.layers.count) layers in 8-bit "
      + "integers\n" + [forbiddenCodes, coarserKernels].compactMap { $0 }.joined(separator: "\n")
  }

  /// Which channels have coarser kernels, or `nil` when none has.
  private var coarserKernels: String? {
    let coarser = network.coarserKernels
    guard !coarser.isEmpty else { return nil }
    return
      "\(coarser.count) kernels are so small beside their biases that their steps were made coarser:\n"
      + coarser.map { "  \($0.layer), channel \($0.channel): by 2^\($0.doublings)" }
      .joined(separator: "\n")
  }

  /// How many kernel codes were forbidden, and where.
  private var forbiddenCodes: String {
    let forbidden = network.forbiddenKernelCodes
    guard !forbidden.isEmpty else { return "No kernel code is -128, which the format forbids." }
    func count(_ channels: [ForbiddenKernelCodes]) -> Int { channels.reduce(0) { $0 + $1.count } }
    let layers = forbidden.map(\.layer).reduce(into: [String]()) {
      if $0.last != $1 { $0.append($1) }
    }
    let lines = layers.map { layer in
      let own = forbidden.filter { $0.layer == layer }
      let larger = own.filter { $0.stepFactor > 1 }
      return "  \(layer): \(count(own)) in \(counted(own.count, "channel"))"
        + (larger.isEmpty ? "" : ", of which \(larger.count) got larger steps")
    }
    return
      "\(count(forbidden)) kernel codes were -128, which the format forbids. They became -127, or their "
      + "channels got larger steps; the biases keep the means:\n" + lines.joined(separator: "\n")
  }

  /// The page that lies beside the files.
  public var readme: String {
    let code = numbers == .float ? "float32" : numbers.rawValue
    return """
      # \(network.name)

      Made by \(made).

      `model.tflite` takes and gives \(code), one picture at a time. Every layer's codes are a tensor with its
      name:

      ```python
      from ai_edge_litert.interpreter import Interpreter
      model = Interpreter("model.tflite")
      run = model.get_signature_runner()
      probabilities = run(input=pictures[:1])["output"]
      ```

      \(aboutVectors)
      """
  }

  private var aboutVectors: String {
    guard vectors > 0 else { return "" }
    return
      "`vectors/` holds \(vectors) pictures and the codes of every layer; `layers.json` says what the "
      + "codes stand for.\n"
  }
}
