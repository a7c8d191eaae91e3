import Foundation
import TestSupport
import Testing

@testable import Publishing

/// The decks and the plan for a lesson say the same, and the slides show what the chapters show.
struct SlideTests {
  private static let root = ReferenceFolder.packageRoot

  private func slides(_ lesson: Lesson) throws -> [Slide] {
    try SlideSource.slides(of: ChapterPages.slides(in: Self.root).text)
      .filter { $0.minutes[lesson] != nil }
  }

  @Test(arguments: Lesson.allCases)
  func aDeckHas15To20SlidesAndFillsItsTime(lesson: Lesson) throws {
    let slides = try slides(lesson)
    #expect((15...20).contains(slides.count), "\(slides.count) slides")
    let minutes = slides.reduce(0) { $0 + ($1.minutes[lesson] ?? 0) }
    #expect(minutes == lesson.minutes)
    for slide in slides {
      #expect(slide.sentence.count <= 75, "too long to be read from far: \(slide.sentence)")
      #expect(slide.sentence.hasSuffix(".") || slide.sentence.hasSuffix("?"))
    }
  }

  /// The rows of the plan begin and end where slides change.
  @Test(arguments: Lesson.allCases)
  func thePlanHasTheMinutesOfTheSlides(lesson: Lesson) throws {
    let guide = try #require(ChapterPages.all(in: Self.root).first { $0.kind == .guide })
    let start = try #require(guide.text.range(of: "**In \(lesson.minutes) minutes,**"))
    let rows = guide.text[start.upperBound...].components(separatedBy: "\n")
      .drop { !$0.hasPrefix("| ") }.prefix { $0.hasPrefix("|") }
    let spans = rows.compactMap { row in
      row.prefixMatch(of: /\| ([0-9]+) to ([0-9]+) \|/).flatMap { match in
        Int(match.1).flatMap { start in Int(match.2).map { (start, $0) } }
      }
    }
    #expect(spans.count > 4)
    #expect(spans.first?.0 == 0 && spans.last?.1 == lesson.minutes)
    #expect(zip(spans, spans.dropFirst()).allSatisfy { $0.1 == $1.0 }, "\(spans)")
    var changes: Set<Int> = [0]
    var minute = 0
    for slide in try slides(lesson) {
      minute += slide.minutes[lesson] ?? 0
      changes.insert(minute)
    }
    for (start, end) in spans {
      #expect(
        changes.contains(start) && changes.contains(end), "no slide changes at \(start), \(end)")
    }
  }

  /// A picture has the description that it has on its chapter's page.
  @Test func picturesAreDescribedAsOnTheirPages() throws {
    let pages = PageTests.chapterPages.map(\.text).joined(separator: "\n")
    for lesson in Lesson.allCases {
      for slide in try slides(lesson) {
        guard case .picture(let path, let description) = slide.figure else { continue }
        let own = path.split(separator: "/").dropFirst().joined(separator: "/")
        #expect(pages.contains("![\(description)](\(own))"), "\(path) is described otherwise")
      }
    }
  }

  @Test(arguments: Lesson.allCases)
  func aDeckNeedsNothingFromElsewhere(lesson: Lesson) throws {
    let deck = try SlideDeck(package: Self.root, lesson: lesson).html()
    #expect(deck.components(separatedBy: "<section ").count - 1 == (try slides(lesson).count))
    let sources = deck.matches(of: /src="([^"]{0,30})/).map { String($0.1) }
    #expect(sources.count > 5 && sources.allSatisfy { $0.hasPrefix("data:image/png;base64,") })
    for word in ["<script ", "<link", "@import", "url(", "<iframe", "href=", "fetch("] {
      #expect(!deck.contains(word), "\(word)")
    }
    #expect(try SlideDeck(package: Self.root, lesson: lesson).html() == deck)
  }
}
