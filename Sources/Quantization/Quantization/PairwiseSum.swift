/// A sum with little rounding error, in the order in which NumPy adds: eight running sums for up to 128
/// values, halves beyond that.
func pairwiseSum(_ values: [Double]) -> Double {
  values.withUnsafeBufferPointer { sum($0) }
}

/// The same in float32.
func pairwiseSum(_ values: [Float]) -> Float {
  values.withUnsafeBufferPointer { sum($0) }
}

/// The same of numbers in memory.
func pairwiseSum(_ values: UnsafeBufferPointer<Double>) -> Double { sum(values) }

/// The same of numbers in memory, in float32.
func pairwiseSum(_ values: UnsafeBufferPointer<Float>) -> Float { sum(values) }

// Generic in this file alone, so that the compiler makes one of each also in a debug build, which compiles
// files one by one.
private func sum<Number: BinaryFloatingPoint>(_ values: UnsafeBufferPointer<Number>) -> Number {
  let count = values.count
  if count < 8 { return values.reduce(0, +) }
  if count <= 128 {
    var r = (
      values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7]
    )
    var index = 8
    while index + 8 <= count {
      r.0 += values[index]
      r.1 += values[index + 1]
      r.2 += values[index + 2]
      r.3 += values[index + 3]
      r.4 += values[index + 4]
      r.5 += values[index + 5]
      r.6 += values[index + 6]
      r.7 += values[index + 7]
      index += 8
    }
    var total = ((r.0 + r.1) + (r.2 + r.3)) + ((r.4 + r.5) + (r.6 + r.7))
    while index < count {
      total += values[index]
      index += 1
    }
    return total
  }
  let half = count / 2 / 8 * 8
  return sum(UnsafeBufferPointer(rebasing: values[..<half]))
    + sum(UnsafeBufferPointer(rebasing: values[half...]))
}
