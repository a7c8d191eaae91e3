import Foundation
import TestSupport
import Testing

@testable import Publishing

extension ChapterPage: CustomTestStringConvertible {
  /// The page's path, as the list of tests shows it.
  public var testDescription: String { name }
}

/// The chapters' pages show what the programs say and print, and nothing that was typed.
struct PageTests {
  static let root = ReferenceFolder.packageRoot
  static let pages = (try? ChapterPages.woven(in: root)) ?? []
  static let chapterPages = pages.filter { if case .chapter = $0.kind { true } else { false } }

  private static let weave = "run “swift run workbook weave” and look at the difference"

  /// The page woven anew; `nil` where its markers are wrong, which another test says.
  private func woven(_ page: ChapterPage) -> WovenPage? { try? page.woven() }

  @Test func everyChapterHasAPage() {
    #expect(Self.chapterPages.count == ChapterRuns.chapters.count)
    #expect(!Self.pages.isEmpty)
  }

  @Test(arguments: pages)
  func everyMarkerIsSound(page: ChapterPage) {
    do { _ = try page.woven() } catch { Issue.record("\(error)") }
  }

  @Test(arguments: pages)
  func everyBlockOfCodeIsTheProgramsOwn(page: ChapterPage) {
    for finding in woven(page)?.staleCode ?? [] { Issue.record("\(finding); \(Self.weave)") }
  }

  @Test(arguments: pages)
  func everyOutputAndNumberIsWhatWasPrinted(page: ChapterPage) {
    for finding in woven(page)?.staleOutput ?? [] { Issue.record("\(finding); \(Self.weave)") }
  }

  @Test func everySnippetIsShown() throws {
    // A page that cannot be woven shows nothing; another test says why.
    if Self.pages.contains(where: { woven($0) == nil }) { return }
    let shown = Self.pages.compactMap { woven($0)?.snippets }.reduce(into: Set<String>()) {
      $0.formUnion($1)
    }
    for finding in try ChapterPages.unusedSnippets(in: Self.root, shown: shown) {
      Issue.record("\(finding)")
    }
  }

  @Test(arguments: pages)
  func noBlockIsTypedByHand(page: ChapterPage) {
    for finding in PageLint.typedBlocks(in: page.text, name: page.name) {
      Issue.record("\(finding)")
    }
  }

  @Test(arguments: pages)
  func noMeasuredNumberStandsInTheProse(page: ChapterPage) {
    var printed: Set<String> = []
    let folders: [URL]
    switch page.kind {
    case .chapter: folders = [page.url.deletingLastPathComponent()]
    // Slides speak of all chapters.
    case .slides: folders = ChapterRuns.chapters.map(\.url)
    case .guide, .exercises: folders = []
    }
    for folder in folders {
      for name in ["transcript.txt", "imagenet.txt"] {
        let file = folder.appendingPathComponent("Expected/\(name)")
        if let text = try? String(contentsOf: file, encoding: .utf8) {
          printed.formUnion(PageLint.printedNumbers(in: text))
        }
      }
    }
    for finding in PageLint.looseNumbers(in: page.text, name: page.name, printed: printed) {
      Issue.record("\(finding)")
    }
  }

  @Test(arguments: chapterPages)
  func everyPageFollowsTheSkeleton(page: ChapterPage) throws {
    let blocks = try MarkdownReader.blocks(of: page.text)
    guard case .heading(1, let title)? = blocks.first?.kind, title.hasPrefix("Chapter ") else {
      Issue.record("\(page.name) should start with “# Chapter N: …”")
      return
    }
    if case .paragraph(let question)? = blocks.dropFirst().first?.kind {
      #expect(
        question.hasPrefix("**") && question.hasSuffix("?**"),
        "\(page.name): the chapter's question, in bold, should follow the title")
    }
    let headings = blocks.compactMap { block -> String? in
      if case .heading(2, let text) = block.kind { text } else { nil }
    }
    #expect(
      headings.filter { ["Recap", "Try it", "Sources"].contains($0) } == [
        "Recap", "Try it", "Sources",
      ],
      "\(page.name) should end with ## Recap, ## Try it, ## Sources; it has \(headings)")
    for block in blocks {
      guard case .code("swift", let lines) = block.kind else { continue }
      #expect(
        lines.count <= 20,
        "\(page.name):\(block.line): a block of \(lines.count) lines does not fit a screen; part it"
      )
    }
  }
}
