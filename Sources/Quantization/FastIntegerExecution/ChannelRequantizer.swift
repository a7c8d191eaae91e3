import IntegerLoops
import IntegerNetwork
import VectorLoops

/// The numbers with which the sums of a convolution's channels become codes, as the loops take them.
final class ChannelRequantizer: @unchecked Sendable {
  // Unchecked: the memory is filled before anybody else sees it.
  private let integers: UnsafeMutablePointer<Int32>
  private let factors: UnsafeMutablePointer<Float>
  private let kind: RequantizerKind
  private let count: Int
  private let zero: Int32
  private let codes: ClosedRange<Int32>

  /// - Parameters:
  ///   - channels: The output channels, in order.
  ///   - bias: What each one's sum starts with, the input's zero point taken in.
  ///   - paddedTo: Loops read numbers for a multiple of so many channels.
  init(
    _ convolution: IntegerConvolution, channels: Range<Int>, bias: [Int32], paddedTo width: Int
  ) {
    count = (channels.count + width - 1) / width * width + width
    integers = .allocate(capacity: 4 * count)
    integers.initialize(repeating: 0, count: 4 * count)
    // A shift of 1 is one that every kind of loop can do.
    (integers + 3 * count).update(repeating: 1, count: count)
    factors = .allocate(capacity: count)
    factors.initialize(repeating: 0, count: count)
    zero = convolution.outputZeroPoint + 128
    codes = convolution.outputCodes
    let largest = convolution.largestAccumulators
    var kinds: Set<UInt32> = []
    for (place, channel) in channels.enumerated() {
      integers[place] = bias[place]
      switch convolution.requantizations[channel] {
      case .fixedPoint(let multiplier):
        integers[count + place] = multiplier.mantissa
        // A mantissa of 0 gives 0 for any shift.
        guard multiplier.mantissa != 0 else { continue }
        let (left, right) = (max(multiplier.exponent, 0), max(-multiplier.exponent, 0))
        integers[2 * count + place] = Int32(left)
        integers[3 * count + place] = Int32(right)
        kinds.insert(
          fixedPointKind(multiplier, sumsUpTo: largest[channel], zero: Int64(zero)).rawValue)
      case .float(let factor):
        factors[place] = factor
        kinds.insert(RequantizeFloat.rawValue)
      }
    }
    // The most general one that a channel needs.
    kind = RequantizerKind(kinds.max() ?? RequantizeFixedPoint.rawValue)
  }

  /// What the loops take; valid as long as this object.
  var loops: Requantizer {
    Requantizer(
      kind: Int32(bitPattern: kind.rawValue), bias: integers, mantissas: integers + count,
      left: integers + 2 * count, right: integers + 3 * count, factors: factors, zero: zero,
      lower: codes.lowerBound + 128, upper: codes.upperBound + 128)
  }

  deinit {
    integers.deallocate()
    factors.deallocate()
  }
}

/// The fastest loop that is exact for a channel.
private func fixedPointKind(
  _ multiplier: FixedPointMultiplier, sumsUpTo largest: Int64, zero: Int64
) -> RequantizerKind {
  let places = Int64(-multiplier.exponent)
  guard places >= 1 else { return RequantizeAnyFixedPoint }
  // What is shifted to the right: the product, rounded up, and half a step.
  let (high, low) = largest.multipliedFullWidth(by: Int64(multiplier.mantissa))
  let product = (Int64(high) << 33 | Int64(low >> 31)) + 1
  let shifted = product + 1 << (places - 1)
  if shifted + zero << places <= Int64(Int32.max) { return RequantizeFixedPoint }
  return shifted <= Int64(Int32.max) ? RequantizeFinePoint : RequantizeAnyFixedPoint
}
