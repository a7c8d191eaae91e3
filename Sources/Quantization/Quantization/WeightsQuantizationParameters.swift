import Tensors

/// Everything that defines the quantizer of one kernel.
///
/// ```swift
/// let twoBits = WeightsQuantizationParameters(
///   method: .powerOfTwo, bitWidth: 2, channelAxis: 1,
///   ranges: [.threshold(1, isSigned: true), .threshold(2, isSigned: true)])
/// let weights = Tensor(shape: [2, 2], values: [0.5, -2, 0.25, 1])
/// // 0.25 lies between 0 and 0.5: the search rounds it to even, the finished model up.
/// twoBits.quantizedAtSearchTime(weights)  // [0.5, -2, 0, 1]
/// twoBits.quantized(weights).values  // [0.5, -2, 0.5, 1]
/// ```
public struct WeightsQuantizationParameters: Sendable, Hashable {
  /// The family of grids.
  public let method: QuantizationMethod
  /// The bit width n_b, in bits.
  public let bitWidth: Int
  /// The axis with a range of its own for every entry, or `nil` for one range in all.
  public let channelAxis: Int?
  /// One range per channel, or a single one.
  public let ranges: [QuantizationRange]

  public init(
    method: QuantizationMethod, bitWidth: Int, channelAxis: Int?, ranges: [QuantizationRange]
  ) {
    self.method = method
    self.bitWidth = bitWidth
    self.channelAxis = channelAxis
    self.ranges = ranges
  }

  /// The thresholds; empty when the ranges are intervals.
  public var thresholds: [Double] { ranges.compactMap(\.threshold) }

  /// The quantizers of the finished model: one per channel, or one for all.
  public var quantizers: [FakeQuantizer] {
    ranges.map { FakeQuantizer($0, bitWidth: bitWidth, isPerChannel: channelAxis != nil) }
  }

  /// The kernel on its grid as the search sees it: float64, halves to even.
  ///
  /// - Source: MCT, `quantizers_helpers.py`; used for bias correction.
  public func quantizedAtSearchTime(_ kernel: Tensor) -> [Double] {
    let grids = ranges.map { UniformGrid($0, bitWidth: bitWidth) }
    let channel = kernel.channelIndex(axis: channelAxis)
    return kernel.values.indices.map { grids[channel($0)](Double(kernel.values[$0])) }
  }

  /// The kernel on its grid as the finished model holds it: float32, halves up.
  ///
  /// - Source: MCT's `WeightsSymmetricInferableQuantizer` and its siblings.
  public func quantized(_ kernel: Tensor) -> Tensor {
    let quantizers = quantizers
    let channel = kernel.channelIndex(axis: channelAxis)
    let values = kernel.values.indices.map { quantizers[channel($0)](kernel.values[$0]) }
    return Tensor(shape: kernel.shape, values: values)
  }
}

extension Tensor {
  /// From the position of an element to its entry on an axis; always 0 without an axis.
  func channelIndex(axis: Int?) -> (Int) -> Int {
    guard let axis else { return { _ in 0 } }
    let inner = shape.dimensions[(axis + 1)...].reduce(1, *)
    let count = shape[axis]
    return { $0 / inner % count }
  }

  /// The elements as `[k, channels]`, the other axes in row-major order.
  func channelsLast(axis: Int) -> [Float] {
    let inner = shape.dimensions[(axis + 1)...].reduce(1, *)
    let channels = shape[axis]
    if inner == 1 { return values }
    let outer = values.count / inner / channels
    var result: [Float] = []
    result.reserveCapacity(values.count)
    for o in 0..<outer {
      for i in 0..<inner {
        for c in 0..<channels { result.append(values[(o * channels + c) * inner + i]) }
      }
    }
    return result
  }
}
