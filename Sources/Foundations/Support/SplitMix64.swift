/// A small generator of random numbers with an explicit seed, the same on every platform.
///
/// - Source: Steele, Lea and Flood, “Fast splittable pseudorandom number generators”, 2014.
public struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A float between `range.lowerBound` and `range.upperBound`.
  public mutating func float(in range: ClosedRange<Float>) -> Float {
    let unit = Float(next() >> 40) * 0x1p-24
    return range.lowerBound + unit * (range.upperBound - range.lowerBound)
  }

  /// `count` floats between `range.lowerBound` and `range.upperBound`.
  public mutating func floats(_ count: Int, in range: ClosedRange<Float> = -1...1) -> [Float] {
    (0..<count).map { _ in float(in: range) }
  }

  /// A number between 0 and 1, 1 excluded.
  public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number of a range, its end excluded.
  public mutating func number(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + unit() * (range.upperBound - range.lowerBound)
  }

  /// A whole number of a range.
  public mutating func integer(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(unit() * Double(range.count))
  }

  /// Whether something of that probability happens.
  public mutating func chance(_ probability: Double) -> Bool { unit() < probability }

  /// A number of the normal distribution: the sum of twelve uniform ones, which needs no logarithm and
  /// is the same to the bit everywhere.
  public mutating func normal(_ mean: Double, _ deviation: Double) -> Double {
    var sum = -6.0
    for _ in 0..<12 { sum += unit() }
    return mean + deviation * sum
  }
}
