import Foundation

/// The folders that were not there before this process made them, the outermost first.
private let madeFolders = Locked<[String]>([])

/// Remembers which folders on a path are not there yet.
func noteMissingFolders(_ url: URL) {
  var missing: [String] = []
  // A path below a working directory that was deleted stays relative, and ends without reaching the root.
  var folder = url.path
  while !folder.isEmpty, folder != "/", FileState(folder) == nil {
    missing.append(folder)
    folder = folderName(of: folder)
  }
  madeFolders.withLock { $0 += missing.reversed() }
}

/// Removes the output folders that this process has made and left empty: a run that failed before it wrote
/// anything leaves nothing behind.
public func removeEmptyOutputFolders() {
  madeFolders.withLock { folders in
    // A folder that holds something is not removed.
    for folder in folders.reversed() { rmdir(folder) }
    folders = []
  }
}

/// The folder that a path lies in, as the path says it; empty for a name alone. Foundation's own asks for the
/// working directory, and ends the program where that was deleted.
func folderName(of path: String) -> String {
  let path = path.utf8[..<end(of: path.utf8[...])]
  guard let slash = path.lastIndex(of: UInt8(ascii: "/")) else { return "" }
  let folder = path[..<end(of: path[..<slash])]
  return folder.isEmpty ? "/" : String(Substring(folder))
}

/// The last part of a path.
func lastName(of path: String) -> String {
  let path = path.utf8[..<end(of: path.utf8[...])]
  let start = path.lastIndex(of: UInt8(ascii: "/")).map(path.index(after:))
  return String(Substring(path[(start ?? path.startIndex)...]))
}

/// Where a path ends without its last slashes.
private func end(of path: Substring.UTF8View) -> String.Index {
  path.lastIndex { $0 != UInt8(ascii: "/") }.map(path.index(after:)) ?? path.startIndex
}

/// Makes a folder and those that it lies in.
///
/// - Returns: Why that cannot be done, in the system's words.
func makeFolders(_ path: String) -> String? {
  switch FileState(path)?.kind {
  case .folder: return nil
  case .some: return "there is something else of that name"
  case nil: break
  }
  let parent = folderName(of: path)
  if !parent.isEmpty, parent != path, let reason = makeFolders(parent) { return reason }
  // Another run may have made it meanwhile.
  if mkdir(path, 0o777) == 0 || errno == EEXIST && FileState(path)?.kind == .folder { return nil }
  return systemErrorText(errno)
}
