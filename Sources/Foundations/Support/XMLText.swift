/// A text as it stands in XML, SVG and HTML, between tags and in an attribute.
///
/// Characters that have a meaning there become entities. Those that XML forbids, most control characters,
/// become U+FFFD, for one of them makes a whole file unreadable.
///
/// ```
/// xmlText("a < b & \"c\"")   // "a &lt; b &amp; &quot;c&quot;"
/// xmlText("bell \u{7}")      // "bell \u{FFFD}"
/// ```
///
/// - Source: XML 1.0, section 2.2.
public func xmlText(_ text: String) -> String {
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result.append(contentsOf: "&amp;".unicodeScalars)
    case "<": result.append(contentsOf: "&lt;".unicodeScalars)
    case ">": result.append(contentsOf: "&gt;".unicodeScalars)
    case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
    case "\t", "\n", "\r": result.append(scalar)
    case "\0"..<" ", "\u{FFFE}"..."\u{FFFF}": result.append("\u{FFFD}")
    default: result.append(scalar)
    }
  }
  return String(result)
}
