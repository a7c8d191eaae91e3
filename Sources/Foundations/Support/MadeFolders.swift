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

/// The folder that a path lies in, as the path says it; empty for a name alone.
func folderName(of path: String) -> String { (path as NSString).deletingLastPathComponent }

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
