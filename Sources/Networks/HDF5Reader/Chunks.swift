import Inflation

/// What was done to every chunk before it was written.
///
/// - Source: HDF5 File Format Specification 3.0, section IV.A.2.l.
struct Filters {
  enum Filter {
    case deflate
    case shuffle
    case fletcher32
  }

  private(set) var filters: [Filter] = []

  init() {}

  init(_ reader: ByteReader) throws(HDF5Error) {
    var reader = reader
    let version = try reader.byte()
    guard version == 1 || version == 2 else { throw .unsupported("a newer kind of packing") }
    let count = try reader.byte()
    if version == 1 { try reader.skip(6) }
    for _ in 0..<count {
      let number = try reader.short()
      let nameLength = version == 1 || number >= 256 ? try reader.short() : 0
      try reader.skip(2)
      let values = try reader.short()
      try reader.skip(version == 1 ? (nameLength + 7) / 8 * 8 : nameLength)
      try reader.skip(4 * values)
      if version == 1, values % 2 == 1 { try reader.skip(4) }
      switch number {
      case 1: filters.append(.deflate)
      case 2: filters.append(.shuffle)
      case 3: filters.append(.fletcher32)
      default: throw .unsupported("numbers packed by filter \(number)")
      }
    }
    guard filters.count <= 8 else { throw .damaged("\(filters.count) packings of one dataset") }
  }

  /// Undoes them, the last one first; bits of `mask` say which were not done.
  func unpack(
    _ stored: [UInt8], mask: Int, count: Int, elementSize: Int
  ) throws(HDF5Error) -> [UInt8] {
    var bytes = stored
    for (index, filter) in filters.enumerated().reversed() where mask >> index & 1 == 0 {
      switch filter {
      case .fletcher32:
        guard bytes.count >= 4 else { throw .damaged("a chunk has no checksum") }
        let sum = bytes.suffix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        bytes.removeLast(4)
        guard sum == Filters.fletcher32(bytes) else { throw .damaged("a checksum is wrong") }
      case .deflate:
        // A checksum may have been added before it was packed.
        let limit = count + 4 * filters.count
        do {
          bytes = try bytes.withUnsafeBytes { packed throws(InflationError) in
            try inflated(packed, limit: limit)
          }
        } catch {
          throw .damaged("a chunk cannot be unpacked")
        }
      case .shuffle:
        bytes = Filters.unshuffled(bytes, elementSize: elementSize)
      }
    }
    guard bytes.count == count else {
      throw .damaged("a chunk has \(bytes.count) of \(count) bytes")
    }
    return bytes
  }

  /// The bytes were sorted: first bytes of all elements, then second ones, and so on.
  private static func unshuffled(_ bytes: [UInt8], elementSize: Int) -> [UInt8] {
    let count = bytes.count / elementSize
    var result = bytes
    for element in 0..<count {
      for byte in 0..<elementSize {
        result[element * elementSize + byte] = bytes[byte * count + element]
      }
    }
    return result
  }

  /// - Source: HDF5, `H5_checksum_fletcher32`.
  private static func fletcher32(_ bytes: [UInt8]) -> UInt32 {
    var (first, second): (UInt32, UInt32) = (0, 0)
    for index in stride(from: 0, to: bytes.count, by: 2) {
      let low = index + 1 < bytes.count ? UInt32(bytes[index + 1]) : 0
      first = (first + (UInt32(bytes[index]) << 8 | low)) % 65535
      second = (second + first) % 65535
    }
    // The library folds its sums, which leaves 65535 where a remainder is 0.
    func folded(_ sum: UInt32) -> UInt32 { sum == 0 && bytes.contains { $0 != 0 } ? 65535 : sum }
    return folded(second) << 16 | folded(first)
  }
}

/// A dataset that is cut into blocks of equal extents.
///
/// - Source: HDF5 File Format Specification 3.0, sections III.A.1 and IV.A.2.i.
struct ChunkedData {
  private let extents: [Int]
  private let chunk: [Int]
  private let type: Datatype
  private let size: Int
  private let filters: Filters
  private let tree: UInt64
  private let file: FileLayout
  /// Elements and bytes of a chunk.
  private let elementCount: Int
  private let byteCount: Int

  init(
    _ layout: inout ByteReader, extents: [Int], type: Datatype, size: Int, filters: Filters,
    _ file: FileLayout
  ) throws(HDF5Error) {
    let rank = try layout.byte() - 1
    tree = try file.address(&layout)
    guard rank == extents.count, rank > 0 else { throw .damaged("chunks of another rank") }
    guard !file.isUndefined(tree) else { throw .damaged("a dataset was never written") }
    var chunk: [Int] = []
    var count = 1
    for _ in 0..<rank {
      let extent = try layout.word()
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard extent > 0, !overflow, product <= HDF5Limits.elements else {
        throw .tooLarge("a chunk has more than \(HDF5Limits.elements) elements")
      }
      count = product
      chunk.append(extent)
    }
    guard try layout.word() == size else { throw .damaged("chunks of another kind of number") }
    self.extents = extents
    self.chunk = chunk
    self.type = type
    self.size = size
    self.filters = filters
    self.file = file
    elementCount = count
    byteCount = count * size
    // A chunk larger than its dataset would take memory that nothing explains.
    guard count <= max(1 << 22, 2 * extents.reduce(1, *)) else {
      throw .tooLarge("a chunk has \(count) elements, more than its dataset")
    }
  }

  func read(
    into buffer: UnsafeMutableBufferPointer<Float>, name: String
  ) throws(HDF5Error) {
    let rank = extents.count
    let grid = zip(extents, chunk).map { ($0 + $1 - 1) / $1 }
    let expected = grid.reduce(1) { $0 * $1 }
    var seen: Set<[Int]> = []
    for leaf in try file.treeLeaves(tree, type: 1, keySize: 8 + 8 * (rank + 1)) {
      var key = ByteReader(leaf.key)
      let stored = try file.length(try key.number(4))
      let mask = try key.word()
      var position: [Int] = []
      for axis in 0..<rank {
        let offset = try key.number(8)
        guard offset < UInt64(extents[axis]), offset % UInt64(chunk[axis]) == 0 else {
          throw .damaged("a chunk of \(name) lies outside of it")
        }
        position.append(Int(offset))
      }
      guard seen.insert(position).inserted else {
        throw .damaged("a chunk of \(name) is there twice")
      }
      try file.willUnpack(byteCount)
      let packed = try file.structure(at: leaf.address, count: stored).bytes
      let bytes = try filters.unpack(packed, mask: mask, count: byteCount, elementSize: size)
      let values = [Float](unsafeUninitializedCapacity: elementCount) { values, count in
        let all = UnsafeMutableBufferPointer(rebasing: values[..<elementCount])
        all.initialize(repeating: 0)
        bytes.withUnsafeBytes { type.convert($0, into: all) }
        count = elementCount
      }
      copy(values, at: position, into: buffer)
    }
    guard seen.count == expected else { throw .damaged("parts of \(name) were never written") }
  }

  /// Puts a chunk in its place, row by row; what reaches beyond the dataset is dropped.
  private func copy(
    _ values: [Float], at position: [Int], into buffer: UnsafeMutableBufferPointer<Float>
  ) {
    let rank = extents.count
    let inside = (0..<rank).map { min(chunk[$0], extents[$0] - position[$0]) }
    let rows = inside.dropLast().reduce(1) { $0 * $1 }
    for row in 0..<rows {
      var (rest, source, target) = (row, 0, position[rank - 1])
      var (sourceStride, targetStride) = (chunk[rank - 1], extents[rank - 1])
      for axis in (0..<rank - 1).reversed() {
        let index = rest % inside[axis]
        rest /= inside[axis]
        source += index * sourceStride
        target += (position[axis] + index) * targetStride
        sourceStride *= chunk[axis]
        targetStride *= extents[axis]
      }
      for column in 0..<inside[rank - 1] { buffer[target + column] = values[source + column] }
    }
  }
}
