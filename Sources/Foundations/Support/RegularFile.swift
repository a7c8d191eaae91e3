import Foundation

/// A file open for reading that is a file: opening a pipe can wait for ever, a device never ends, and a
/// folder has no bytes.
public final class RegularFile: Sendable {
  /// The file's length when it was opened, in bytes.
  public let byteCount: Int
  private let descriptor: Int32

  /// Opens a file.
  ///
  /// - Throws: ``RegularFileError``.
  public init(path: String) throws(RegularFileError) {
    // Without waiting for the other end of a pipe.
    descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw errno == ENOENT || errno == ENOTDIR
        ? .missing : .unreadable(reason: systemErrorText(errno))
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let reason = systemErrorText(errno)
      close(descriptor)
      throw .unreadable(reason: reason)
    }
    byteCount = Int(status.st_size)
    if let kind = FileKind(status), kind != .regular {
      close(descriptor)
      throw .notRegular(kind: kind.name)
    }
  }

  deinit { close(descriptor) }

  /// Whether another program has locked the file, as HDF5 does while it writes.
  public var isLockedByAnother: Bool {
    guard flock(descriptor, LOCK_SH | LOCK_NB) != 0 else {
      flock(descriptor, LOCK_UN)
      return false
    }
    return errno == EWOULDBLOCK
  }

  /// Fills a buffer with the bytes from a position on.
  ///
  /// - Throws: ``RegularFileError/cutOff`` when the file does not reach so far.
  public func read(
    at position: Int, into buffer: UnsafeMutableRawBufferPointer
  ) throws(RegularFileError) {
    guard position >= 0, buffer.count <= byteCount, position <= byteCount - buffer.count else {
      throw .cutOff
    }
    var done = 0
    while done < buffer.count, let base = buffer.baseAddress {
      let count = pread(descriptor, base + done, buffer.count - done, off_t(position + done))
      if count < 0, errno == EINTR { continue }
      if count < 0 { throw .unreadable(reason: systemErrorText(errno)) }
      // Somebody has shortened it since.
      if count == 0 { throw .cutOff }
      done += count
    }
  }

  /// All bytes of a file.
  ///
  /// - Parameter limit: The most bytes that it may have.
  /// - Throws: ``RegularFileError``.
  public static func contents(path: String, limit: Int) throws(RegularFileError) -> Data {
    let file = try RegularFile(path: path)
    guard file.byteCount <= limit else { throw .tooLarge(bytes: file.byteCount, limit: limit) }
    guard file.byteCount > 0 else { return Data() }
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: file.byteCount, alignment: 16)
    do {
      try file.read(at: 0, into: memory)
    } catch {
      memory.deallocate()
      throw error
    }
    guard let base = memory.baseAddress else { return Data() }
    return Data(
      bytesNoCopy: base, count: memory.count,
      deallocator: .custom { pointer, _ in pointer.deallocate() })
  }
}

/// What a path leads to.
public enum FileKind: Equatable, Sendable {
  /// A file with bytes.
  case regular
  /// A folder.
  case folder
  /// A pipe, a socket or a device.
  case other(String)

  /// What the system says that it is.
  public init?(_ status: stat) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: self = .regular
    case S_IFDIR: self = .folder
    case S_IFIFO: self = .other("a pipe")
    case S_IFSOCK: self = .other("a socket")
    case S_IFCHR, S_IFBLK: self = .other("a device")
    default: return nil
    }
  }

  /// In words.
  public var name: String {
    switch self {
    case .regular: "a file"
    case .folder: "a folder"
    case .other(let name): name
    }
  }
}

/// Why a file cannot be read.
public enum RegularFileError: Error, Equatable {
  /// There is no such file.
  case missing
  /// It is no regular file.
  case notRegular(kind: String)
  /// The system does not let it be read.
  case unreadable(reason: String)
  /// It has become shorter, or never was as long as its content says.
  case cutOff
  /// It is longer than such a file can be.
  case tooLarge(bytes: Int, limit: Int)

  /// In few words.
  public var reason: String {
    switch self {
    case .missing: "there is no such file"
    case .notRegular(let kind): "it is \(kind), not a file"
    case .unreadable(let reason): reason
    case .cutOff: "it ends early"
    case .tooLarge(let bytes, let limit): "it has \(bytes) bytes, but at most \(limit) are read"
    }
  }
}

/// What the system calls an error, in lower case.
public func systemErrorText(_ code: Int32) -> String {
  String(cString: strerror(code)).lowercased()
}
