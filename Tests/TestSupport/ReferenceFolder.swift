import Foundation
import Testing

/// The folder with what Keras and MCT computed, which is not part of this project.
///
/// Tests that need it carry `.enabled(if: ReferenceFolder.isPresent, ReferenceFolder.absence)`, so that
/// a run without it lists them as skipped, by name and with the reason.
public enum ReferenceFolder {
  /// The root of the package that holds this file.
  public static let packageRoot = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// `WORKBOOK_REFERENCE`, or `../shared` beside the package.
  public static let url: URL = {
    if let path = ProcessInfo.processInfo.environment["WORKBOOK_REFERENCE"] {
      return URL(fileURLWithPath: path)
    }
    return packageRoot.deletingLastPathComponent().appendingPathComponent("shared")
  }()

  /// Whether the reference data can be read.
  public static let isPresent = FileManager.default.fileExists(
    atPath: url.appendingPathComponent("reference/mct_network.json").path)

  /// What a skipped test says.
  public static let absence: Comment =
    "the reference folder is not there; set WORKBOOK_REFERENCE to the folder that holds reference/"

  /// A file of the reference folder, such as `reference/mct_network.json`.
  public static func file(_ path: String) -> URL { url.appendingPathComponent(path) }
}
