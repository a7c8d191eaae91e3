import Support

/// Memory that is used again, since fresh memory costs a page fault every 4096 bytes.
final class BufferPool: Sendable {
  /// Floats that are kept for the next run, 32 MB; what is beyond goes back to the system.
  private static let limit = 8 << 20

  private struct Free {
    var buffers: [Int: [AlignedBuffer]] = [:]
    var count = 0
  }

  private let free = Locked(Free())

  /// Memory for `count` floats or up to twice as many, with anything in it: executors that start at many layers of a
  /// network ask for many sizes, and the pool would hold memory for each of them.
  func take(_ count: Int) -> AlignedBuffer {
    let found = free.withLock { free -> AlignedBuffer? in
      let fitting = free.buffers.filter {
        $0.key >= count && $0.key / 2 <= count && !$0.value.isEmpty
      }.keys.min()
      guard let fitting, let buffer = free.buffers[fitting]?.popLast() else { return nil }
      free.count -= buffer.count
      return buffer
    }
    return found ?? AlignedBuffer(count: count)
  }

  /// Takes memory back that nobody uses any more.
  func giveBack(_ buffers: [AlignedBuffer]) {
    free.withLock { free in
      for buffer in buffers where free.count + buffer.count <= BufferPool.limit {
        free.buffers[buffer.count, default: []].append(buffer)
        free.count += buffer.count
      }
    }
  }
}
