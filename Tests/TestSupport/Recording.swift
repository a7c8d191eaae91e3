import Foundation
import Testing

/// `RECORD=1 swift test` writes what the programs made over what was recorded, **and fails**, naming each
/// file, so that no run blesses its own output.
public enum Recording {
  /// Whether this run records.
  public static let isOn = ProcessInfo.processInfo.environment["RECORD"] == "1"

  /// Writes a file, and fails.
  ///
  /// - Throws: An error of the file system.
  public static func record(_ data: Data, to file: URL) throws {
    let isNew = (try? Data(contentsOf: file)) != data
    try data.write(to: file)
    Issue.record(
      "recorded \(path(file)) (\(isNew ? "it has changed" : "the same as before")); look at the difference, then run without RECORD"
    )
  }

  /// Removes a file, and fails.
  ///
  /// - Throws: An error of the file system.
  public static func remove(_ file: URL) throws {
    try FileManager.default.removeItem(at: file)
    Issue.record("removed \(path(file)), which is no longer made; run without RECORD")
  }

  /// A file's path below the package.
  public static func path(_ file: URL) -> String {
    let root = ReferenceFolder.packageRoot.standardizedFileURL.path + "/"
    let path = file.standardizedFileURL.path
    return path.hasPrefix(root) ? String(path.dropFirst(root.count)) : path
  }
}
