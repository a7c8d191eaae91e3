import Foundation
import Support
import Testing

@testable import Explorer

struct ExplorerPageTests {
  /// The JSON in a page.
  private func json(_ html: String) throws -> [String: Any] {
    let start = try #require(html.range(of: "<script type=\"application/json\" id=\"data\">"))
    let end = try #require(html.range(of: "</script>", range: start.upperBound..<html.endIndex))
    let text = html[start.upperBound..<end.lowerBound]
    return try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("the page needs nothing else, and forbids to ask for it")
  func aPageOfItsOwn() throws {
    let html = try ExplorerPage(SmallExplorer().data()).html()
    #expect(html.contains("default-src 'none'"))
    for word in ["http://", "https://", "@import", "<link", "src=\"/", "fetch(", "XMLHttp"] {
      let found = html.replacing("http://www.w3.org/2000/svg", with: "")
      #expect(!found.contains(word), "the page has \(word)")
    }
    var digest = SHA256()
    digest.update(Array(ExplorerScript.all.utf8))
    #expect(html.contains("script-src 'sha256-\(Data(digest.finalize()).base64EncodedString())'"))
    #expect(html.contains("<script>\(ExplorerScript.all)</script>"))
    #expect(!ExplorerScript.all.contains("</script") && !ExplorerScript.all.contains("<!--"))
  }

  @Test("the page holds every output, its bits and what was measured")
  func data() throws {
    let small = try SmallExplorer()
    let data = try small.data()
    let page = try json(ExplorerPage(data).html())
    let outputs = try #require(page["outputs"] as? [[String: Any]])
    #expect(outputs.count == data.outputs.count && outputs.count > 20)
    #expect(outputs.compactMap { $0["name"] as? String } == data.outputs.map(\.node))
    #expect(outputs.allSatisfy { ($0["kept"] as? [Int])?.count == 4 })
    let measured = try #require(page["measured"] as? [String: Any])
    #expect((measured["images"] as? Int, measured["few"] as? Int) == (12, 3))
    #expect((measured["together"] as? [Any])?.count == 18)
    #expect((page["round"] as? [Int])?.count == 10)
  }

  @Test("without a script, too, the page says which outputs are not searched")
  func boundedOutputs() throws {
    let data = try SmallExplorer().data()
    let names = data.outputs.filter(\.isBounded).map(\.node)
    #expect(!names.isEmpty)
    let still = try ExplorerStill(data).html()
    #expect(still.contains("<p>The range of \(listed(names)) is known, so the workbook does not"))
  }

  @Test("names are shown and never run, whatever they are")
  func hostileNames() throws {
    let names = [
      "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"'`&amp;\u{2028}",
      "bell\u{7}", "<!--<script>", "a\u{202E}b", "__proto__", "",
    ]
    let html = try ExplorerPage(SmallExplorer().data(named: names)).html()
    let page = try json(html)
    let outputs = try #require(page["outputs"] as? [[String: Any]])
    #expect(outputs.compactMap { $0["name"] as? String }.prefix(names.count) == names[...])
    #expect(page["network"] as? String == names[0])
    #expect(html.components(separatedBy: "<script").count == 3)
    #expect(html.components(separatedBy: "</script").count == 3)
    #expect(!html.contains("<img src=x") && !html.contains("<!--"))
  }

  @Test("the bytes are the same on every number of threads")
  func determinism() throws {
    let pages = try [1, 2, 5].map { try ExplorerPage(SmallExplorer(threads: $0).data()).html() }
    #expect(Set(pages).count == 1)
  }

  @Test("66 outputs of 2048 full bins take at most two megabytes")
  func size() throws {
    let small = try SmallExplorer()
    let page = try ExplorerPage(small.data(count: 66, isFull: true)).html()
    #expect(page.utf8.count <= 2_000_000, "\(page.utf8.count) bytes")
  }
}
