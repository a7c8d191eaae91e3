import Foundation
import Publishing
import Support

/// The file for a page that a command makes of the chapters' pages.
struct PageFile {
  /// As the user named it, or the usual name.
  let name: String
  private let isNamed: Bool
  private var url: URL { URL(fileURLWithPath: name) }

  /// - Throws: `OutputError` when the file that the user named cannot be written, or is one of those pages.
  init(_ output: String?, usual: String, package: URL) throws {
    name = output ?? usual
    isNamed = output != nil
    for page in try ChapterPages.files(in: package) { protectInput(page.path) }
    if isNamed { try checkWritable(url) }
  }

  /// - Throws: `OutputError`.
  func write(_ page: String) throws {
    if !isNamed { try makeOutputFolder(url.deletingLastPathComponent()) }
    try writeFile(Data(page.utf8), to: url)
  }
}
