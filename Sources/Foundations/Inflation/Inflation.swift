import CZlib

/// What can be wrong with compressed bytes.
public enum InflationError: Error, Equatable {
  /// They are no zlib stream, or a damaged one.
  case damaged
  /// They give fewer bytes than were promised.
  case tooFew(Int)
  /// They give more bytes than were promised.
  case tooMany(limit: Int)
}

/// Unpacks a zlib stream (RFC 1950) whose length is known: no byte more is ever asked for, so that a small
/// file cannot claim much memory.
///
/// - Parameters:
///   - bytes: The stream; what follows its end is left alone.
///   - output: Filled completely.
///   - isRaw: Whether the stream is bare deflate (RFC 1951), as in zip archives.
/// - Throws: ``InflationError``.
public func inflate(
  _ bytes: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, isRaw: Bool = false
) throws(InflationError) {
  let produced = try inflatePrefix(bytes, into: output, isRaw: isRaw)
  if produced < output.count { throw .tooFew(produced) }
}

/// Unpacks a zlib stream of unknown length.
///
/// - Parameter limit: The most bytes that may come out.
/// - Throws: ``InflationError``.
public func inflated(
  _ bytes: UnsafeRawBufferPointer, limit: Int
) throws(InflationError) -> [UInt8] {
  // A zlib stream grows at most by a factor of 1032.
  var capacity = min(limit, max(64, bytes.count * 8))
  while true {
    var result: Result<Int, InflationError> = .success(0)
    let output = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      do throws(InflationError) {
        count = try inflatePrefix(bytes, into: UnsafeMutableRawBufferPointer(buffer))
        result = .success(count)
      } catch {
        result = .failure(error)
      }
    }
    switch result {
    case .success: return output
    case .failure(.tooMany) where capacity < limit: capacity = min(limit, capacity * 8)
    case .failure(let error): throw error
    }
  }
}

/// Unpacks a whole stream into the beginning of a buffer.
private func inflatePrefix(
  _ bytes: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, isRaw: Bool = false
) throws(InflationError) -> Int {
  var stream = z_stream()
  guard bytes.count <= UInt32.max, output.count <= UInt32.max,
    inflateInit2_(
      &stream, isRaw ? -MAX_WBITS : MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
      == Z_OK
  else { throw .damaged }
  defer { inflateEnd(&stream) }
  stream.next_in = UnsafeMutablePointer(
    mutating: bytes.bindMemory(to: UInt8.self).baseAddress)
  stream.avail_in = UInt32(bytes.count)
  // One byte more than is asked for, to see whether the stream goes on.
  var surplus: UInt8 = 0
  stream.next_out = output.bindMemory(to: UInt8.self).baseAddress
  stream.avail_out = UInt32(output.count)
  var status = output.isEmpty ? Z_BUF_ERROR : CZlib.inflate(&stream, Z_FINISH)
  let produced = output.count - Int(stream.avail_out)
  if status != Z_STREAM_END, stream.avail_out == 0 {
    status = withUnsafeMutablePointer(to: &surplus) { surplus in
      stream.next_out = surplus
      stream.avail_out = 1
      return CZlib.inflate(&stream, Z_FINISH)
    }
    if status == Z_STREAM_END, stream.avail_out == 0 { throw .tooMany(limit: output.count) }
    if status != Z_STREAM_END, stream.avail_out == 0 { throw .tooMany(limit: output.count) }
  }
  guard status == Z_STREAM_END else { throw .damaged }
  return produced
}

/// The CRC-32 of some bytes, as zip archives and PNG files hold it.
public func cyclicChecksum(_ bytes: [UInt8]) -> UInt32 {
  bytes.withUnsafeBufferPointer { UInt32(crc32_z(0, $0.baseAddress, $0.count)) }
}
