import Support

/// Numbers in brackets.
func written(_ numbers: [Double]) -> String {
  "[" + numbers.map { compact($0) }.joined(separator: ", ") + "]"
}

/// Rows of numbers in brackets.
func written(_ rows: [[Double]]) -> String {
  "[" + rows.map { written($0) }.joined(separator: ", ") + "]"
}

/// Compares two numbers.
///
/// - Parameter tolerance: Right is `|got − expected| ≤ tolerance · max(|expected|, 1)`. The default
///   leaves room for sums in another order in float64, and for nothing else.
func compare(
  _ got: Double, _ expected: Double, within tolerance: Double = 1e-9, for input: String? = nil,
  advice: String? = nil
) -> Difference? {
  if abs(got - expected) <= tolerance * max(abs(expected), 1) { return nil }
  // As many digits as it takes to tell the two apart.
  let digits = (6...17).first { compact(got, digits: $0) != compact(expected, digits: $0) } ?? 17
  return Difference(
    input: input, expected: compact(expected, digits: digits),
    got: compact(got, digits: digits), advice: advice)
}

/// Compares two lists of numbers, element by element.
func compare(
  _ got: [Double], _ expected: [Double], within tolerance: Double = 1e-9, for input: String,
  advice: String? = nil
) -> Difference? {
  let isEqual =
    got.count == expected.count
    && zip(got, expected).allSatisfy { compare($0, $1, within: tolerance) == nil }
  if isEqual { return nil }
  return Difference(input: input, expected: written(expected), got: written(got), advice: advice)
}

/// Compares two counts.
func compare(
  _ got: Int, _ expected: Int, for input: String? = nil, advice: String? = nil
) -> Difference? {
  if got == expected { return nil }
  return Difference(input: input, expected: "\(expected)", got: "\(got)", advice: advice)
}
