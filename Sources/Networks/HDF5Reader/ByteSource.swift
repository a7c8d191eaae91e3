import Support

/// The bytes of an HDF5 file, on disk or in memory.
final class ByteSource {
  private enum Storage {
    case file(RegularFile)
    case memory([UInt8])
  }

  private let storage: Storage
  /// How many there are.
  let count: Int
  /// Bytes of structure that may still be read; a file whose parts refer to one another in circles
  /// comes to its end here.
  private var budget: Int

  /// - Throws: ``HDF5Error``.
  init(path: String) throws(HDF5Error) {
    let file: RegularFile
    do {
      file = try RegularFile(path: path)
    } catch {
      switch error {
      case .missing: throw .missing
      case .notRegular(let kind): throw .notRegular(kind: kind)
      default: throw .unreadable(reason: error.reason)
      }
    }
    if file.isLockedByAnother { throw .beingWritten }
    storage = .file(file)
    count = file.byteCount
    budget = HDF5Limits.structure + count
  }

  init(_ bytes: [UInt8]) {
    storage = .memory(bytes)
    count = bytes.count
    budget = HDF5Limits.structure + count
  }

  /// Counts bytes of structure, as those that are read and those of names that lie in one another.
  ///
  /// - Throws: ``HDF5Error/damaged(_:)`` when they are more than an honest file has.
  func charge(_ count: Int) throws(HDF5Error) {
    guard count >= 0, count <= budget else {
      throw .damaged("its parts refer to one another without end")
    }
    budget -= count
  }

  /// A part of the structure.
  ///
  /// - Throws: ``HDF5Error/damaged(_:)`` when the file does not reach so far.
  func structure(at position: UInt64, count: Int) throws(HDF5Error) -> ByteReader {
    try charge(count)
    // Checked before memory is asked for.
    guard contains(position, count: UInt64(count)) else { throw .damaged("it ends early") }
    // The storage that all empty arrays share is not written to, not even a count of 0.
    guard count > 0 else { return ByteReader([]) }
    var failure: HDF5Error?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      do throws(HDF5Error) {
        try read(
          at: position,
          into: UnsafeMutableRawBufferPointer(
            UnsafeMutableBufferPointer(rebasing: buffer[..<count])))
        initialized = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return ByteReader(bytes)
  }

  /// Whether so many bytes lie at a position.
  func contains(_ position: UInt64, count: UInt64) -> Bool {
    count <= UInt64(self.count) && position <= UInt64(self.count) - count
  }

  /// Fills a buffer.
  ///
  /// - Throws: ``HDF5Error`` when the file does not reach so far.
  func read(
    at position: UInt64, into buffer: UnsafeMutableRawBufferPointer
  ) throws(HDF5Error) {
    guard contains(position, count: UInt64(buffer.count)) else { throw .damaged("it ends early") }
    switch storage {
    case .memory(let bytes):
      let start = Int(position)
      bytes.withUnsafeBytes {
        buffer.copyMemory(from: .init(rebasing: $0[start..<start + buffer.count]))
      }
    case .file(let file):
      do {
        try file.read(at: Int(position), into: buffer)
      } catch {
        throw error == .cutOff ? .damaged("it ends early") : .unreadable(reason: error.reason)
      }
    }
  }
}
