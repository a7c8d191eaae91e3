import Foundation
import Support
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

struct XMLTextTests {
  @Test func charactersWithAMeaningBecomeEntities() {
    #expect(xmlText("a < b & \"c\" > 'd'") == "a &lt; b &amp; &quot;c&quot; &gt; 'd'")
  }

  /// Every character that a name could have, in a text and in an attribute, read by a parser.
  @Test func noCharacterMakesTheFileUnreadable() {
    let all = (0...0x10FFFF).lazy.compactMap(Unicode.Scalar.init).filter { scalar in
      scalar.value < 0x3000 || scalar.value >= 0xFFF0 && scalar.value <= 0x10010
    }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: all)
    let escaped = xmlText(String(text))
    let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><a b=\"\(escaped)\">\(escaped)</a>"
    #expect(XMLParser(data: Data(xml.utf8)).parse())
    #expect(escaped.unicodeScalars.count { $0 == "\u{FFFD}" } == 29 + 2 + 1)
  }
}
