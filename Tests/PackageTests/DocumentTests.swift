import Foundation
import TestSupport
import Testing

@testable import Publishing

/// The package's Markdown files: what they name is there, what they tell people to type exists.
struct DocumentTests {
  static let root = ReferenceFolder.packageRoot

  /// Every Markdown file, by its path below the package.
  static let documents: [String] = {
    let manager = FileManager.default
    let here = (try? manager.contentsOfDirectory(atPath: root.path)) ?? []
    let below = ["Benchmarks", "Chapters", "Data", "Sources", "Tests"].flatMap { folder in
      let names = try? manager.subpathsOfDirectory(
        atPath: root.appendingPathComponent(folder).path)
      return (names ?? []).map { "\(folder)/\($0)" }
    }
    return (here + below).filter { $0.hasSuffix(".md") }.sorted()
  }()

  private static func lines(of document: String) throws -> [String] {
    try String(contentsOf: root.appendingPathComponent(document), encoding: .utf8)
      .components(separatedBy: "\n")
  }

  private static func isThere(_ url: URL) -> Bool {
    FileManager.default.fileExists(atPath: url.path)
  }

  /// Whether a run of all chapters writes the file.
  private static func isMadeByARun(_ url: URL) -> Bool {
    ["index.html", "explore.html"].contains {
      url.standardizedFileURL.path == root.appendingPathComponent("Output/\($0)").path
    }
  }

  @Test func thereAreDocuments() {
    let layers = ["Foundations", "Images", "Networks", "Quantization", "Figures", "Workbook"]
    for name in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"]
      + layers.map({ "Sources/\($0)/README.md" })
    {
      #expect(Self.documents.contains(name), "\(name) is missing")
    }
  }

  @Test(arguments: documents)
  func everyLinkAndPictureIsThere(document: String) throws {
    let page = Self.root.appendingPathComponent(document)
    for (index, line) in try Self.lines(of: document).enumerated() {
      for match in line.matches(of: /\]\(([^)\s]+)\)/) where !match.1.hasPrefix("http") {
        let parts = match.1.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let file =
          parts[0].isEmpty
          ? page : page.deletingLastPathComponent().appendingPathComponent(String(parts[0]))
        let place = "\(document):\(index + 1)"
        if Self.isMadeByARun(file) { continue }
        guard Self.isThere(file) else {
          Issue.record("\(place) links to \(match.1), which is not there; correct the link")
          continue
        }
        if parts.count > 1, file.pathExtension == "md" {
          let anchors = try Self.anchors(of: file)
          #expect(
            anchors.contains(String(parts[1])),
            "\(place) links to #\(parts[1]); the headings there are \(anchors.sorted())")
        }
      }
    }
  }

  private static func anchors(of file: URL) throws -> Set<String> {
    var anchors = Anchors()
    var result: Set<String> = []
    for line in try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n") {
      if let match = line.wholeMatch(of: /#+ +(.*)/) {
        result.insert(anchors.next(for: "\(match.1)"))
      }
    }
    return result
  }

  /// In code between words, a path from the package's folder, or the name of a source.
  @Test(arguments: documents)
  func everyFileThatIsNamedIsThere(document: String) throws {
    for (index, line) in try Self.lines(of: document).enumerated() {
      for match in line.matches(of: /`([^`\s]+)`/) {
        let name = String(match.1)
        let place = "\(document):\(index + 1)"
        let isPath =
          name.wholeMatch(of: /(Sources|Tests|Chapters|Data|Benchmarks)\/[\w.\/-]*/) != nil
        let isSource = name.wholeMatch(of: /[\w-]+\.(swift|c|h)/) != nil
        if isPath && !Self.isThere(Self.root.appendingPathComponent(name))
          || isSource && !Self.sources.contains(name)
        {
          Issue.record("\(place) names \(name), which is not there; correct the name")
        }
      }
    }
  }

  /// The names of all sources.
  private static let sources: Set<String> = {
    var names: Set<String> = ["Package.swift", "main.swift"]
    for folder in ["Benchmarks", "Chapters", "Data", "Sources", "Tests"] {
      let paths = try? FileManager.default.subpathsOfDirectory(
        atPath: root.appendingPathComponent(folder).path)
      names.formUnion((paths ?? []).compactMap { $0.split(separator: "/").last.map(String.init) })
    }
    return names
  }()

  @Test func everyCommandExists() throws {
    let help = try Programs.run("workbook", ["--help"])
    #expect(help.status == 0, "workbook --help: \(help.errors)")
    let subcommands = help.output.matches(of: /(?m)^  ([a-z-]+) +(?:\(default\)|[A-Z])/).map {
      String($0.1)
    }
    let programs = try ChapterFolder.all(in: Self.root).map(\.program) + ["workbook"]
    var checked: [[String]: String] = [:]
    var count = 0
    for document in Self.documents {
      let text = try Self.lines(of: document).joined(separator: "\n")
      for command in PageLint.commands(in: text, name: document) {
        count += 1
        var words = command.words[...]
        if words.first == "-c" { words = words.dropFirst(2) }
        // “chapterN” stands for any of them.
        guard let program = words.popFirst(), program != "chapterN" else { continue }
        guard programs.contains(program) else {
          Issue.record("\(command.place): there is no program \(program); there are \(programs)")
          continue
        }
        var call = [program]
        if program == "workbook", let name = words.first, !name.hasPrefix("-") {
          guard subcommands.contains(name) else {
            Issue.record("\(command.place): workbook has no \(name); it has \(subcommands)")
            continue
          }
          call.append(name)
        }
        let known = try checked[call] ?? Programs.run(program, call.dropFirst() + ["--help"]).output
        checked[call] = known
        for option in words where option.hasPrefix("--") {
          let name = option.prefix { $0 != "=" }
          #expect(
            known.contains("\(name) ") || known.contains("\(name)\n") || known.contains("\(name)/"),
            "\(command.place): \(call.joined(separator: " ")) has no option \(name)")
        }
      }
    }
    #expect(count > 10)
  }

  @Test("the README says what matters on two screens, then “More”")
  func theREADMEIsShort() throws {
    let lines = try Self.lines(of: "README.md")
    let end = try #require(lines.firstIndex(of: "## More"))
    #expect(
      end <= 105, "there are \(end) lines before “## More”; move what is long beside its thing")
    for (index, line) in lines.enumerated() {
      // Rows of tables, pictures and commands cannot be broken.
      if ["|", "![", "sudo "].contains(where: line.hasPrefix) { continue }
      #expect(line.count <= 120, "README.md:\(index + 1) has \(line.count) columns")
    }
  }
}
