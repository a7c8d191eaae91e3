import Foundation

/// Where the links of a chapter's page lead on the page to project.
struct ProjectorLinks {
  let package: URL
  let page: ChapterPage

  /// The address, or `nil` for a file that is not part of the page.
  func address(_ target: String) -> String? {
    if target.hasPrefix("http://") || target.hasPrefix("https://") { return target }
    let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let own = page.url.deletingLastPathComponent()
    let file = parts[0].isEmpty ? page.url : own.appendingPathComponent(String(parts[0]))
    let root = package.standardizedFileURL.path + "/"
    var path = file.standardizedFileURL.path
    guard path.hasPrefix(root) else { return nil }
    path = String(path.dropFirst(root.count))
    // What a run writes lies beside the page.
    if path.hasPrefix("Output/") {
      let fragment = parts.count > 1 ? "#" + parts[1] : ""
      return path.dropFirst("Output/".count) + fragment
    }
    if path.hasSuffix("/README.md") { path = String(path.dropLast("/README.md".count)) }
    guard let kind = kind(of: path) else {
      if let match = path.wholeMatch(of: /Chapters\/([0-9]+)-[^\/]+\/Expected\/transcript\.txt/),
        let number = Int(match.1)
      {
        return "#transcript\(number)"
      }
      return nil
    }
    let anchor = ProjectorPage.anchor(kind)
    return "#" + anchor + (parts.count > 1 ? "-" + parts[1] : "")
  }

  private func kind(of path: String) -> ChapterPage.Kind? {
    if path == "Chapters" { return .guide }
    guard let match = path.wholeMatch(of: /Chapters\/([0-9]+)-[^\/]+(\/Exercises)?/),
      let number = Int(match.1)
    else { return nil }
    return match.2 == nil ? .chapter(number) : .exercises(number)
  }
}

/// What on a page of Markdown cannot be shown.
public struct PageError: Error, Equatable, CustomStringConvertible {
  let page: String
  let error: MarkdownError

  /// The page, the line and the reason.
  public var description: String { "\(page):\(error.line): \(error.reason)" }
}
