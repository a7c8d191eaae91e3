import Foundation

/// All chapters on one HTML page that needs nothing else: for a projector, a phone or a printer.
public struct ProjectorPage {
  private let package: URL
  private let pictures: URL
  private let transcripts: [Int: String]

  /// Creates a page.
  ///
  /// - Parameters:
  ///   - package: The package's folder, with the chapters' pages.
  ///   - pictures: Where the figures of this run lie; those that the pages show otherwise.
  ///   - transcripts: What the chapters printed in this run, by number.
  public init(package: URL, pictures: URL, transcripts: [Int: String]) {
    self.package = package
    self.pictures = pictures
    self.transcripts = transcripts
  }

  /// The page.
  ///
  /// - Throws: An error of the file system.
  public func html() throws -> String {
    let chapters = package.appendingPathComponent("Chapters")
    let folders = try FileManager.default.contentsOfDirectory(atPath: chapters.path)
      .filter { $0.first?.isNumber == true }.sorted()
    var sections: [String] = []
    var contents: [String] = []
    for (number, folder) in folders.enumerated() {
      let url = chapters.appendingPathComponent(folder)
      let page = try String(contentsOf: url.appendingPathComponent("README.md"), encoding: .utf8)
      // Output of this run where the run had the sections that the page shows.
      let loom = Loom(url, transcript: transcripts[number])
      let woven = (try? loom.woven(page, name: folder)) ?? page
      let title = page.prefix { $0 != "\n" }.dropFirst(2)
      contents.append(
        "<li><a href=\"#chapter\(number)\">\(HTMLText.escaped(String(title)))</a></li>")
      let text = HTMLText(
        picture: { picture($0, chapter: url) },
        link: { target in
          if let index = folders.firstIndex(where: { target.hasPrefix("../\($0)") }) {
            return "#chapter\(index)"
          }
          return target.hasSuffix("transcript.txt") ? "#transcript\(number)" : target
        })
      var body = text.html(woven)
      if let transcript = transcripts[number] {
        body +=
          "\n<details id=\"transcript\(number)\"><summary>Everything it printed</summary>"
          + "<pre class=\"text\"><code>\(HTMLText.escaped(transcript))</code></pre></details>"
      }
      sections.append("<section id=\"chapter\(number)\">\n\(body)\n</section>")
    }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Activation Threshold Search Workbook</title>
      <style>
      \(ProjectorPage.style)
      </style>
      </head>
      <body>
      <nav><h1>Activation Threshold Search Workbook</h1><ol start="0">\(contents.joined())</ol></nav>
      \(sections.joined(separator: "\n"))
      </body>
      </html>

      """
  }

  private func picture(_ path: String, chapter: URL) -> String? {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let places = [pictures.appendingPathComponent(name), chapter.appendingPathComponent(path)]
    guard let data = places.lazy.compactMap({ try? Data(contentsOf: $0) }).first else { return nil }
    return "data:image/png;base64," + data.base64EncodedString()
  }

  private static let style = """
    :root { color-scheme: light dark; --ink: #1d1d22; --paper: #ffffff; --soft: #f3f4f6; --line: #d4d7dd;
      --link: #0059a8; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e8e8ec; --paper: #16171b; --soft: #22242a;
      --line: #3a3d46; --link: #7cc0ff; } }
    body { margin: 0 auto; padding: 1rem 1.25rem 4rem; max-width: 54rem; color: var(--ink);
      background: var(--paper); font: 1.125rem/1.55 system-ui, sans-serif; overflow-wrap: break-word; }
    a { color: var(--link); }
    h1 { font-size: 1.9rem; line-height: 1.2; margin-top: 3rem; }
    h2 { font-size: 1.35rem; margin-top: 2.2rem; }
    section { border-top: 1px solid var(--line); }
    pre { background: var(--soft); border-radius: 0.4rem; padding: 0.8rem 1rem; overflow-x: auto;
      font-size: 0.85rem; line-height: 1.4; }
    pre.swift { border-left: 0.25rem solid var(--link); }
    code { font-family: ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace; }
    :not(pre) > code { background: var(--soft); border-radius: 0.2rem; padding: 0 0.25rem; font-size: 0.9em; }
    img { max-width: 100%; height: auto; background: #ffffff; border-radius: 0.4rem; }
    table { border-collapse: collapse; } th, td { border: 1px solid var(--line); padding: 0.3rem 0.6rem;
      text-align: left; }
    details { background: var(--soft); border-radius: 0.4rem; padding: 0.5rem 1rem; margin: 1rem 0; }
    summary { cursor: pointer; }
    .math { font-family: Georgia, "DejaVu Serif", serif; white-space: nowrap; }
    sub, sup { line-height: 0; }
    @media (max-width: 30rem) { body { font-size: 1rem; } pre { font-size: 0.72rem; }
      .math { white-space: normal; } }
    @media print { body { max-width: none; font-size: 10pt; } section { break-before: page; border: 0; }
      pre { white-space: pre-wrap; } }
    """
}
