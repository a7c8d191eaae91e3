import Foundation
import Support

/// A chapter's folder. The folders are the list of chapters; nothing else counts them.
public struct ChapterFolder: Sendable, Hashable, CustomStringConvertible {
  /// The chapter's number.
  public let number: Int
  /// Where it lies.
  public let url: URL

  /// The folder's name, such as `05-Accuracy`.
  public var name: String { url.lastPathComponent }

  /// The name of the chapter's program.
  public var program: String { "chapter\(number)" }

  /// The path below the package.
  public var description: String { "Chapters/\(name)" }

  /// All chapters of a package, in reading order.
  ///
  /// - Throws: `InputFileError` when there is no folder of them.
  public static func all(in package: URL) throws -> [ChapterFolder] {
    let chapters = package.appendingPathComponent("Chapters")
    let names: [String]
    do {
      names = try listFolder(chapters.path).compactMap(\.text)
    } catch {
      throw InputFileError(path: chapters.path, reason: error.reason, isUnreadable: true)
    }
    return names.compactMap { name in
      guard let number = name.prefixMatch(of: /([0-9]+)-/).flatMap({ Int($0.1) }) else {
        return nil
      }
      return ChapterFolder(number: number, url: chapters.appendingPathComponent(name))
    }
    .sorted { $0.number < $1.number }
  }
}
