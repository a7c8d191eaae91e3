extension HDF5File {
  /// Where the numbers of a dataset are.
  private enum Place {
    case header([UInt8])
    case whole(UInt64)
    case chunks(ChunkedData)
  }

  /// The numbers of a dataset as floats, in row-major order; each is rounded to the nearest.
  ///
  /// - Throws: ``HDF5Error``, before memory is asked for when the file cannot hold so many numbers.
  public func floats(_ dataset: String) throws(HDF5Error) -> [Float] {
    let header = try header(at: try found(dataset))
    let count = try space(header).elementCount
    guard count <= HDF5Limits.elements else { throw .tooLarge("\(dataset) has \(count) elements") }
    guard try header.first(.externalFiles) == nil else {
      throw .external("the numbers of \(dataset) lie in another file")
    }
    guard let typeMessage = try header.first(.datatype) else {
      throw .damaged("\(dataset) does not say what its numbers are")
    }
    let type = try Datatype(typeMessage)
    guard let size = type.numberSize else {
      throw .unsupported("numbers of the kind that \(dataset) holds")
    }
    if count == 0 { return [] }
    let place = try place(of: dataset, header, type, size, count: count)
    try file.willUnpack(count * MemoryLayout<Float>.stride)
    if case .whole = place { try file.willRead(count * size) }
    var failure: HDF5Error?
    let values = [Float](unsafeUninitializedCapacity: count) { memory, initialized in
      let buffer = UnsafeMutableBufferPointer(rebasing: memory[..<count])
      buffer.initialize(repeating: 0)
      initialized = count
      do throws(HDF5Error) {
        switch place {
        case .header(let bytes): bytes.withUnsafeBytes { type.convert($0, into: buffer) }
        case .whole(let address): try readWhole(at: address, type, size, into: buffer)
        case .chunks(let chunks): try chunks.read(into: buffer, name: dataset)
        }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return values
  }

  private func place(
    of dataset: String, _ header: ObjectHeader, _ type: Datatype, _ size: Int, count: Int
  ) throws(HDF5Error) -> Place {
    guard var layout = try header.first(.layout) else {
      throw .damaged("\(dataset) does not say where its numbers are")
    }
    let version = try layout.byte()
    guard version == 3 || version == 4 else { throw .unsupported("an old kind of dataset") }
    switch try layout.byte() {
    case 0:
      let bytes = try layout.take(try layout.short())
      guard bytes.count >= count * size else { throw .damaged("\(dataset) is cut off") }
      return .header(bytes)
    case 1:
      let address = try file.address(&layout)
      let stored = try layout.number(file.lengthSize)
      guard try header.first(.filters) == nil else {
        throw .damaged("\(dataset) is packed in one piece")
      }
      guard !file.isUndefined(address) else { throw .damaged("\(dataset) was never written") }
      guard stored >= UInt64(count * size), file.contains(address, count: UInt64(count * size))
      else { throw .damaged("\(dataset) is cut off") }
      return .whole(address)
    case 2 where version == 3:
      let filters = try header.first(.filters).map { reader throws(HDF5Error) in
        try Filters(reader)
      }
      return .chunks(
        try ChunkedData(
          &layout, extents: try space(header).extents, type: type, size: size,
          filters: filters ?? Filters(), file))
    case 2: throw .unsupported("chunks in the newer form")
    case 3: throw .external("\(dataset) is put together from other datasets")
    default: throw .damaged("\(dataset) lies in no known way")
    }
  }

  private func readWhole(
    at address: UInt64, _ type: Datatype, _ size: Int,
    into buffer: UnsafeMutableBufferPointer<Float>
  ) throws(HDF5Error) {
    if type == .float(size: 4, isBigEndian: false) {
      try file.read(at: address, into: UnsafeMutableRawBufferPointer(buffer))
      return
    }
    // In pieces, so that wide numbers do not take their own size again.
    let piece = 1 << 16
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: piece * size, alignment: 8)
    defer { bytes.deallocate() }
    var start = 0
    while start < buffer.count {
      let count = min(piece, buffer.count - start)
      let part = UnsafeMutableRawBufferPointer(rebasing: bytes[..<(count * size)])
      try file.read(at: try file.sum(address, UInt64(start * size)), into: part)
      type.convert(
        UnsafeRawBufferPointer(part),
        into: UnsafeMutableBufferPointer(rebasing: buffer[start..<start + count]))
      start += count
    }
  }
}

extension Datatype {
  /// Bytes of a number, or `nil` for what is no number.
  var numberSize: Int? {
    switch self {
    case .float(let size, _), .integer(let size, _, _): size
    case .bfloat16: 2
    default: nil
    }
  }

  /// Rounds numbers to float32, to the nearest.
  func convert(_ bytes: UnsafeRawBufferPointer, into output: UnsafeMutableBufferPointer<Float>) {
    func each<T: FixedWidthInteger>(
      _: T.Type, _ isBigEndian: Bool, _ convert: (T) -> Float
    ) {
      for index in output.indices {
        let raw = bytes.loadUnaligned(fromByteOffset: index * MemoryLayout<T>.size, as: T.self)
        output[index] = convert(isBigEndian ? T(bigEndian: raw) : T(littleEndian: raw))
      }
    }
    switch self {
    case .bfloat16: each(UInt16.self, false) { Float(bitPattern: UInt32($0) << 16) }
    case .float(2, let big): each(UInt16.self, big) { Datatype.half($0) }
    case .float(4, let big): each(UInt32.self, big) { Float(bitPattern: $0) }
    case .float(_, let big): each(UInt64.self, big) { Float(Double(bitPattern: $0)) }
    case .integer(1, let signed, let big):
      signed ? each(Int8.self, big) { Float($0) } : each(UInt8.self, big) { Float($0) }
    case .integer(2, let signed, let big):
      signed ? each(Int16.self, big) { Float($0) } : each(UInt16.self, big) { Float($0) }
    case .integer(4, let signed, let big):
      signed ? each(Int32.self, big) { Float($0) } : each(UInt32.self, big) { Float($0) }
    case .integer(_, let signed, let big):
      signed ? each(Int64.self, big) { Float($0) } : each(UInt64.self, big) { Float($0) }
    default: preconditionFailure("\(self) is no number")
    }
  }

  /// A float16; the type `Float16` is not there on every platform.
  private static func half(_ bits: UInt16) -> Float {
    let sign: Float = bits & 0x8000 == 0 ? 1 : -1
    let (exponent, fraction) = (Int(bits >> 10 & 31), Float(bits & 1023))
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default:
      return sign * Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction * 0x1p-10)
    }
  }
}
