import Foundation
import TestSupport
import Testing

@testable import WorkbookKit

/// The chapters' pages show what the programs say and print.
struct PageTests {
  static let root = ReferenceFolder.packageRoot

  @Test func everyPageIsWoven() throws {
    let pages = try ChapterPages.all(in: Self.root)
    #expect(pages.count == 7)
    for page in pages {
      #expect(
        page.text == page.woven,
        "\(page.name) is not up to date; run “swift run workbook weave” and look at the difference")
    }
  }

  @Test func noMeasuredNumberStandsInTheProse() throws {
    for page in try ChapterPages.all(in: Self.root) {
      #expect(Loom.looseNumbers(in: page.text, name: page.name) == [])
    }
  }

  @Test func everyPageFollowsTheSkeleton() throws {
    for page in try ChapterPages.all(in: Self.root) {
      #expect(page.text.hasPrefix("# Chapter "), "\(page.name)")
      for heading in ["## Recap", "## Try it", "## Sources"] {
        #expect(page.text.contains("\n\(heading)\n"), "\(page.name) lacks \(heading)")
      }
      // A section of code fits a screen.
      var length: Int?
      for line in page.text.components(separatedBy: "\n") {
        if line == "```swift" {
          length = 0
        } else if line.hasPrefix("```") {
          #expect(length ?? 0 <= 20, "\(page.name): a block of \(length ?? 0) lines")
          length = nil
        } else if let count = length {
          length = count + 1
        }
      }
    }
  }

  @Test func everyLinkAndPictureIsThere() throws {
    var pages = try ChapterPages.all(in: Self.root).map(\.url)
    for name in ["README.md", "Chapters/README.md", "Data/README.md"] {
      pages.append(Self.root.appendingPathComponent(name))
    }
    var checked = 0
    let pattern = try Regex(#"\]\(([^)#]+)"#)
    for page in pages {
      let text = try String(contentsOf: page, encoding: .utf8)
      for match in text.matches(of: pattern) {
        let target = String(match.output[1].substring ?? "")
        if target.isEmpty || target.hasPrefix("http") { continue }
        let file = page.deletingLastPathComponent().appendingPathComponent(target)
        #expect(
          FileManager.default.fileExists(atPath: file.path), "\(page.path) links to \(target)")
        checked += 1
      }
    }
    #expect(checked > 20)
  }
}
