import Foundation

/// A file or folder that cannot be written.
public struct OutputError: Error, Equatable, CustomStringConvertible {
  /// The file or folder.
  public let path: String
  /// Why, in few words.
  public let reason: String
  /// What to do about it.
  public let advice: String
  /// Whether the command line is at fault: it names one file for two things.
  public let isConflict: Bool

  /// Creates an error.
  public init(
    path: String, reason: String, advice: String = "choose another place with --output",
    isConflict: Bool = false
  ) {
    self.path = path
    self.reason = reason
    self.advice = advice
    self.isConflict = isConflict
  }

  /// The path, why, and what to do.
  public var description: String { "\(path): cannot be written (\(reason)); \(advice)" }

  /// The same with other advice.
  public func advising(_ advice: String) -> OutputError {
    OutputError(path: path, reason: reason, advice: advice, isConflict: isConflict)
  }
}

/// What a path leads to, links followed.
public struct FileState: Sendable {
  /// A file, a folder or something else.
  public let kind: FileKind
  /// The length of a file in bytes.
  public let byteCount: Int
  fileprivate let permissions: mode_t
  /// Which of all files it is.
  public let identity: FileIdentity

  /// The state of what lies at a path, or `nil` when nothing does.
  public init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  fileprivate init?(descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  private init(_ status: stat) {
    kind = FileKind(status) ?? .other("something else")
    byteCount = Int(status.st_size)
    permissions = status.st_mode & 0o777
    identity = FileIdentity(status)
  }
}

/// Writes a file completely or not at all.
///
/// A link is followed. What is no regular file, such as `/dev/stdout` or a pipe, is written to and not
/// replaced, and so is the file that the standard output or error goes to. What ``protectInput(_:)`` names is
/// refused.
///
/// - Throws: ``OutputError``.
public func writeFile(_ data: Data, to url: URL) throws(OutputError) {
  let path = url.path
  let state = FileState(path)
  try refuse(path, state)
  if let state {
    for descriptor in [STDOUT_FILENO, STDERR_FILENO]
    where FileState(descriptor: descriptor)?.identity == state.identity {
      if let reason = writeAll(data, to: descriptor) {
        throw OutputError(path: path, reason: reason)
      }
      return
    }
    if state.kind != .regular {
      let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY)
      guard descriptor >= 0 else { throw OutputError(path: path, reason: systemErrorText(errno)) }
      let reason = writeAll(data, to: descriptor) ?? closed(descriptor)
      if let reason { throw OutputError(path: path, reason: reason) }
      return
    }
  }
  let target = try followed(path)
  let incomplete = try IncompleteFile(beside: target)
  try incomplete.write(data)
  try incomplete.finish(as: target, permissions: state?.permissions)
}

/// Writes a file of the program's choice into a folder, as ``writeFile(_:to:)`` does. What is no regular file
/// is refused: nobody has named it, and writing to a pipe can wait for ever. So is a name that leads out of the folder.
///
/// - Throws: ``OutputError``.
public func writeFile(_ data: Data, named name: String, in folder: URL) throws(OutputError) {
  let file = folder.appendingPathComponent(name)
  if name.hasPrefix("/") || name.split(separator: "/").contains("..") {
    throw OutputError(path: file.path, reason: "the name leads out of the folder")
  }
  if let kind = FileState(file.path)?.kind, kind != .regular, kind != .folder {
    throw OutputError(path: file.path, reason: "there is \(kind.name) of that name")
  }
  try writeFile(data, to: file)
}

/// Checks early that a file can be written, so that a long computation does not end in vain.
///
/// - Throws: ``OutputError``.
public func checkWritable(_ url: URL) throws(OutputError) {
  let state = FileState(url.path)
  try refuse(url.path, state)
  if let state, state.kind != .regular { return }
  _ = try IncompleteFile(beside: followed(url.path))
}

private func refuse(_ path: String, _ state: FileState?) throws(OutputError) {
  try checkLength(of: path)
  if state?.kind == .folder {
    throw OutputError(path: path, reason: "there is a folder of that name")
  }
  if path.isEmpty { throw OutputError(path: path, reason: "the name is empty") }
  if let state, isProtectedInput(path, state) {
    throw OutputError(path: path, reason: "this run reads it", isConflict: true)
  }
}

/// What no system takes is told before it is tried, part by part.
private func checkLength(of path: String) throws(OutputError) {
  let longest = path.utf8.split(separator: UInt8(ascii: "/")).map(\.count).max() ?? 0
  guard path.utf8.count < Int(PATH_MAX), longest <= Int(NAME_MAX) else {
    throw OutputError(path: path, reason: systemErrorText(ENAMETOOLONG))
  }
}

private func closed(_ descriptor: Int32) -> String? {
  close(descriptor) == 0 || errno == EINTR ? nil : systemErrorText(errno)
}

/// Where a path leads to, through links whose end may not be there yet.
///
/// - Throws: ``OutputError`` for links that lead nowhere but to one another.
func followed(_ start: String) throws(OutputError) -> String {
  var path = start
  for _ in 0..<40 {
    guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else {
      return path
    }
    let folder = folderName(of: path)
    path = target.hasPrefix("/") || folder.isEmpty ? target : folder + "/" + target
  }
  throw OutputError(path: start, reason: systemErrorText(ELOOP))
}

/// Makes a folder when it is not there, checks that files can be written to it, and removes what runs that
/// were ended in the middle have left there.
///
/// - Throws: ``OutputError``.
public func makeOutputFolder(_ url: URL) throws(OutputError) {
  try checkLength(of: url.path)
  noteMissingFolders(url.standardizedFileURL)
  if let reason = makeFolders(url.path) { throw OutputError(path: url.path, reason: reason) }
  IncompleteFile.removeStale(in: url.path)
  do throws(OutputError) {
    _ = try IncompleteFile(beside: url.path + "/x")
  } catch {
    throw OutputError(path: url.path, reason: error.reason)
  }
}

/// A file under another name until it is complete; removed when it is dropped before.
public final class IncompleteFile {
  /// Where its bytes lie.
  public let path: String
  private var descriptor: Int32
  private var isFinished = false
  /// Also the file's name in errors.
  private let target: String

  /// The names begin like this, then come the machine, the process and a number.
  private static let prefix = ".workbook-incomplete-"
  private static var ownPrefix: String { prefix + machine + "-" }

  private static let machine: String = {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, 255) == 0 else { return "" }
    let text = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return String(SHA256.hexadecimal(of: text.utf8).prefix(8))
  }()

  /// Opens a new file in the folder of another.
  ///
  /// - Throws: ``OutputError``.
  public init(beside target: String) throws(OutputError) {
    self.target = target
    let folder = folderName(of: target)
    let number = String(UInt64.random(in: 0 ... .max), radix: 36)
    let name = IncompleteFile.ownPrefix + "\(getpid())-\(number)"
    path = (folder.isEmpty ? "." : folder) + "/" + name
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      isFinished = true
      throw OutputError(path: target, reason: systemErrorText(errno))
    }
  }

  deinit { discard() }

  /// Removes the file unless it is finished. For those who cannot wait for the last reference to go: a
  /// program that ends does not.
  public func discard() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
    if !isFinished { unlink(path) }
    isFinished = true
  }

  /// Appends bytes.
  ///
  /// - Throws: ``OutputError``.
  public func write(_ data: Data) throws(OutputError) {
    if let reason = writeAll(data, to: descriptor) {
      throw OutputError(path: target, reason: reason)
    }
  }

  /// Gives the file its name.
  ///
  /// - Throws: ``OutputError``.
  public func finish(as name: String, permissions: mode_t? = nil) throws(OutputError) {
    if let permissions { fchmod(descriptor, permissions) }
    let reason = closed(descriptor)
    descriptor = -1
    if let reason { throw OutputError(path: target, reason: reason) }
    guard rename(path, name) == 0 else {
      throw OutputError(path: target, reason: systemErrorText(errno))
    }
    isFinished = true
  }

  /// Removes the files of processes of this machine that are no more.
  static func removeStale(in folder: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names where name.hasPrefix(ownPrefix) {
      guard let process = pid_t(name.dropFirst(ownPrefix.count).prefix { $0 != "-" }),
        kill(process, 0) != 0, errno == ESRCH
      else { continue }
      unlink(folder + "/" + name)
    }
  }
}
