import Foundation

/// Weaves regions of programs and of transcripts into Markdown, so that pages show what is compiled and
/// what was printed.
///
/// A page asks for a region with a comment, and the fenced block behind it is replaced:
///
/// - `<!-- snippet: main.swift#name -->`: the lines between `// snippet.name` and `// snippet.end`.
/// - `<!-- output: Expected/transcript.txt#name -->`: the section `== name ==` of a transcript. The first
///   block of a page that shows a transcript begins with the command that printed it.
/// - `<!--= Expected/transcript.txt#name/row/column -->8<!--/-->`: one number; see ``Transcript``.
///
/// A path is read from the page's folder; `../../Sources/Quantization/UniformGrid.swift` is one too.
/// Every other comment is an error, so that a marker with a typing mistake cannot pass as a comment.
public struct Loom {
  /// The page's folder.
  public let folder: URL

  /// What stands in for the recorded transcript, when it does.
  private let transcript: String?

  /// Creates a loom for the pages of a folder.
  ///
  /// - Parameter transcript: Stands in for `Expected/transcript.txt`, to show another run. What that
  ///   run did not print stays as it is on the page.
  public init(_ folder: URL, transcript: String? = nil) {
    self.folder = folder
    self.transcript = transcript
  }

  /// The page with every block and number as the files have them now.
  ///
  /// - Throws: ``LoomError``, which names the page and the line.
  public func woven(_ page: String, name: String) throws -> WovenPage {
    let lines = page.components(separatedBy: "\n")
    var result = WovenPage()
    var index = 0
    while index < lines.count {
      let place = "\(name):\(index + 1)"
      let line = lines[index]
      if Fence(line) != nil {
        // A block without a marker stays as it is; the lint asks for a marker.
        let end = try closing(lines, from: index, place: place)
        result.lines += lines[index...end]
        index = end + 1
      } else if let marker = try PageMarker(line, place: place) {
        let end = try weave(marker, lines, at: index, place: place, into: &result)
        index = end + 1
      } else {
        result.lines.append(try wovenNumbers(line, place: place, into: &result))
        index += 1
      }
    }
    return result
  }

  /// Replaces the block behind a marker; returns the index of its last line.
  private func weave(
    _ marker: PageMarker, _ lines: [String], at index: Int, place: String,
    into result: inout WovenPage
  ) throws -> Int {
    guard index + 1 < lines.count, let fence = Fence(lines[index + 1]) else {
      throw LoomError(place, "a fenced block should follow the comment; add an empty one")
    }
    guard fence.language == marker.language, fence.indent == marker.indent else {
      throw LoomError(
        place,
        "the block behind the comment should start with "
          + "“\(String(repeating: " ", count: marker.indent))```\(marker.language)”")
    }
    let end = try closing(lines, from: index + 1, place: place)
    let old = Array(lines[(index + 2)..<end])
    let indent = String(repeating: " ", count: marker.indent)
    let isFirst = !result.transcripts.contains(marker.file)
    let kept = result.kept
    let new = try orKept(old, marker.file, marker.region, into: &result) {
      try region(marker, place: place, isFirst: isFirst).map { $0.isEmpty ? "" : indent + $0 }
    }
    if marker.kind == .output, result.kept == kept { result.transcripts.insert(marker.file) }
    if new != old {
      let finding =
        "\(place): the block behind “\(lines[index].trimmingCharacters(in: .whitespaces))” is not "
        + "what \(marker.file) says"
      if marker.kind == .snippet {
        result.staleCode.append(finding)
      } else {
        result.staleOutput.append(finding)
      }
    }
    if marker.kind == .snippet {
      let file = folder.appendingPathComponent(marker.file).standardizedFileURL.path
      result.snippets.insert(file + "#" + marker.region)
    }
    if new.contains(where: fence.isClosed) {
      let (open, close) = fence.around(new)
      result.lines += [lines[index], open] + new + [close]
    } else {
      result.lines += lines[index...(index + 1)] + new + [lines[end]]
    }
    return end
  }

  private func closing(_ lines: [String], from index: Int, place: String) throws -> Int {
    guard let fence = Fence(lines[index]),
      let end = lines[(index + 1)...].firstIndex(where: { fence.isClosed(by: $0) })
    else { throw LoomError(place, "the fenced block that starts here is not closed by “```”") }
    return end
  }

  /// What is woven anew, or, when it comes from another run that did not print it, what stood there.
  private func orKept<Text>(
    _ old: Text, _ file: String, _ region: String, into result: inout WovenPage,
    _ new: () throws -> Text
  ) throws -> Text {
    guard transcript != nil, Loom.isTranscript(file) else { return try new() }
    do { return try new() } catch let error as LoomError {
      result.kept.append("\(region): \(error.reason)")
      return old
    }
  }

  private func wovenNumbers(
    _ line: String, place: String, into result: inout WovenPage
  ) throws -> String {
    var woven = ""
    for piece in try InlineNumbers.pieces(of: line, place: place) {
      switch piece {
      case .text(let text): woven += text
      case .number(let file, let keys, let old):
        let path = keys.joined(separator: "/")
        let new = try orKept(old, file, path, into: &result) {
          try Transcript(try text(of: file, place: place), name: file).number(keys, place: place)
        }
        if new != old {
          result.staleOutput.append(
            "\(place): the number “\(old)” is not what \(file) says for \(path), “\(new)”")
        }
        woven += "<!--= \(file)#\(path) -->\(new)<!--/-->"
      }
    }
    return woven
  }

  /// The lines that a marker asks for.
  ///
  /// - Parameter isFirst: Whether the page has shown nothing of the file yet.
  private func region(_ marker: PageMarker, place: String, isFirst: Bool) throws -> [String] {
    let lines = try text(of: marker.file, place: place)
    switch marker.kind {
    case .output:
      let transcript = Transcript(lines, name: marker.file)
      let section = try transcript.section(marker.region, place: place)
      return (isFirst ? [transcript.command].compactMap { $0 } : []) + section
    case .snippet:
      let snippets = try ProgramSnippets(lines, file: marker.file).regions
      guard let snippet = snippets[marker.region] else {
        throw LoomError(
          place,
          "\(marker.file) has no line “// snippet.\(marker.region)”; it has "
            + (snippets.isEmpty ? "none" : snippets.keys.sorted().joined(separator: ", ")))
      }
      return snippet
    }
  }

  private static func isTranscript(_ file: String) -> Bool {
    // Not that of another chapter, which a run of this one says nothing about.
    file == "Expected/transcript.txt"
  }

  private func text(of file: String, place: String) throws -> [String] {
    if let transcript, Loom.isTranscript(file) { return transcript.components(separatedBy: "\n") }
    guard let text = try? String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
    else {
      throw LoomError(
        place, "there is no file \(file) in \(folder.lastPathComponent); correct the path")
    }
    return text.components(separatedBy: "\n")
  }
}
