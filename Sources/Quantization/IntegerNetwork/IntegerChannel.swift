/// The integers of one output channel while they are made.
struct IntegerChannel {
  /// s_w
  private(set) var scale: Float
  private(set) var codes: [Int8] = []
  private(set) var bias: Int32 = 0
  private let input: IntegerGrid
  private let output: IntegerGrid
  private let profile: RuntimeProfile

  init(scale: Float, input: IntegerGrid, output: IntegerGrid, profile: RuntimeProfile) {
    self.scale = scale
    self.input = input
    self.output = output
    self.profile = profile
  }

  /// Makes codes of a kernel on its grid, and steps of a bias; doubles the scale until their sum cannot overflow.
  ///
  /// - Returns: How often the scale was doubled, or `nil` when no scale helps.
  mutating func fit(_ kernel: [Float], bias: Float) -> Int? {
    for doublings in 0..<64 {
      let step = Double(input.scale) * Double(scale)
      let factor = step / Double(output.scale)
      // No code is that large, but numbers are where a scale comes near the end of the floats.
      guard factor < 0x1p30, kernel.allSatisfy({ abs($0 / scale) < 0x1p30 }) else { return nil }
      let codes = kernel.map { Int64(($0 / scale).rounded()) }
      let steps = (Double(bias) / step).rounded()
      let largest = codes.reduce(0) { $0 + Int64($1.magnitude) } * Int64(input.largestMagnitude)
      if abs(steps) + Double(largest) <= largestAccumulator(factor) {
        self.codes = codes.map { Int8(clamping: $0) }
        self.bias = Int32(steps)
        return doublings
      }
      scale *= 2
    }
    return nil
  }

  private func largestAccumulator(_ factor: Double) -> Double {
    Double(Requantization(factor, for: profile).largestAccumulator)
  }

  /// The values that the codes stand for.
  var values: [Double] { codes.map { Double($0) * Double(scale) } }

  /// Replaces codes that the runtime does not allow: by the smallest that it does, or by codes in larger steps,
  /// whatever changes the kernel less.
  ///
  /// - Returns: How many codes were forbidden, and how many times larger the steps became; `nil` where none was.
  mutating func avoidForbiddenCodes() -> (count: Int, stepFactor: Float)? {
    let smallest = profile.smallestKernelCode
    let count = codes.count { Int32($0) < smallest }
    guard count > 0 else { return nil }
    var best = (change: Double(count), factor: 1.0)
    // From the steps in which −128 becomes −127.5, and thus −127, to a tenth more.
    for place in 0..<256 {
      let factor = 128 / 127.5 * (1 + (Double(place) + 0.5) / 2560)
      let change = codes.reduce(0) { sum, code in
        let moved = (Double(code) / factor).rounded() * factor - Double(code)
        return sum + moved * moved
      }
      if change < best.change { best = (change, factor) }
    }
    codes = codes.map { code in
      Int8(clamping: max(Int32((Double(code) / best.factor).rounded()), smallest))
    }
    scale *= Float(best.factor)
    return (count, Float(best.factor))
  }

  /// Gives it another bias.
  ///
  /// - Returns: Whether the sums still fit; if not, the bias stays as it was.
  mutating func replaceBias(by bias: Double) -> Bool {
    let step = Double(input.scale) * Double(scale)
    let steps = (bias / step).rounded()
    let largest = codes.reduce(0) { $0 + Int64($1.magnitude) } * Int64(input.largestMagnitude)
    guard abs(steps) + Double(largest) <= largestAccumulator(step / Double(output.scale)) else {
      return false
    }
    self.bias = Int32(steps)
    return true
  }
}
