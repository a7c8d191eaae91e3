import Foundation
import Support

/// Files that appear in a folder together, when all of them are complete, or not at all.
///
/// ```swift
/// let folder = try ExportFolder(URL(fileURLWithPath: "model"))
/// try folder.write(data, to: "model.tflite")
/// try folder.finish()
/// ```
public final class ExportFolder {
  /// Where the files appear.
  public let url: URL
  private var files: [(name: String, file: IncompleteFile)] = []
  private var newFolders: [URL] = []
  private var checkedFolders: Set<URL> = []

  /// Makes the folder when it is not there, and checks that files can be written to it.
  ///
  /// - Throws: `OutputError`.
  public init(_ url: URL) throws(OutputError) {
    self.url = url
    try makeOutputFolder(url)
  }

  deinit { discard() }

  /// Opens a file that is written piece by piece.
  ///
  /// - Parameter name: Its path inside the folder.
  /// - Throws: `OutputError`.
  public func open(_ name: String) throws(OutputError) -> IncompleteFile {
    let target = url.appendingPathComponent(name)
    let folder = target.deletingLastPathComponent()
    if FileState(target.path)?.kind == .folder {
      throw OutputError(path: target.path, reason: "there is a folder of that name")
    }
    // Also one that is there already: a run that was ended may have left files in it.
    if folder != url, checkedFolders.insert(folder).inserted {
      let isNew = FileState(folder.path) == nil
      try makeOutputFolder(folder)
      if isNew { newFolders.append(folder) }
    }
    let file = try IncompleteFile(beside: target.path)
    files.append((target.path, file))
    return file
  }

  /// Writes a whole file.
  ///
  /// - Throws: `OutputError`.
  public func write(_ data: Data, to name: String) throws(OutputError) {
    try open(name).write(data)
  }

  /// Gives all files their names.
  ///
  /// - Throws: `OutputError`.
  public func finish() throws(OutputError) {
    for (name, file) in files { try file.finish(as: name) }
    files = []
    newFolders = []
  }

  /// Removes what is not finished.
  public func discard() {
    for (_, file) in files { file.discard() }
    files = []
    // A folder that others have put files into stays.
    for folder in newFolders { rmdir(folder.path) }
    newFolders = []
  }
}
