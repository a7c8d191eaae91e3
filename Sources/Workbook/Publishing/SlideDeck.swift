import Foundation
import Support

/// The slides of a lesson as one HTML page that needs nothing else.
public struct SlideDeck {
  private let package: URL
  private let lesson: Lesson
  private let pictures: URL?

  /// - Parameters:
  ///   - package: The package's folder, with the page of slides and the chapters' figures.
  ///   - pictures: Where figures of a run lie, perhaps drawn for dark pages too; see ``FigurePair``.
  public init(package: URL, lesson: Lesson, pictures: URL? = nil) {
    self.package = package
    self.lesson = lesson
    self.pictures = pictures
  }

  /// The page.
  ///
  /// - Throws: ``LoomError``, ``PageError``, or `InputFileError`, also when there are no slides of the lesson.
  public func html() throws -> String {
    let page = try ChapterPages.slides(in: package)
    do {
      let slides = try SlideSource.slides(of: page.woven().text).filter {
        $0.minutes[lesson] != nil
      }
      guard !slides.isEmpty else {
        throw InputFileError(
          path: page.url.path,
          reason: "it holds no slide of the lesson of \(lesson.minutes) minutes")
      }
      var start = 0
      var sections: [String] = []
      for (index, slide) in slides.enumerated() {
        let end = start + (slide.minutes[lesson] ?? 0)
        sections.append(
          try html(slide, number: index + 1, of: slides.count, minutes: start...end))
        start = end
      }
      let title = "Activation thresholds in \(lesson.minutes) minutes"
      return HTMLDocument(
        title: title, style: SlideStyle.sheet,
        body: """
          <h1 class="hidden">\(title)</h1>
          <main>
          \(sections.joined(separator: "\n"))
          </main>
          \(SlideDeck.controls)
          """,
        script: SlideScript.text
      ).text
    } catch let error as MarkdownError {
      throw PageError(page: page.name, error: error)
    }
  }

  private func html(
    _ slide: Slide, number: Int, of count: Int, minutes: ClosedRange<Int>
  ) throws -> String {
    let text = HTMLText(picture: { _ in nil }, link: { $0.hasPrefix("http") ? $0 : nil })
    let sentence = try text.html([MarkdownBlock(line: 1, kind: .heading(level: 2, slide.sentence))])
      .replacing(/\sid="[^"]*"/, with: "")
    return """
      <section class="slide" id="slide\(number)" aria-label="Slide \(number) of \(count)">
      <div class="face">
      \(sentence)
      <div class="figure">\(try figure(slide))</div>
      <p class="foot"><span>chapter \(slide.chapter)</span><span>\(number) / \(count)</span></p>
      </div>
      <aside class="notes" aria-label="Notes">
      <p class="time">Minutes \(minutes.lowerBound) to \(minutes.upperBound)</p>
      \(try text.html(slide.notes))
      </aside>
      </section>
      """
  }

  private func figure(_ slide: Slide) throws -> String {
    switch slide.figure {
    case .table(let lines):
      // The size of the type follows from both, so that the table fills the slide.
      let columns = lines.map(\.count).max() ?? 0
      let text = xmlText(lines.joined(separator: "\n"))
      return
        "<pre style=\"--columns:\(columns);--lines:\(lines.count)\"><code>\(text)</code></pre>"
    case .picture(let path, let description):
      let file = package.appendingPathComponent("Chapters/\(path)")
      guard let pair = FigurePair(recorded: file, run: pictures) else {
        throw LoomError("Chapters/Slides.md", "there is no picture \(path); correct the path")
      }
      return pair.html(alt: description)
    }
  }

  private static let controls = """
    <div class="controls" role="toolbar" aria-label="Slides">
    <button type="button" id="previous" aria-keyshortcuts="ArrowLeft">Back</button>
    <button type="button" id="next" aria-keyshortcuts="ArrowRight">Next</button>
    <button type="button" id="notes" aria-keyshortcuts="s" aria-pressed="false">Notes</button>
    <button type="button" id="dark" aria-keyshortcuts="d">Dark or light</button>
    <button type="button" id="full" aria-keyshortcuts="f">Full screen</button>
    </div>
    <p class="hidden" id="place" role="status"></p>
    """
}
