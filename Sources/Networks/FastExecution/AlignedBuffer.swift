import Foundation

/// Floats at the start of a cache line, so that no vector load straddles two.
///
/// Large ones are pages of their own, which go back to the system when they are freed. The C library would keep them
/// for the next request of that size, which may never come.
final class AlignedBuffer: @unchecked Sendable {
  // Unchecked: whoever fills the buffer does so before it is shared, or is its only user.
  let pointer: UnsafeMutablePointer<Float>
  let count: Int

  /// From so many bytes on, memory is pages of its own.
  private static let pagesFrom = 1 << 20

  private let isPages: Bool
  private var byteCount: Int { max(count, 1) * MemoryLayout<Float>.stride }

  /// Uninitialized memory for `count` floats.
  init(count: Int) {
    let byteCount = max(count, 1) * MemoryLayout<Float>.stride
    var pages: UnsafeMutableRawPointer?
    if byteCount >= AlignedBuffer.pagesFrom {
      pages = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
      if pages == MAP_FAILED { pages = nil }
    }
    isPages = pages != nil
    let raw = pages ?? UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 64)
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

  deinit {
    if isPages {
      munmap(UnsafeMutableRawPointer(pointer), byteCount)
    } else {
      UnsafeMutableRawPointer(pointer).deallocate()
    }
  }
}
