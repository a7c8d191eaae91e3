import Support

/// Memory that is used again, since fresh memory costs a page fault every 4096 bytes.
final class BufferPool: Sendable {
  private let free = Locked<[Int: [AlignedBuffer]]>([:])

  /// Memory for `count` floats, with anything in it.
  func take(_ count: Int) -> AlignedBuffer {
    free.withLock { $0[count]?.popLast() } ?? AlignedBuffer(count: count)
  }

  /// Takes memory back that nobody uses any more.
  func giveBack(_ buffers: [AlignedBuffer]) {
    free.withLock { free in
      for buffer in buffers { free[buffer.count, default: []].append(buffer) }
    }
  }
}
