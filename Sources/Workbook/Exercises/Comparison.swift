import Foundation

/// A number as a message shows it: so many significant digits, small powers of two as such.
func written(_ number: Double, digits: Int = 6) -> String {
  if number > 0, number.significand == 1, number < 0.1 { return "2^\(number.exponent)" }
  return String(format: "%.\(digits)g", number)
}

/// A number with all the digits that tell it from its neighbours.
func shortest(_ number: Double) -> String {
  let text = "\(number)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

/// Numbers in brackets.
func written(_ numbers: [Double]) -> String {
  "[" + numbers.map { written($0) }.joined(separator: ", ") + "]"
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
  let digits = (6...17).first { written(got, digits: $0) != written(expected, digits: $0) } ?? 17
  return Difference(
    input: input, expected: written(expected, digits: digits),
    got: written(got, digits: digits), advice: advice)
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
