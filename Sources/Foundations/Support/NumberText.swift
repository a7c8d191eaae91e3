/// A number with so many digits behind the point; the minus sign stays ASCII, for programs.
public func fixed(_ number: Double, digits: Int) -> String {
  guard number.isFinite else { return number.isNaN ? "nan" : number > 0 ? "∞" : "-∞" }
  var scale = 1.0
  for _ in 0..<digits { scale *= 10 }
  let scaled = (abs(number) * scale).rounded()
  guard scaled < 0x1p53 else { return String(number) }
  var text = String(Int(scaled))
  if digits > 0 {
    while text.count <= digits { text = "0" + text }
    text.insert(".", at: text.index(text.endIndex, offsetBy: -digits))
  }
  return (number < 0 && scaled > 0 ? "-" : "") + text
}

/// A number with as many digits as it needs; small powers of two as such.
public func exactNumber(_ number: Double) -> String {
  if number == number.rounded(), abs(number) < 1e9 { return String(Int(number)) }
  if number > 0, number.significand == 1, number < 0.1 { return "2^\(number.exponent)" }
  let text = fixed(number, digits: 6)
  var trimmed = Substring(text)
  while trimmed.hasSuffix("0") { trimmed.removeLast() }
  return String(trimmed)
}
