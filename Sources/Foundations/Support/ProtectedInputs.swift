import Foundation

/// The paths of what this process reads.
private let inputs = Locked<[String]>([])

/// Keeps a file from being written to by this process, under whatever name; of a folder with class folders,
/// the pictures in them. Nothing needs to be there yet.
public func protectInput(_ path: String) { inputs.withLock { $0.append(path) } }

/// Whether a file is one that this process reads.
func isProtectedInput(_ path: String, _ state: FileState) -> Bool {
  guard state.kind == .regular else { return false }
  return inputs.withLock { $0 }.contains { input in
    guard let found = FileState(input) else { return false }
    return found.kind == .folder
      ? isPicture(path, below: input) : found.identity == state.identity
  }
}

/// Whether a path leads to a file in a class folder.
private func isPicture(_ path: String, below folder: String) -> Bool {
  guard let root = realPath(folder), let file = realPath(path) else { return false }
  return folderName(of: folderName(of: file)) == root
}

private func realPath(_ path: String) -> String? {
  guard let buffer = realpath(path, nil) else { return nil }
  defer { free(buffer) }
  return String(cString: buffer)
}

/// Whether two paths lead to one regular file, which need not be there yet.
public func leadToSameFile(_ path: String, _ other: String) -> Bool {
  switch (FileState(path), FileState(other)) {
  case (let state?, let otherState?):
    return state.kind == .regular && state.identity == otherState.identity
  case (nil, nil):
    guard let end = try? followed(path), let otherEnd = try? followed(other),
      lastName(of: end) == lastName(of: otherEnd)
    else { return false }
    let folders = [end, otherEnd].map { path in
      let folder = folderName(of: path)
      return FileState(folder.isEmpty ? "." : folder)?.identity
    }
    return folders[0] != nil && folders[0] == folders[1]
  default: return false
  }
}
