import Foundation

/// Something in a folder.
public struct FolderEntry: Sendable {
  /// Its name: bytes, which need not be UTF-8.
  public let name: [UInt8]
  /// Whether it is a folder; a link to one is none.
  public let isFolder: Bool
  /// Whether it is a link to a folder.
  public let isLinkToFolder: Bool

  /// The name as text, or `nil` when it is not UTF-8.
  public var text: String? { String(validating: name, as: UTF8.self) }

  /// The name as text, with bytes that are not UTF-8 spelled out.
  public var escapedName: String { text ?? escaped(name) }
}

/// Bytes as text: ASCII letters as they are, all others as `\xNN`.
private func escaped(_ bytes: [UInt8]) -> String {
  bytes.map { byte in
    (0x20..<0x7F).contains(byte)
      ? String(UnicodeScalar(byte)) : "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }.joined()
}

/// What lies in a folder, in the order of the names' bytes.
///
/// - Throws: ``RegularFileError``.
public func listFolder(_ path: String) throws(RegularFileError) -> [FolderEntry] {
  guard let folder = opendir(path) else { throw .unreadable(reason: systemErrorText(errno)) }
  defer { closedir(folder) }
  var entries: [FolderEntry] = []
  while true {
    errno = 0
    guard let entry = readdir(folder) else { break }
    let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
      Array(bytes.prefix { $0 != 0 })
    }
    if name == [0x2E] || name == [0x2E, 0x2E] { continue }
    var own = stat()
    var followed = stat()
    let isThere = fstatat(dirfd(folder), name.asCString, &own, AT_SYMLINK_NOFOLLOW) == 0
    let isLink = isThere && own.st_mode & S_IFMT == S_IFLNK
    let leads = isLink && fstatat(dirfd(folder), name.asCString, &followed, 0) == 0
    entries.append(
      FolderEntry(
        name: name, isFolder: isThere && FileKind(own) == .folder,
        isLinkToFolder: leads && FileKind(followed) == .folder))
  }
  if errno != 0 { throw .unreadable(reason: systemErrorText(errno)) }
  return entries.sorted { $0.name.lexicographicallyPrecedes($1.name) }
}

extension [UInt8] {
  fileprivate var asCString: [CChar] { map { CChar(bitPattern: $0) } + [0] }
}
