import Foundation
import Quantization

extension Calibration {
  /// Two methods, and the difference between them one part at a time: the second one's steps alone, the
  /// clipping of each alone, and the second one's thresholds on the outputs of one kind alone.
  ///
  /// - Parameters:
  ///   - first: The method whose thresholds change.
  ///   - second: The method whose thresholds or steps come instead.
  ///   - bitWidths: The bit widths of the activations, in bits.
  ///   - weights: The quantized kernels.
  /// - Returns: Seven quantizations for every bit width; of the kinds the signed outputs come first.
  /// - Throws: ``QuantizationError`` or ``QuantizationRequestError``.
  /// - Explained in: chapter 5.
  public func exchanges(
    between first: QuantizationErrorMethod, and second: QuantizationErrorMethod,
    bitWidths: [Int], weights: QuantizedWeights
  ) throws -> [QuantizationResult] {
    try bitWidths.flatMap { bits in
      let own = try quantized(by: first, bitWidth: bits, weights: weights)
      let other = try quantized(by: second, bitWidth: bits, weights: weights)
      // snippet.exchanges
      return [
        own, other,
        try own.withSteps(of: other),
        try own.clippingAlone(), try other.clippingAlone(),
        try own.taking(other, onSigned: true),
        try own.taking(other, onSigned: false),
      ]
      // snippet.end
    }
  }
}

/// Quantizations put together from two others, to find out which part of a difference does the harm.
extension QuantizationResult {
  /// The same thresholds with 16 bits: what is clipped stays clipped, and rounding hardly counts.
  ///
  /// - Throws: ``QuantizationError``.
  /// - Explained in: chapter 5.
  public func clippingAlone() throws -> QuantizationResult {
    try replacing { own in
      ActivationQuantizationParameters(
        method: own.result.parameters.method, bitWidth: 16, range: own.result.parameters.range)
    }
  }

  /// These thresholds with the steps of another quantization: where the other's power of two is half as
  /// large, one more bit halves the step and clips nothing more.
  ///
  /// - Precondition: Both are of the same outputs, with powers of two.
  /// - Throws: ``QuantizationError``.
  /// - Explained in: chapter 5.
  public func withSteps(of other: QuantizationResult) throws -> QuantizationResult {
    try replacing { own in
      let parameters = own.result.parameters
      guard let step = other.info[own.node]?.parameters.grid.step else { return nil }
      // A larger step would take a bit away.
      let bits = parameters.bitWidth + Int(log2(parameters.grid.step / step).rounded())
      return ActivationQuantizationParameters(
        method: parameters.method, bitWidth: min(max(bits, 2), 16), range: parameters.range)
    }
  }

  /// These thresholds, on the outputs of one kind those of another quantization.
  ///
  /// - Parameter isSigned: Whether it is the outputs with values below zero that change, or the others.
  /// - Throws: ``QuantizationError``.
  /// - Explained in: chapter 5.
  public func taking(
    _ other: QuantizationResult, onSigned isSigned: Bool
  ) throws -> QuantizationResult {
    try replacing { own in
      own.result.parameters.range.isSigned == isSigned ? other.info[own.node]?.parameters : nil
    }
  }

  /// These thresholds, at some outputs those of another quantization.
  ///
  /// - Throws: ``QuantizationError``.
  /// - Explained in: chapter 8.
  public func taking(
    _ other: QuantizationResult, at nodes: [String]
  ) throws -> QuantizationResult {
    try replacing { nodes.contains($0.node) ? other.info[$0.node]?.parameters : nil }
  }

  /// These thresholds with another quantization's at more and more outputs: at the last one, whose range is
  /// known if it is a softmax; at the one before; at all signed ones; at all.
  ///
  /// - Returns: What is taken from the other, and the quantization; the first is this one.
  /// - Throws: ``QuantizationError``.
  /// - Explained in: chapter 10.
  public func taking(
    stepByStep other: QuantizationResult
  ) throws -> [(name: String, quantization: QuantizationResult)] {
    let outputs = info.activations
    let last = outputs.suffix(2).reversed().map { ($0.node, [$0.node]) }
    let signed = outputs.filter { $0.result.parameters.range.isSigned }.map(\.node)
    let parts = last + [("all signed outputs", signed), ("all outputs", outputs.map(\.node))]
    var taken: [String] = []
    var steps = [("none", self)]
    for (title, nodes) in parts {
      taken += nodes
      steps.append((title, try taking(other, at: taken)))
    }
    return steps
  }
}
