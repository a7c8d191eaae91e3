import Foundation
import Support

/// Formulas as MathML, which browsers show without a network or a script.
enum Formula {
  /// A formula of a line of its own.
  ///
  /// - Throws: ``FormulaError``.
  static func block(_ tex: String) throws -> String {
    let row = try FormulaReader.pieces(of: tex).map(\.html).joined()
    return "<math display=\"block\" alttext=\"\(xmlText(tex))\"><mrow>\(row)</mrow></math>"
  }

  /// A formula between words. A long one may break behind `=`, `≤` and the like, as narrow pages need.
  ///
  /// - Throws: ``FormulaError``.
  static func inline(_ tex: String) throws -> String {
    var parts = [""]
    for piece in try FormulaReader.pieces(of: tex) {
      parts[parts.count - 1] += piece.html
      if piece.isRelation, tex.count > 24 { parts.append("") }
    }
    let isTall = tex.contains("\\frac") || tex.contains("\\sum")
    let style = isTall ? " displaystyle=\"true\"" : ""
    return parts.filter { !$0.isEmpty }.enumerated().map { index, html in
      let text = index == 0 ? " alttext=\"\(xmlText(tex))\"" : ""
      let math = "<math\(style)\(text)><mrow>\(html)</mrow></math>"
      // What is wider than a phone scrolls by itself.
      let width = html.replacing(/<[^>]*>/, with: "").count
      return width > 26 ? "<span class=\"formula\" tabindex=\"0\">\(math)</span>" : math
    }.joined(separator: "<wbr>")
  }
}

/// TeX that the pages' formulas cannot use.
struct FormulaError: Error, Equatable, CustomStringConvertible {
  let reason: String

  init(_ reason: String) {
    self.reason = reason
  }

  var description: String { reason }
}
