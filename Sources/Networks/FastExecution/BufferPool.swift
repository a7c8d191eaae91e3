import Synchronization

/// Memory that is used again, since fresh memory costs a page fault every 4096 bytes.
final class BufferPool: Sendable {
  private let free = Mutex<[Int: [AlignedBuffer]]>([:])

  /// Memory for `count` floats or up to twice as many, with anything in it: executors that start at many layers of a
  /// network ask for many sizes, and the pool would hold memory for each of them.
  func take(_ count: Int) -> AlignedBuffer {
    let found = free.withLock { free in
      free.keys.filter { $0 >= count && $0 / 2 <= count && free[$0]?.isEmpty == false }.min()
        .flatMap { free[$0]?.popLast() }
    }
    return found ?? AlignedBuffer(count: count)
  }

  /// Takes memory back that nobody uses any more.
  func giveBack(_ buffers: [AlignedBuffer]) {
    free.withLock { free in
      for buffer in buffers { free[buffer.count, default: []].append(buffer) }
    }
  }
}
