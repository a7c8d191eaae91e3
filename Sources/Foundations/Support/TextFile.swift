import Foundation

/// A file that is read cannot be opened, or does not hold what it should.
public struct InputFileError: Error, Equatable, CustomStringConvertible {
  /// The file.
  public let path: String
  /// What is wrong and, where that is not plain, what to do.
  public let reason: String
  /// Whether it cannot be opened; else it holds something else.
  public let isUnreadable: Bool

  /// Creates an error.
  public init(path: String, reason: String, isUnreadable: Bool = false) {
    self.path = path
    self.reason = reason
    self.isUnreadable = isUnreadable
  }

  /// The file and the reason.
  public var description: String { "\(path): \(reason)" }
}

/// The text of a file in UTF-8, of at most 16 MiB.
///
/// - Throws: ``InputFileError``.
public func textOfFile(_ url: URL) throws(InputFileError) -> String {
  let bytes: Data
  do {
    bytes = try RegularFile.contents(path: url.path, limit: 16 << 20)
  } catch {
    throw InputFileError(path: url.path, reason: error.reason, isUnreadable: true)
  }
  guard let text = String(validating: bytes, as: UTF8.self) else {
    throw InputFileError(path: url.path, reason: "it is not text in UTF-8")
  }
  return text
}
