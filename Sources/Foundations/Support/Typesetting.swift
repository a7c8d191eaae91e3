// Numbers and words as people read them: in figures and sentences, not for programs.

/// A number as figures show it: ``compact(_:digits:)``, typeset.
///
/// ```
/// typeset(-0.5)               // "−0.5"
/// typeset(0x1p-8)             // "2⁻⁸"
/// typeset(5_898_240)          // "5,898,240"
/// typeset(0.123, digits: 2)   // "0.12"
/// ```
public func typeset(_ number: Double, digits: Int = 6) -> String {
  typeset(compact(number, digits: digits))
}

/// The text of a number with a real minus sign, raised exponents, and groups in whole numbers from 10,000
/// on.
///
/// ```
/// typeset("-0.5")      // "−0.5"
/// typeset("2^-8")      // "2⁻⁸"
/// typeset("1.5e-07")   // "1.5·10⁻⁷"
/// typeset("1e+12")     // "10¹²"
/// typeset("12345")     // "12,345"
/// ```
public func typeset(_ text: String) -> String {
  if text.count >= 5, let number = Int(text), abs(number) >= 10_000 { return grouped(number) }
  if let power = text.firstIndex(of: "^") {
    return typeset(String(text[..<power])) + raised(text[power...].dropFirst())
  }
  if let mark = text.firstIndex(of: "e"), let exponent = Int(text[mark...].dropFirst()) {
    let factor = typeset(String(text[..<mark]))
    let power = "10" + raised(String(exponent))
    return factor == "1" ? power : factor == "−1" ? "−" + power : "\(factor)·\(power)"
  }
  return text.replacing("-", with: "−")
}

private func raised(_ exponent: some StringProtocol) -> String {
  let digits: [Character: Character] = [
    "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷",
    "8": "⁸", "9": "⁹",
  ]
  return String(exponent.map { digits[$0] ?? $0 })
}

/// A whole number in groups of three digits.
///
/// ```
/// grouped(5_898_240)   // "5,898,240"
/// grouped(-1234)       // "−1,234"
/// ```
public func grouped(_ number: Int) -> String {
  var digits = String(number.magnitude)[...]
  var groups: [Substring] = []
  while digits.count > 3 {
    groups.insert(digits.suffix(3), at: 0)
    digits = digits.dropLast(3)
  }
  return (number < 0 ? "−" : "") + ([digits] + groups).joined(separator: ",")
}

/// A share, 0 ... 1, in percent, with as many digits as tell it from nothing and from all.
///
/// ```
/// percent(0.5419)    // "54.2 %"
/// percent(0.00023)   // "0.023 %"
/// percent(1e-7)      // "under 0.001 %"
/// percent(0.9999)    // "over 99.9 %"
/// ```
public func percent(_ share: Double) -> String {
  if share == 0 { return "0 %" }
  if share < 0.00001 { return "under 0.001 %" }
  if share < 1, share > 0.9995 { return "over 99.9 %" }
  return fixed(share * 100, digits: share < 0.01 ? 3 : 1) + " %"
}

/// So many things.
///
/// ```
/// counted(1, "image")      // "1 image"
/// counted(1234, "value")   // "1,234 values"
/// ```
public func counted(_ number: Int, _ noun: String) -> String {
  "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
}

/// Names in a sentence.
///
/// ```
/// listed(["A", "B", "C"])   // "A, B and C"
/// ```
public func listed(_ names: [String]) -> String {
  guard names.count > 1, let last = names.last else { return names.first ?? "" }
  return names.dropLast().joined(separator: ", ") + " and " + last
}
