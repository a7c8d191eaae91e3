import Foundation
import TestSupport
import Testing

@testable import Publishing

/// The page to project: all that the chapters use can be shown, and nothing is needed from elsewhere.
struct ProjectorPageTests {
  @Test(arguments: PageTests.pages)
  func everythingThatAPageUsesCanBeShown(page: ChapterPage) {
    let folder = page.url.deletingLastPathComponent()
    let text = HTMLText(
      picture: { path in
        FileManager.default.fileExists(atPath: folder.appendingPathComponent(path).path)
          ? FigurePair(light: path) : nil
      }, link: { $0 })
    do { _ = try text.html(page.text) } catch let error as MarkdownError {
      Issue.record("\(PageError(page: page.name, error: error))")
    } catch { Issue.record("\(page.name): \(error)") }
  }

  /// The page; `nil` where a chapter cannot be shown, which other tests say.
  private static func page() throws -> String? {
    let root = ReferenceFolder.packageRoot
    do {
      return try ProjectorPage(
        package: root, pictures: root, transcripts: [0: "Chapter 0 · …"]
      ).html()
    } catch is LoomError {
      return nil
    } catch is PageError {
      return nil
    }
  }

  @Test func thePageNeedsNothingFromElsewhere() throws {
    guard let page = try Self.page() else { return }
    let sources = page.matches(of: /src="([^"]{0,30})/).map { String($0.1) }
    #expect(sources.count > 5 && sources.allSatisfy { $0.hasPrefix("data:image/png;base64,") })
    for word in [
      "<script ", "<link", "@import", "url(", "<iframe", "poster=", "import(", "fetch(",
    ] {
      #expect(!page.contains(word), "\(word)")
    }
    let others = page.matches(of: /srcset="([^"]{0,30})/).map { String($0.1) }
    #expect(others.allSatisfy { $0.hasPrefix("data:image/png;base64,") })
  }

  @Test func everyAnchorIsThereOnce() throws {
    guard let page = try Self.page() else { return }
    let anchors = page.matches(of: /\sid="([^"]*)"/).map { String($0.1) }
    let doubled = Dictionary(grouping: anchors) { $0 }.filter { $1.count > 1 }.keys
    #expect(doubled.isEmpty)
    let all = Set(anchors)
    for match in page.matches(of: /href="#([^"]*)"/) {
      // The transcript of a chapter that this run left out is not on the page.
      if match.1.hasPrefix("transcript") { continue }
      #expect(all.contains(String(match.1)), "nothing on the page is called \(match.1)")
    }
    for chapter in ChapterRuns.chapters {
      #expect(page.contains("<section id=\"chapter\(chapter.number)\">"))
      #expect(page.contains("href=\"#chapter\(chapter.number)\""))
    }
  }

  @Test func everyTagIsClosed() throws {
    guard let whole = try Self.page() else { return }
    var open: [Substring] = []
    let single = ["meta", "img", "br", "hr", "wbr", "source"]
    // What a script says is no part of the page.
    let page = whole.replacing(/<script>[\s\S]*?<\/script>/, with: "")
    for match in page.matches(of: /<(\/?)([a-z][a-z0-9]*)[^>]*>/) {
      let tag = match.2
      if single.contains(String(tag)) { continue }
      if match.1.isEmpty {
        open.append(tag)
      } else if open.popLast() != tag {
        Issue.record("</\(tag)> closes nothing, near \(page[match.range.lowerBound...].prefix(80))")
        return
      }
    }
    #expect(open.isEmpty)
  }

  /// As WCAG 2 defines it.
  private static func luminance(_ colour: String) throws -> Double {
    let number = try #require(Int(colour.dropFirst(), radix: 16))
    let parts = [16, 8, 0].map { shift -> Double in
      let value = Double(number >> shift & 255) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  @Test func everyColourCanBeReadInBothThemes() throws {
    for palette in [ProjectorStyle.light, ProjectorStyle.dark] {
      for background in [palette.paper, palette.soft] {
        for (name, colour) in palette.texts {
          let values = try [background, colour].map(Self.luminance).sorted()
          let contrast = (values[1] + 0.05) / (values[0] + 0.05)
          #expect(contrast >= 4.5, "\(name) \(colour) on \(background): \(contrast)")
        }
      }
    }
  }
}
