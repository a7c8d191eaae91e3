/// The integers of one output channel while they are made.
struct IntegerChannel {
  /// s_w
  private(set) var scale: Float
  private(set) var codes: [Int8] = []
  private(set) var bias: Int32 = 0
  private(set) var requantization: Requantization
  private let input: IntegerGrid
  private let output: IntegerGrid
  private let profile: RuntimeProfile

  init(scale: Float, input: IntegerGrid, output: IntegerGrid, profile: RuntimeProfile) {
    self.scale = scale
    self.input = input
    self.output = output
    self.profile = profile
    requantization = Requantization(0, for: profile)
  }

  /// Makes codes of a kernel on its grid, and steps of a bias; doubles the scale until their sum cannot overflow.
  ///
  /// - Returns: How often the scale was doubled, or `nil` when no scale helps.
  mutating func fit(_ kernel: [Float], bias: Float) -> Int? {
    for doublings in 0..<64 {
      let step = Double(input.scale) * Double(scale)
      let factor = step / Double(output.scale)
      guard factor < 0x1p30 else { return nil }
      let codes = kernel.map { Int64(($0 / scale).rounded()) }
      let steps = (Double(bias) / step).rounded()
      let largest = codes.reduce(0) { $0 + Int64($1.magnitude) } * Int64(input.largestMagnitude)
      let requantization = Requantization(factor, for: profile)
      if abs(steps) + Double(largest) <= Double(requantization.largestAccumulator) {
        self.codes = codes.map { Int8(clamping: $0) }
        self.bias = Int32(steps)
        self.requantization = requantization
        return doublings
      }
      scale *= 2
    }
    return nil
  }

  /// Moves codes up to the smallest that the runtime allows.
  ///
  /// - Returns: How many were moved.
  mutating func moveForbiddenCodes(below smallest: Int32) -> Int {
    let count = codes.count { Int32($0) < smallest }
    codes = codes.map { Swift.max($0, Int8(smallest)) }
    return count
  }
}
