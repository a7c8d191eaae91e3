/// Floats at the start of a cache line, so that no vector load straddles two.
final class AlignedBuffer: @unchecked Sendable {
  // Unchecked: whoever fills the buffer does so before it is shared, or is its only user.
  let pointer: UnsafeMutablePointer<Float>
  let count: Int

  /// Uninitialized memory for `count` floats.
  init(count: Int) {
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
    pointer = raw.bindMemory(to: Float.self, capacity: max(count, 1))
    self.count = count
  }

  /// A copy of `values`, followed by zeros up to a multiple of `multiple`.
  convenience init(_ values: [Float], paddedTo multiple: Int = 1) {
    self.init(count: (values.count + multiple - 1) / multiple * multiple)
    pointer.update(repeating: 0, count: count)
    values.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { pointer.update(from: base, count: source.count) }
    }
  }

  deinit { UnsafeMutableRawPointer(pointer).deallocate() }
}
