import Foundation

/// Weaves regions of programs and of transcripts into Markdown, so that pages show what is compiled and
/// what was printed.
///
/// A page asks for a region with a comment, and the fenced block behind it is replaced:
///
/// - `<!-- snippet: main.swift#name -->`: the lines between `// snippet.name` and `// snippet.end`.
/// - `<!-- output: Expected/transcript.txt#name -->`: the section `== name ==` of a transcript.
/// - `<!--= Expected/transcript.txt#name/row/column -->8<!--/-->`: one cell of that section's table, the
///   row named by the start of its line, the column by its title.
public struct Loom {
  /// The page's folder.
  public let folder: URL

  /// What stands in for the recorded transcript, when it does.
  private let transcript: String?

  /// Creates a loom for the pages of a folder.
  ///
  /// - Parameter transcript: Stands in for `Expected/transcript.txt`, to show another run.
  public init(_ folder: URL, transcript: String? = nil) {
    self.folder = folder
    self.transcript = transcript
  }

  /// The page with every block and number as the files have them now.
  ///
  /// - Throws: ``LoomError``, which names the page and the line.
  public func woven(_ page: String, name: String) throws -> String {
    let lines = page.components(separatedBy: "\n")
    var result: [String] = []
    var used: Set<String> = []
    var index = 0
    while index < lines.count {
      let place = "\(name):\(index + 1)"
      result.append(try wovenNumbers(lines[index], place: place))
      guard let request = Request(lines[index]) else {
        index += 1
        continue
      }
      guard index + 1 < lines.count, lines[index + 1].hasPrefix("```") else {
        throw LoomError(place, "a fenced block should follow the comment; add an empty one")
      }
      guard let end = lines[(index + 2)...].firstIndex(of: "```") else {
        throw LoomError(place, "the fenced block behind the comment is not closed")
      }
      result.append(lines[index + 1])
      result += try region(request, place: place)
      result.append("```")
      if request.isSnippet { used.insert(request.file + "#" + request.region) }
      index = end + 1
    }
    try checkThatAllSnippetsAreUsed(used, name: name)
    return result.joined(separator: "\n")
  }

  private struct Request {
    let isSnippet: Bool
    let file: String
    let region: String

    init?(_ line: String) {
      for (kind, isSnippet) in [("snippet", true), ("output", false)] {
        let prefix = "<!-- \(kind): "
        guard line.hasPrefix(prefix), line.hasSuffix(" -->") else { continue }
        let parts = line.dropFirst(prefix.count).dropLast(4)
          .split(separator: "#", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        self.isSnippet = isSnippet
        (file, region) = (parts[0], parts[1])
        return
      }
      return nil
    }
  }

  private func text(of file: String, place: String) throws -> [String] {
    if file == "Expected/transcript.txt", let transcript {
      return transcript.components(separatedBy: "\n")
    }
    guard let text = try? String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
    else { throw LoomError(place, "there is no file \(file) in \(folder.lastPathComponent)") }
    return text.components(separatedBy: "\n")
  }

  private func region(_ request: Request, place: String) throws -> [String] {
    let lines = try text(of: request.file, place: place)
    if request.isSnippet {
      guard let snippet = try Loom.snippets(in: lines, file: request.file)[request.region] else {
        throw LoomError(place, "\(request.file) has no line “// snippet.\(request.region)”")
      }
      return snippet
    }
    guard let section = Loom.section(request.region, of: lines) else {
      throw LoomError(place, "\(request.file) has no section “== \(request.region) ==”")
    }
    return section
  }

  /// The marked regions of a program, without the indentation that all their lines share.
  ///
  /// - Throws: ``LoomError`` for a region that is doubled, nested or not closed.
  static func snippets(in lines: [String], file: String) throws -> [String: [String]] {
    var result: [String: [String]] = [:]
    var open: (name: String, lines: [String], line: Int)?
    for (index, line) in lines.enumerated() {
      let place = "\(file):\(index + 1)"
      let marker = line.trimmingCharacters(in: .whitespaces)
      guard marker.hasPrefix("// snippet.") else {
        open?.lines.append(line)
        continue
      }
      let name = String(marker.dropFirst("// snippet.".count))
      if name == "end" {
        guard let region = open else { throw LoomError(place, "no snippet is open here") }
        result[region.name] = unindented(region.lines)
        open = nil
      } else {
        if let open { throw LoomError(place, "the snippet \(open.name) is still open here") }
        if result[name] != nil { throw LoomError(place, "there are two snippets called \(name)") }
        open = (name, [], index + 1)
      }
    }
    if let open {
      throw LoomError("\(file):\(open.line)", "the snippet \(open.name) is never closed")
    }
    return result
  }

  private static func unindented(_ lines: [String]) -> [String] {
    let indent = lines.filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
    return lines.map { String($0.dropFirst(min(indent, $0.count))) }
  }

  /// The lines of a transcript's section, without empty ones at the end.
  static func section(_ name: String, of lines: [String]) -> [String]? {
    guard let start = lines.firstIndex(of: "== \(name) ==") else { return nil }
    var section = lines[(start + 1)...].prefix { !$0.hasPrefix("== ") }
    while section.last?.isEmpty == true { section.removeLast() }
    return Array(section)
  }

  private func checkThatAllSnippetsAreUsed(_ used: Set<String>, name: String) throws {
    guard let lines = try? text(of: "main.swift", place: name) else { return }
    let all = try Loom.snippets(in: lines, file: "main.swift").keys.map { "main.swift#" + $0 }
    if let unused = all.sorted().first(where: { !used.contains($0) }) {
      throw LoomError(name, "no block shows \(unused); show it, or remove its markers")
    }
  }

  // MARK: numbers

  private func wovenNumbers(_ line: String, place: String) throws -> String {
    let (open, close) = ("<!--= ", "<!--/-->")
    var result = ""
    var rest = Substring(line)
    while let start = rest.range(of: open) {
      guard let middle = rest[start.upperBound...].range(of: " -->"),
        let end = rest[middle.upperBound...].range(of: close)
      else { throw LoomError(place, "the number behind “\(open)” is not closed by “\(close)”") }
      let path = String(rest[start.upperBound..<middle.lowerBound])
      result += rest[..<middle.upperBound] + (try number(path, place: place)) + close
      rest = rest[end.upperBound...]
    }
    return result + rest
  }

  private func number(_ path: String, place: String) throws -> String {
    let parts = path.split(separator: "#", maxSplits: 1).map(String.init)
    let keys = parts.count == 2 ? parts[1].components(separatedBy: "/") : []
    guard keys.count == 3 else {
      throw LoomError(place, "“\(path)” should be file#section/row/column")
    }
    guard let section = Loom.section(keys[0], of: try text(of: parts[0], place: place)) else {
      throw LoomError(place, "\(parts[0]) has no section “== \(keys[0]) ==”")
    }
    guard let rule = section.firstIndex(where: { $0.hasPrefix("──") }), rule > 0 else {
      throw LoomError(place, "the section \(keys[0]) has no table")
    }
    let titles = Loom.cells(section[rule - 1])
    guard let column = titles.firstIndex(of: keys[2]) else {
      throw LoomError(place, "the table \(keys[0]) has no column \(keys[2]); it has \(titles)")
    }
    guard
      let row = section[(rule + 1)...].map(Loom.cells).first(where: { $0.first == keys[1] }),
      row.indices.contains(column)
    else { throw LoomError(place, "the table \(keys[0]) has no row \(keys[1])") }
    return row[column]
  }

  /// Cells are parted by two spaces or more.
  private static func cells(_ line: String) -> [String] {
    line.components(separatedBy: "  ").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
  }

  // MARK: lint

  /// Measured numbers that stand in the prose itself, where nothing keeps them true: decimal numbers
  /// outside of blocks, woven numbers, code and formulas.
  public static func looseNumbers(in page: String, name: String) -> [String] {
    var findings: [String] = []
    var isInBlock = false
    for (index, line) in page.components(separatedBy: "\n").enumerated() {
      if line.hasPrefix("```") { isInBlock.toggle() }
      if isInBlock { continue }
      var prose = line
      for pattern in ["<!--=.*?<!--/-->", "`[^`]*`", "\\$[^$]*\\$", "\\]\\([^)]*\\)"] {
        prose = prose.replacingOccurrences(of: pattern, with: "", options: .regularExpression)
      }
      if let range = prose.range(of: "[0-9]+\\.[0-9]+", options: .regularExpression) {
        findings.append(
          "\(name):\(index + 1): the number \(prose[range]) stands in the prose itself; weave it")
      }
    }
    return findings
  }
}

/// What is wrong with a page or with the markers of a program.
public struct LoomError: Error, Equatable, CustomStringConvertible {
  /// The file and line.
  public let place: String
  /// What is wrong there, and what to do.
  public let reason: String

  init(_ place: String, _ reason: String) {
    self.place = place
    self.reason = reason
  }

  /// The place and the reason.
  public var description: String { "\(place): \(reason)" }
}

/// The pages of the workbook.
public struct ChapterPages {
  /// One page.
  public struct Page {
    /// The page's path below the package.
    public let name: String
    /// Where it lies.
    public let url: URL
    /// What it says now.
    public let text: String
    /// What it should say.
    public let woven: String
  }

  /// Every chapter's page, woven anew.
  ///
  /// - Throws: ``LoomError``, or an error of the file system.
  public static func all(in package: URL) throws -> [Page] {
    let chapters = package.appendingPathComponent("Chapters")
    let names = try FileManager.default.contentsOfDirectory(atPath: chapters.path)
      .filter { $0.first?.isNumber == true }.sorted()
    return try names.map { folder in
      let url = chapters.appendingPathComponent(folder).appendingPathComponent("README.md")
      let text = try String(contentsOf: url, encoding: .utf8)
      let name = "Chapters/\(folder)/README.md"
      let woven = try Loom(url.deletingLastPathComponent()).woven(text, name: name)
      return Page(name: name, url: url, text: text, woven: woven)
    }
  }
}
