/// An HDF5 file, read without the HDF5 library: the part of the format that Keras and h5py write.
///
/// The library trusts its files: it reads past blocks, loops and crashes on damaged ones, follows links to
/// other files, and takes as much memory as a file asks for. Here every address and length is checked
/// against the file before memory is asked for, nothing outside of the file is opened, and what the file
/// can make this reader do is bounded by ``HDF5Limits``.
///
/// Known are: groups in the form of HDF5 1.6 and short ones in that of 1.8; attributes of texts; datasets
/// of whole numbers and IEEE floats that lie in one piece or in chunks, these perhaps packed with deflate
/// and shuffle and guarded by Fletcher's checksum. Everything else is refused by its name.
///
/// - Source: HDF5 File Format Specification, version 3.0.
public final class HDF5File {
  let file: FileLayout
  private var headers: [UInt64: ObjectHeader] = [:]
  private var groups: [UInt64: [[UInt8]: GroupLink]] = [:]
  /// The attributes of every object that was asked for one, by their names: looking for each anew would take the square
  /// of time.
  private var attributes: [UInt64: [[UInt8]: AttributeBytes]] = [:]

  /// Opens a file.
  ///
  /// - Throws: ``HDF5Error``.
  public init(path: String) throws(HDF5Error) {
    file = try FileLayout(ByteSource(path: path))
  }

  /// Reads a file that is in memory, as one inside of a zip archive.
  ///
  /// - Parameter storedBytes: Bytes that it takes in the archive: what its numbers may take in memory is measured by
  ///   these, or it could be packed twice.
  /// - Throws: ``HDF5Error``.
  public init(bytes: [UInt8], storedBytes: Int? = nil) throws(HDF5Error) {
    file = try FileLayout(ByteSource(bytes), storedBytes: storedBytes)
  }

  /// What tells a group or dataset from all others in the file, whatever name or link leads there; `nil` where there
  /// is none.
  ///
  /// - Throws: ``HDF5Error``.
  public func identity(of path: String) throws(HDF5Error) -> UInt64? { try address(of: path) }

  /// Whether there is a group or dataset of that path, such as `layers/conv/kernel`.
  ///
  /// - Throws: ``HDF5Error``, ``HDF5Error/external(_:)`` among others when the path leaves the file.
  public func exists(_ path: String) throws(HDF5Error) -> Bool {
    try address(of: path) != nil
  }

  /// The names in a group, in the order of their bytes; empty for a dataset.
  ///
  /// - Throws: ``HDF5Error``.
  public func names(in group: String) throws(HDF5Error) -> [String] {
    let names = try links(at: try found(group)).map { Array($0.keys) } ?? []
    var result: [String] = []
    for name in names.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      result.append(try text(name))
    }
    return result
  }

  /// Whether a group or dataset has an attribute of that name, of whatever type.
  ///
  /// - Throws: ``HDF5Error``.
  public func hasAttribute(_ name: String, of path: String) throws(HDF5Error) -> Bool {
    try attributeBytes(name, of: path) != nil
  }

  /// The texts of an attribute; `nil` when there is none of that name, or none that holds texts.
  ///
  /// - Throws: ``HDF5Error``, ``HDF5Error/damaged(_:)`` among others for a text that is not UTF-8.
  public func strings(attribute name: String, of path: String) throws(HDF5Error) -> [String]? {
    guard let bytes = try attributeBytes(name, of: path),
      let texts = try Attribute(bytes, lengthSize: file.lengthSize).strings(file)
    else { return nil }
    var result: [String] = []
    for bytes in texts { result.append(try text(bytes)) }
    return result
  }

  /// The extents of a dataset; empty for a single number.
  ///
  /// - Throws: ``HDF5Error``.
  public func shape(of dataset: String) throws(HDF5Error) -> [Int] {
    try space(try header(at: try found(dataset))).extents
  }

  /// Whether it is a dataset of floating-point numbers, and not empty.
  ///
  /// - Throws: ``HDF5Error``.
  public func holdsFloats(_ path: String) throws(HDF5Error) -> Bool {
    let header = try header(at: try found(path))
    guard let message = try header.first(.datatype) else { return false }
    switch try Datatype(message) {
    case .float, .bfloat16: return try space(header).elementCount > 0
    case .integer, .string, .variableString, .other: return false
    }
  }

  func space(_ header: ObjectHeader) throws(HDF5Error) -> Dataspace {
    guard let message = try header.first(.dataspace) else {
      throw .damaged("something that should be numbers has no shape")
    }
    return try Dataspace(message, lengthSize: file.lengthSize)
  }

  /// The description of a dataset or group.
  func header(at address: UInt64) throws(HDF5Error) -> ObjectHeader {
    if let known = headers[address] { return known }
    let header = try ObjectHeader(at: address, in: file)
    headers[address] = header
    return header
  }

  /// The address of what must be there.
  func found(_ path: String) throws(HDF5Error) -> UInt64 {
    guard let address = try address(of: path) else { throw .damaged("\(path) is not in it") }
    return address
  }

  private func text(_ bytes: [UInt8]) throws(HDF5Error) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .damaged("it holds a name or text that is not UTF-8")
    }
    return text
  }

  private func attributeBytes(
    _ name: String, of path: String
  ) throws(HDF5Error) -> AttributeBytes? {
    guard let address = try address(of: path) else { return nil }
    if attributes[address] == nil {
      attributes[address] = try attributes(of: try header(at: address))
    }
    return attributes[address]?[Array(name.utf8)]
  }

  /// All of them, by their names. Who else has written attributes into the file may have given them types of any kind.
  private func attributes(
    of header: ObjectHeader
  ) throws(HDF5Error) -> [[UInt8]: AttributeBytes] {
    var result: [[UInt8]: AttributeBytes] = [:]
    for message in header.all(.attribute) {
      // Then not even its name stands here.
      if message.isShared { throw .unsupported("descriptions that several objects share") }
      let attribute = try AttributeBytes(message.bytes)
      guard result.updateValue(attribute, forKey: attribute.name) == nil else {
        throw .damaged("something has two attributes of one name")
      }
    }
    if var info = try header.first(.attributeInfo) {
      try info.skip(1)
      if try info.byte() & 1 != 0 { try info.skip(2) }
      if !file.isUndefined(try file.address(&info)) {
        throw .unsupported("attributes in the newer form for many of them")
      }
    }
    return result
  }

  private func links(at address: UInt64) throws(HDF5Error) -> [[UInt8]: GroupLink]? {
    if let known = groups[address] { return known }
    let links = try file.links(of: try header(at: address))
    groups[address] = links
    return links
  }

  private func address(of path: String) throws(HDF5Error) -> UInt64? {
    try address(of: Array(path.utf8), from: file.root, softLinks: 0)
  }

  private func address(
    of path: [UInt8], from start: UInt64, softLinks: Int
  ) throws(HDF5Error) -> UInt64? {
    var address = path.first == UInt8(ascii: "/") ? file.root : start
    for part in path.split(separator: UInt8(ascii: "/")) where part != [UInt8(ascii: ".")] {
      guard let link = try links(at: address)?[Array(part)] else { return nil }
      switch link {
      case .object(let next): address = next
      case .external:
        throw .external("\(String(decoding: part, as: UTF8.self)) is a link to another file")
      case .soft(let target):
        guard softLinks < HDF5Limits.softLinks else { throw .damaged("links follow one another") }
        guard let next = try self.address(of: target, from: address, softLinks: softLinks + 1)
        else { return nil }
        address = next
      }
    }
    return address
  }
}
