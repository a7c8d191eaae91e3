import Foundation
import Support

/// The chapters on paper, for a class: without the teachers' notes, the hints and what the exercises show,
/// and with a table to fill in; or the teacher's key to it.
public struct Handout {
  /// An exercise's answer, to be printed in the key.
  public struct Answer: Sendable {
    /// What the solution returns, when that is a number or a name.
    public let value: String?
    /// The solution's lines.
    public let code: [String]

    public init(value: String?, code: [String]) {
      self.value = value
      self.code = code
    }
  }

  private let package: URL
  private let chapters: Set<Int>

  /// - Parameters:
  ///   - package: The package's folder, with the chapters' pages.
  ///   - chapters: Which chapters, by their numbers.
  public init(package: URL, chapters: Set<Int>) {
    self.package = package
    self.chapters = chapters
  }

  /// What students get. With chapter 0 it begins with a page to write on.
  ///
  /// - Throws: ``LoomError``, ``PageError``, or an error of the file system.
  public func students() throws -> String {
    let worksheet = chapters.contains(0) ? try worksheet() : ""
    return try document("Activation thresholds: hand-out", first: worksheet) { page, text in
      if case .guide = page.kind { return try text.html(page.blocks.section("Symbols and words")) }
      let blank = BlankTable.all.first { .chapter($0.chapter) == page.kind }
      let source = try blank?.emptied(page.text, name: page.name) ?? page.text
      var blocks = try MarkdownReader.blocks(of: source).without(FoldedPart.allCases)
      blocks.removeAll { block in
        guard case .paragraph(let text) = block.kind else { return false }
        // The way to the next page, and to the solutions.
        return text.hasPrefix("Next: [") || text.contains("`--solutions`")
      }
      return try text.html(blocks).replacing(BlankTable.gap, with: BlankTable.gapHTML)
    }
  }

  /// What the teacher gets: the notes, the filled table, and every exercise with its answer.
  ///
  /// - Parameter answers: The answers, by the numbers of the exercises, such as `3.2`.
  /// - Throws: ``LoomError``, ``PageError``, or an error of the file system.
  public func key(answers: [String: Answer]) throws -> String {
    try document("Activation thresholds: the teacher's key") { page, text in
      switch page.kind {
      case .guide: return try text.html(page.blocks.section("How to teach"))
      case .chapter(let number):
        var blocks = Array(try page.blocks.prefix(1)) + (try page.blocks.folded(.teachers))
        if let blank = BlankTable.all.first(where: { $0.chapter == number }) {
          blocks += try MarkdownReader.blocks(of: blank.filled(page.text, name: page.name))
        }
        return try text.html(blocks)
      case .exercises: return try exercises(page, text, answers)
      case .slides: return ""
      }
    }
  }

  private func exercises(
    _ page: ChapterPage, _ text: HTMLText, _ answers: [String: Answer]
  ) throws -> String {
    var parts: [String] = []
    var rest = try page.blocks.drop { $0.exercise == nil }
    while let heading = rest.popFirst(), let id = heading.exercise {
      let own = Array(rest.prefix { $0.exercise == nil })
      rest = rest.dropFirst(own.count)
      var html = try text.html([heading] + own.without(FoldedPart.allCases))
      if let answer = answers[id] {
        if let value = answer.value {
          html += "\n<p><strong>Answer:</strong> <code>\(xmlText(value))</code></p>"
        }
        html += "\n" + HTMLText.block(answer.code, language: "swift")
      }
      for part in [FoldedPart.hint, .answer, .teachers] {
        let blocks = own.folded(part)
        if blocks.isEmpty { continue }
        html += "\n<p class=\"part\">\(part.rawValue)</p>\n" + (try text.html(blocks))
      }
      parts.append("<div class=\"exercise\">\(html)</div>")
    }
    return parts.joined(separator: "\n")
  }

  /// The table to fill in, and the questions of a lesson that one answers before a figure is shown.
  private func worksheet() throws -> String {
    guard let blank = BlankTable.all.first,
      let page = try ChapterPages.all(in: package).first(where: { $0.kind == .chapter(0) })
    else { return "" }
    let gap = BlankTable.gap
    let markdown = """
      ## To fill in

      Three bits make eight levels, one step apart, from 0 to one step below the threshold $t$. The step is $t / 8$.
      What does each value become?

      \(try blank.emptyTable(page.text, name: page.name))

      Which column lost most? \(gap) Which threshold do you take? \(gap)

      On how many of the 66 outputs do MSE and NOCLIPPING choose different thresholds? \(gap)

      Where do you put the threshold of the output on the screen? \(gap)

      Which method gives the most right answers with 8 bits? \(gap) With 4 bits? \(gap)
      """
    let text = HTMLText(picture: { _ in nil }, link: { _ in nil }, headingShift: 1)
    return "<section class=\"worksheet\">\n"
      + (try text.html(markdown)).replacing(BlankTable.gap, with: BlankTable.gapHTML)
      + "\n</section>\n"
  }

  private func document(
    _ title: String, first: String = "", _ html: (ChapterPage, HTMLText) throws -> String
  ) throws -> String {
    var sections: [String] = []
    var guide = ""
    for page in try ChapterPages.all(in: package) where isPart(page.kind) {
      let folder = page.url.deletingLastPathComponent()
      let isExercises = if case .exercises = page.kind { true } else { false }
      let text = HTMLText(
        picture: { FigurePair(recorded: folder.appendingPathComponent($0), run: nil) },
        // On paper nothing can be followed; what is a link elsewhere is only text here.
        link: { $0.hasPrefix("http") ? $0 : nil },
        anchor: ProjectorPage.anchor(page.kind) + "-", headingShift: isExercises ? 2 : 1)
      do {
        let part = try html(page, text)
        if part.isEmpty { continue }
        let kind = isExercises ? " class=\"exercises\"" : ""
        let section = "<section\(kind)>\n\(part)\n</section>"
        if case .guide = page.kind { guide = section } else { sections.append(section) }
      } catch let error as MarkdownError {
        throw PageError(page: page.name, error: error)
      }
    }
    return HTMLDocument(
      title: title, style: ProjectorStyle.sheet + "\n" + Handout.style,
      body: "<main>\n<h1>\(title)</h1>\n" + first + (sections + [guide]).joined(separator: "\n")
        + "\n</main>"
    ).text
  }

  private func isPart(_ kind: ChapterPage.Kind) -> Bool {
    switch kind {
    case .guide: true
    case .slides: false
    case .chapter(let number), .exercises(let number): chapters.contains(number)
    }
  }

  /// What the pages on paper have besides the style of the page to project.
  private static let style = """
    body { display: block; }
    .part { color: var(--muted); margin: 0.6rem 0 0.2rem; font-weight: 650; }
    .gap { display: inline-block; width: 3.5em; border-bottom: 1px solid var(--ink); }
    td .gap { width: 6em; margin-top: 1.2em; }
    .table:has(.gap) { break-inside: avoid; }
    .worksheet p { line-height: 2.6; } .worksheet p .gap { width: 8em; }
    .file { border: 0; }
    @media print {
      h1 { display: block; margin: 0 0 6mm; }
      .worksheet { break-after: page; }
      h1 + section.worksheet { padding: 0; }
      .exercise { break-inside: avoid; }
      img { max-height: 95mm; width: auto; max-width: 100%; margin: 0 auto; }
    }
    """
}

extension ChapterPage {
  /// Its blocks as they are recorded.
  var blocks: [MarkdownBlock] { get throws { try MarkdownReader.blocks(of: text) } }
}

extension MarkdownBlock {
  /// The number of the exercise that this heading begins.
  fileprivate var exercise: String? {
    guard case .heading(2, let text) = kind else { return nil }
    return text.prefixMatch(of: /[0-9]+\.[0-9]+/).map { String($0.0) }
  }
}
