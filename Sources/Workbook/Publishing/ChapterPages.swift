import Foundation
import Support

/// One page of the workbook: how to read it, a chapter, or a chapter's exercises.
public struct ChapterPage: Sendable {
  /// What a page is.
  public enum Kind: Hashable, Sendable {
    /// `Chapters/README.md`.
    case guide
    /// A chapter.
    case chapter(Int)
    /// The exercises of a chapter.
    case exercises(Int)
    /// `Chapters/Slides.md`, which decks of slides are made from.
    case slides
  }

  /// What the page is.
  public let kind: Kind
  /// The page's path below the package.
  public let name: String
  /// Where it lies.
  public let url: URL
  /// What it says now.
  public let text: String

  /// What it should say.
  ///
  /// - Parameter transcript: What the chapter printed, in place of the recorded transcript.
  /// - Throws: ``LoomError``.
  public func woven(transcript: String? = nil) throws -> WovenPage {
    try Loom(url.deletingLastPathComponent(), transcript: transcript).woven(text, name: name)
  }
}

/// The pages of the workbook.
public enum ChapterPages {
  /// Every page that is there to be read, in reading order.
  ///
  /// - Throws: `InputFileError`.
  public static func all(in package: URL) throws -> [ChapterPage] {
    try places(in: package).map { try page($0, $1, in: package) }
  }

  /// The files of all pages, whether they can be read or not.
  ///
  /// - Throws: `InputFileError` when there are no chapters.
  public static func files(in package: URL) throws -> [URL] {
    (try places(in: package).map(\.1) + [slidesName]).map(package.appendingPathComponent)
  }

  private static let slidesName = "Chapters/Slides.md"

  private static func places(in package: URL) throws -> [(ChapterPage.Kind, String)] {
    var places: [(ChapterPage.Kind, String)] = [(.guide, "Chapters/README.md")]
    for chapter in try ChapterFolder.all(in: package) {
      places.append((.chapter(chapter.number), "\(chapter)/README.md"))
      let exercises = "\(chapter)/Exercises/README.md"
      if FileManager.default.fileExists(atPath: package.appendingPathComponent(exercises).path) {
        places.append((.exercises(chapter.number), exercises))
      }
    }
    return places
  }

  /// The page that the slides are made from.
  ///
  /// - Throws: `InputFileError`.
  public static func slides(in package: URL) throws -> ChapterPage {
    try page(.slides, slidesName, in: package)
  }

  /// Every page that code, output and numbers are woven into.
  ///
  /// - Throws: `InputFileError`.
  public static func woven(in package: URL) throws -> [ChapterPage] {
    let pages = try all(in: package)
    let slides = try? slides(in: package)
    return pages + [slides].compactMap { $0 }
  }

  private static func page(
    _ kind: ChapterPage.Kind, _ name: String, in package: URL
  ) throws -> ChapterPage {
    let url = package.appendingPathComponent(name)
    return ChapterPage(kind: kind, name: name, url: url, text: try textOfFile(url))
  }

  /// The marked regions of all programs and libraries that no page shows.
  ///
  /// - Parameter shown: What the pages show: path, `#`, name.
  /// - Throws: ``LoomError`` for markers that are wrong, or an error of the file system.
  public static func unusedSnippets(in package: URL, shown: Set<String>) throws -> [String] {
    var unused: [String] = []
    for folder in ["Chapters", "Sources"] {
      let root = package.appendingPathComponent(folder)
      for path in try FileManager.default.subpathsOfDirectory(atPath: root.path).sorted()
      where path.hasSuffix(".swift") {
        let file = root.appendingPathComponent(path).standardizedFileURL
        let lines = try textOfFile(file).components(separatedBy: "\n")
        let name = "\(folder)/\(path)"
        for region in try ProgramSnippets(lines, file: name).regions.keys.sorted()
        where !shown.contains("\(file.path)#\(region)") {
          unused.append(
            "\(name): no page shows the snippet \(region); show it, or remove its markers")
        }
      }
    }
    return unused
  }
}
