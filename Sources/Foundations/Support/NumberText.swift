import Foundation

// How numbers are written, everywhere: in tables, messages, figures, CSV and JSON. The minus sign stays
// ASCII, for programs; `typeset` makes of such a text what people read.

/// A number with so many digits behind the point.
///
/// A number that is too large for digits behind its point (2⁵³ and more, with those digits) is written as
/// ``shortest(_:)`` writes it.
///
/// ```
/// fixed(5.9765625, digits: 2)   // "5.98"
/// fixed(-0.004, digits: 2)      // "0.00"
/// fixed(1e30, digits: 2)        // "1e+30"
/// fixed(.infinity, digits: 2)   // "∞"
/// ```
public func fixed(_ number: Double, digits: Int) -> String {
  guard number.isFinite else { return notFinite(number) }
  var scale = 1.0
  for _ in 0..<digits { scale *= 10 }
  let scaled = (abs(number) * scale).rounded()
  guard scaled < 0x1p53 else { return shortest(number) }
  var text = String(Int(scaled))
  if digits > 0 {
    while text.count <= digits { text = "0" + text }
    text.insert(".", at: text.index(text.endIndex, offsetBy: -digits))
  }
  return (number < 0 && scaled > 0 ? "-" : "") + text
}

/// Both ends of a range with so many digits behind the point, and with as many more as a small range needs
/// to show so many digits of its larger end.
///
/// ```
/// fixed(0...5.9765625, digits: 3)        // ("0.000", "5.977")
/// fixed(-0.0004...0.000125, digits: 3)   // ("-0.000400", "0.000125")
/// fixed(0...3e-30, digits: 3)            // ("0", "3e-30")
/// ```
public func fixed(_ range: ClosedRange<Double>, digits: Int) -> (lower: String, upper: String) {
  let size = max(abs(range.lowerBound), abs(range.upperBound))
  var write: (Double) -> String = { fixed($0, digits: digits) }
  if size > 0, size < pow(10, Double(1 - digits)) {
    let needed = digits - 1 - Int(log10(size).rounded(.down))
    write = { needed > 12 ? significant($0, digits: digits) : fixed($0, digits: needed) }
  }
  return (write(range.lowerBound), write(range.upperBound))
}

/// A number in few digits: at most so many behind the point, and no zeros at its end.
///
/// Powers of two stay recognizable where their decimals are long: below 0.1, and from 2⁵³ on. A number of
/// which so few places would show less than two digits keeps that many significant ones instead.
///
/// ```
/// compact(8)                      // "8"
/// compact(5.9765625)              // "5.976563"
/// compact(5.9765625, digits: 2)   // "5.98"
/// compact(0x1p-8)                 // "2^-8"
/// compact(0x1p30)                 // "1073741824"
/// compact(0x1p67)                 // "2^67"
/// compact(0.00000123)             // "1.23e-06"
/// ```
public func compact(_ number: Double, digits: Int = 6) -> String {
  guard number.isFinite else { return notFinite(number) }
  let size = abs(number)
  if number == number.rounded(), size < 0x1p53 { return String(Int(number)) }
  if size.significand == 1, size < 0.1 || size >= 0x1p53 {
    return "\(number < 0 ? "-" : "")2^\(size.exponent)"
  }
  if size >= 0x1p53 { return shortest(number) }
  if size < pow(10, Double(1 - digits)) { return significant(number, digits: digits) }
  let text = fixed(number, digits: digits)
  guard text.contains("."), !text.contains("e") else { return text }
  let trimmed = text.reversed().drop { $0 == "0" }
  return String((trimmed.first == "." ? trimmed.dropFirst() : trimmed).reversed())
}

/// A number with at most so many significant digits, as C's `%g` writes it; whole numbers keep all theirs.
///
/// ```
/// significant(5.9765625, digits: 3)   // "5.98"
/// significant(1234567, digits: 3)     // "1234567"
/// significant(0.00001234, digits: 3)  // "1.23e-05"
/// ```
public func significant(_ number: Double, digits: Int) -> String {
  guard number.isFinite else { return notFinite(number) }
  if number == number.rounded(), abs(number) < 0x1p53 { return String(Int(number)) }
  return String(format: "%.\(digits)g", number)
}

/// The shortest text that reads as exactly this number again; whole numbers without a point.
///
/// ```
/// shortest(0.1)      // "0.1"
/// shortest(1.0 / 3)  // "0.3333333333333333"
/// shortest(8)        // "8"
/// shortest(0x1p67)   // "1.4757395258967641e+20"
/// ```
public func shortest(_ number: Double) -> String {
  guard number.isFinite else { return notFinite(number) }
  if number == 0 { return "0" }
  let text = String(number)
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

private func notFinite(_ number: Double) -> String {
  number.isNaN ? "nan" : number > 0 ? "∞" : "-∞"
}

/// Bytes in hexadecimal digits, two each.
///
/// ```
/// hexadecimal([0x89, 0x0A])                   // "890a"
/// hexadecimal([0x89, 0x0A], separator: " ")   // "89 0a"
/// ```
public func hexadecimal(_ bytes: some Sequence<UInt8>, separator: String = "") -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: separator)
}
