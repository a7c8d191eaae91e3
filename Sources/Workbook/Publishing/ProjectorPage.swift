import Foundation
import Support

/// All chapters on one HTML page that needs nothing else: for a projector, a phone or a printer.
public struct ProjectorPage {
  private let package: URL
  private let pictures: URL
  private let transcripts: [Int: String]
  private let beside: [(file: String, title: String)]

  /// - Parameters:
  ///   - package: The package's folder, with the chapters' pages.
  ///   - pictures: Where the figures of this run lie.
  ///   - transcripts: What the chapters printed in this run, behind their commands, by number; a chapter
  ///     that is not among them is shown as it was recorded.
  ///   - beside: Pages that lie in the same folder, with their titles.
  public init(
    package: URL, pictures: URL, transcripts: [Int: String],
    beside: [(file: String, title: String)] = []
  ) {
    self.package = package
    self.pictures = pictures
    self.transcripts = transcripts
    self.beside = beside
  }

  /// The page.
  ///
  /// - Throws: ``LoomError``, ``PageError``, or an error of the file system.
  public func html() throws -> String {
    let pages = try ChapterPages.all(in: package)
    let parts = try pages.map(part)
    let chapters = parts.filter { if case .exercises = $0.kind { false } else { true } }
    var body = ""
    for (index, part) in parts.enumerated() {
      body += "<section id=\"\(part.anchor)\"\(part.isExercises ? " class=\"exercises\"" : "")>\n"
      body += part.html
      let isLast = !(index + 1 < parts.count && parts[index + 1].isExercises)
      if isLast { body += "\n" + turning(from: part, chapters) }
      body += "\n</section>\n"
    }
    let title = "Activation Threshold Search Workbook"
    return HTMLDocument(
      title: title, style: ProjectorStyle.sheet,
      body: """
        <nav id="contents" aria-label="Contents">
        <p class="title"><a href="#guide">\(title)</a></p>
        <ul>\(parts.map(\.contents).joined(separator: "\n"))</ul>
        </nav>
        <main>
        <h1>\(title)</h1>
        \(besideHTML)\(body)</main>
        <a class="up" href="#contents">Contents</a>
        """,
      script: ProjectorScript.text
    ).text
  }

  /// The links to the pages that lie beside this one.
  private var besideHTML: String {
    if beside.isEmpty { return "" }
    let links = beside.map { "<a href=\"\(xmlText($0.file))\">\(xmlText($0.title))</a>" }
    return "<p class=\"beside\">Beside this page: \(links.joined(separator: ", "))</p>\n"
  }

  /// One page of the workbook as a part of this one.
  private struct Part {
    let kind: ChapterPage.Kind
    let anchor: String
    let title: String
    let html: String
    let sections: [(anchor: String, html: String)]

    var isExercises: Bool { if case .exercises = kind { true } else { false } }

    /// Its line in the table of contents.
    var contents: String {
      let inner = sections.map { "<li><a href=\"#\($0.anchor)\">\($0.html)</a></li>" }.joined()
      let list = inner.isEmpty || isExercises ? "" : "<ul>\(inner)</ul>"
      let kind = isExercises ? " class=\"exercises\"" : ""
      let words = isExercises ? "Exercises" : title
      return "<li\(kind)><a href=\"#\(anchor)\">\(words)</a>\(list)</li>"
    }
  }

  private func part(_ page: ChapterPage) throws -> Part {
    let anchor = ProjectorPage.anchor(page.kind)
    var number: Int?
    if case .chapter(let chapter) = page.kind { number = chapter }
    if case .exercises(let chapter) = page.kind { number = chapter }
    let transcript = number.flatMap { transcripts[$0] }
    let links = ProjectorLinks(package: package, page: page)
    let isExercises = if case .exercises = page.kind { true } else { false }
    let text = HTMLText(
      picture: { picture($0, of: page, isRun: transcript != nil) }, link: links.address,
      anchor: anchor + "-", headingShift: isExercises ? 2 : 1)
    do {
      let woven = try page.woven(transcript: transcript)
      var blocks = try MarkdownReader.blocks(of: woven.text)
      guard case .heading(1, let title)? = blocks.first?.kind else {
        throw MarkdownError(1, "the page should start with its title, “# …”")
      }
      // The links before and after a chapter say the same.
      if case .paragraph(let last)? = blocks.last?.kind, last.hasPrefix("Next: [") {
        blocks.removeLast()
      }
      var html = try text.html(blocks)
      if !woven.kept.isEmpty {
        html +=
          "\n<p class=\"note\">This run did not print everything that the text shows. What it "
          + "did not print is shown as it was recorded.</p>"
      }
      if case .chapter(let number) = page.kind, let transcript {
        html +=
          "\n<details class=\"transcript\" id=\"transcript\(number)\">"
          + "<summary>Everything it printed</summary>"
          + HTMLText.block(transcript.components(separatedBy: "\n"), language: "text")
          + "</details>"
      }
      return Part(
        kind: page.kind, anchor: anchor, title: xmlText(title), html: html,
        sections: try text.headings(blocks, level: 2))
    } catch let error as MarkdownError {
      throw PageError(page: page.name, error: error)
    }
  }

  /// Where a page starts.
  static func anchor(_ kind: ChapterPage.Kind) -> String {
    switch kind {
    case .guide: "guide"
    case .chapter(let number): "chapter\(number)"
    case .exercises(let number): "chapter\(number)-exercises"
    case .slides: "slides"
    }
  }

  /// The links to the chapters before and after.
  private func turning(from part: Part, _ chapters: [Part]) -> String {
    let own: ChapterPage.Kind
    if case .exercises(let number) = part.kind { own = .chapter(number) } else { own = part.kind }
    guard let index = chapters.firstIndex(where: { $0.kind == own }) else { return "" }
    func link(_ index: Int, _ label: (String) -> String) -> String {
      guard chapters.indices.contains(index) else { return "<span></span>" }
      return "<a href=\"#\(chapters[index].anchor)\">\(label(chapters[index].title))</a>"
    }
    return "<p class=\"turn\">" + link(index - 1) { "← \($0)" } + link(index + 1) { "\($0) →" }
      + "</p>"
  }

  /// A picture of this run, else the recorded one, as part of the page.
  private func picture(_ path: String, of page: ChapterPage, isRun: Bool) -> FigurePair? {
    let recorded = page.url.deletingLastPathComponent().appendingPathComponent(path)
    let name = recorded.deletingPathExtension().lastPathComponent
    return (isRun ? FigurePair(folder: pictures, name: name) : nil)
      ?? FigurePair(recorded: recorded, run: pictures)
  }
}
