import Foundation

/// Which file it is, whatever path leads to it: two paths to one file, links among them, are equal.
public struct FileIdentity: Hashable, Sendable {
  private let device: UInt64
  private let number: UInt64

  /// The file that a path leads to, links followed, or `nil` when there is none.
  ///
  /// ```swift
  /// FileIdentity("/tmp") == FileIdentity("/tmp/../tmp")  // true
  /// ```
  public init?(_ path: String) {
    guard let state = FileState(path) else { return nil }
    self = state.identity
  }

  init(_ status: stat) {
    device = UInt64(truncatingIfNeeded: status.st_dev)
    number = UInt64(status.st_ino)
  }
}
