/// What a name in a group stands for.
enum GroupLink {
  case object(UInt64)
  case soft([UInt8])
  case external
}

extension FileLayout {
  /// The names in a group and what they stand for, or `nil` for a dataset.
  ///
  /// - Throws: ``HDF5Error``.
  func links(of header: ObjectHeader) throws(HDF5Error) -> [[UInt8]: GroupLink]? {
    if var table = try header.first(.symbolTable) {
      let (tree, heap) = (try address(&table), try address(&table))
      return try symbolTable(tree: tree, heap: heap)
    }
    guard var info = try header.first(.linkInfo) else { return nil }
    try info.skip(1)
    if try info.byte() & 1 != 0 { try info.skip(8) }
    if !isUndefined(try address(&info)) {
      throw .unsupported("groups in the newer form for many members")
    }
    var result: [[UInt8]: GroupLink] = [:]
    for message in header.all(.link) {
      let (name, link) = try self.link(message)
      try add(link, called: name, to: &result)
    }
    return result
  }

  /// - Source: HDF5 File Format Specification 3.0, section IV.A.2.g.
  private func link(
    _ message: ObjectHeader.Message
  ) throws(HDF5Error) -> (name: [UInt8], GroupLink) {
    if message.isShared { throw .unsupported("descriptions that several objects share") }
    var reader = ByteReader(message.bytes)
    guard try reader.byte() == 1 else { throw .unsupported("a newer kind of link") }
    let flags = try reader.byte()
    let type = flags & 8 != 0 ? try reader.byte() : 0
    if flags & 4 != 0 { try reader.skip(8) }
    if flags & 16 != 0 { try reader.skip(1) }
    let name = try reader.take(try length(try reader.number(1 << (flags & 3))))
    switch type {
    case 0: return (name, .object(try address(&reader)))
    case 1: return (name, .soft(try reader.take(try reader.short())))
    default: return (name, .external)
    }
  }

  /// A group in the form that h5py writes: a tree of tables, and a heap with the names.
  ///
  /// - Source: HDF5 File Format Specification 3.0, sections III.A.1, III.B and III.D.
  private func symbolTable(tree: UInt64, heap: UInt64) throws(HDF5Error) -> [[UInt8]: GroupLink] {
    var header = try structure(at: heap, count: 8 + 2 * lengthSize + offsetSize)
    try header.signature("HEAP")
    try header.skip(4)
    let size = try length(try header.number(lengthSize))
    try header.skip(lengthSize)
    let names = try structure(at: try address(&header), count: size)
    var result: [[UInt8]: GroupLink] = [:]
    for table in try treeLeaves(tree, type: 0, keySize: lengthSize) {
      var head = try structure(at: table.address, count: 8)
      try head.signature("SNOD")
      guard try head.byte() == 1 else { throw .unsupported("a newer kind of group") }
      try head.skip(1)
      let count = try head.short()
      let entrySize = 2 * offsetSize + 24
      var reader = try structure(at: table.address, count: 8 + count * entrySize)
      try reader.skip(8)
      for _ in 0..<count {
        let name = try text(at: try length(try address(&reader)), in: names)
        let object = try address(&reader)
        let isSoft = try reader.word() == 2
        try reader.skip(4)
        let value = try reader.word()
        try reader.skip(12)
        let link = isSoft ? GroupLink.soft(try text(at: value, in: names)) : .object(object)
        try add(link, called: name, to: &result)
      }
    }
    return result
  }

  /// A name in a heap. Many may lie in one another's bytes, so that a small heap could be read without end.
  private func text(at start: Int, in heap: ByteReader) throws(HDF5Error) -> [UInt8] {
    let text = try heap.text(at: start)
    try charge(text.count)
    return text
  }

  /// Adds a name to a group. Of two that are equal one reader may take the first and another the last.
  private func add(
    _ link: GroupLink, called name: [UInt8], to group: inout [[UInt8]: GroupLink]
  ) throws(HDF5Error) {
    guard group.count < HDF5Limits.members else { throw .damaged("a group has too many members") }
    guard name.count <= HDF5Limits.name else { throw .tooLong }
    if case .soft(let target) = link, target.count > HDF5Limits.name { throw .tooLong }
    guard group.updateValue(link, forKey: name) == nil else {
      let text = String(decoding: name.prefix(40), as: UTF8.self)
      throw .damaged("a group lists \(text) twice")
    }
  }

  /// A leaf of a tree: its key, and where it lies.
  struct TreeLeaf {
    let key: [UInt8]
    let address: UInt64
  }

  /// The leaves of a tree of version 1, in order.
  ///
  /// - Source: HDF5 File Format Specification 3.0, section III.A.1.
  func treeLeaves(_ root: UInt64, type: Int, keySize: Int) throws(HDF5Error) -> [TreeLeaf] {
    var result: [TreeLeaf] = []
    var open: [(address: UInt64, level: Int?)] = [(root, nil)]
    while let node = open.popLast() {
      let headSize = 8 + 2 * offsetSize
      var head = try structure(at: node.address, count: headSize)
      try head.signature("TREE")
      guard try head.byte() == type else { throw .damaged("a tree is of the wrong kind") }
      let (level, count) = (try head.byte(), try head.short())
      // Levels fall by one, so that no tree is deeper than 256.
      if let expected = node.level, level != expected { throw .damaged("a tree refers to itself") }
      var reader = try structure(
        at: node.address, count: headSize + count * (keySize + offsetSize) + keySize)
      try reader.skip(headSize)
      var children: [TreeLeaf] = []
      for _ in 0..<count {
        let key = try reader.take(keySize)
        children.append(TreeLeaf(key: key, address: try address(&reader)))
      }
      if level == 0 {
        result += children
      } else {
        open += children.reversed().map { ($0.address, level - 1) }
      }
      guard result.count <= HDF5Limits.entries else { throw .damaged("a tree has too many leaves") }
    }
    return result
  }
}
