import Foundation
import Support

/// Makes a folder and those above it.
///
/// - Throws: `OutputError`.
func makeFolder(_ folder: URL) throws(OutputError) {
  do {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  } catch {
    throw OutputError(
      path: folder.path, reason: "the folder cannot be made (\(error.localizedDescription))",
      advice: "see who may write there, and whether the disk is full")
  }
}
