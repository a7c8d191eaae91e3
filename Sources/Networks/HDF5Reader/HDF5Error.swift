/// What can be wrong with an HDF5 file.
public enum HDF5Error: Error, Equatable {
  /// There is no such file.
  case missing
  /// The system does not let it be read.
  case unreadable(reason: String)
  /// It is a folder, a pipe or a device.
  case notRegular(kind: String)
  /// It begins like something else; its first bytes.
  case notHDF5(start: [UInt8])
  /// Another program has it open for writing.
  case beingWritten
  /// It does not hold together.
  case damaged(String)
  /// It uses a part of the format that this reader does not know.
  case unsupported(String)
  /// Data lie in another file.
  case external(String)
  /// It would take more memory than its size can explain.
  case tooLarge(String)
}

extension HDF5Error {
  /// A name goes on where no name does.
  static var tooLong: HDF5Error {
    .damaged("a name has no end, or more than \(HDF5Limits.name) bytes")
  }
}

/// How much a file may ask for. A file that Keras writes stays far below.
public enum HDF5Limits {
  /// Bytes of structure, read while names and shapes are looked up, on top of the file's own size.
  static let structure = 64 << 20
  /// Bytes of all strings of one attribute.
  static let strings = 64 << 20
  /// The messages of one object.
  static let messages = 4096
  /// The names in one group.
  static let members = 1 << 16
  /// The bytes of one name.
  static let name = 1 << 14
  /// The leaves of one tree.
  static let entries = 1 << 20
  /// How many soft links may follow one another.
  static let softLinks = 16
  /// Elements of one dataset.
  static let elements = 1 << 28
  /// Numbers may take this many bytes in memory, and `growth` times the file's size more. Numbers in one piece may be
  /// read of this many bytes and once all of the file: a file grows in memory by what is compressed, or by what is
  /// read twice.
  static let unpacked = 64 << 20
  static let growth = 64
}
