import Graph

/// Memory for the whole tensors of one group of images, shared by a team.
final class SlotMemory: Sendable {
  let buffers: [AlignedBuffer]
  private let pool: BufferPool

  init(plan: ExecutionPlan, groupSize: Int, pool: BufferPool) {
    buffers = plan.slots.map { pool.take($0.count * ($0.isGrouped ? groupSize : 1)) }
    self.pool = pool
  }

  deinit { pool.giveBack(buffers) }
}

/// Memory for the rows and windows that one worker has at hand.
final class RowMemory {
  /// The rings of every chain, one after the other: chains take turns.
  let rings: AlignedBuffer
  /// One window of a convolution.
  let scratch: AlignedBuffer
  /// The rows that a window covers.
  let window: WindowRows
  private let pool: BufferPool

  init(plan: ExecutionPlan, pool: BufferPool) {
    rings = pool.take(plan.ringCount)
    scratch = pool.take(plan.largestWindow.count)
    // One more for two rows of outputs at a time.
    window = WindowRows(count: plan.largestWindow.rows + 1)
    self.pool = pool
  }

  deinit { pool.giveBack([rings, scratch]) }
}
