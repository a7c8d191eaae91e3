import Parallelism
import Support
import Tensors
import VectorLoops

/// What a run has to move between a core and its memory at least, and how long that takes when nothing is computed.
public struct Transfer: Equatable, Sendable {
  /// Bytes that are read or written.
  public let bytes: Int
  /// How long a worker takes for its part, in the mean.
  public let seconds: Double

  /// A transfer of so many bytes in so many seconds.
  public init(bytes: Int, seconds: Double) {
    self.bytes = bytes
    self.seconds = seconds
  }
}

extension FastExecutor {
  /// Moves what `output(for:)` has to move for these images, with as many workers and in the same memory, and
  /// computes nothing. It is the memory itself that says how fast it is, whichever caches hold what is moved.
  ///
  /// Counted are the weights and biases of every step, read once per image, or once per group where images go
  /// through a layer together; and the tensors that exist as a whole, written once and read once by every step
  /// that needs them. What passes from step to step inside a chain stays in a core's own cache and is not counted, nor
  /// is what a loop reads again. Workers that share an image move a part each. Time counts from a worker's
  /// start on: how long threads take to start is not the memory's fault, and nobody waits for others.
  ///
  /// - Parameters:
  ///   - images: The input, `[n, h, w, c]`.
  ///   - times: How often all of it is moved; the result is of one time.
  /// - Throws: ``GraphError`` when the input has another shape.
  public func measuredTransfer(for images: Tensor, times: Int = 1) throws -> Transfer {
    let names = [model.outputName]
    try model.check(names: names, images: images)
    let imageSize = model.inputShape.elementCount
    let deal = deal(images.shape[0], splitsImages: true)
    // What was read is kept, so that the reading is not left out.
    let total = Locked((moved: Moved(), seconds: 0.0))
    images.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      // The memory outlives the work, which only reads it.
      nonisolated(unsafe) let input = base
      work(on: deal, from: 0, observing: names, everyMember: true) { lane, group, _ in
        var moved = Moved()
        let start = ContinuousClock.now
        for _ in 0..<times {
          lane.transfer(
            images: input + group.lowerBound * imageSize, first: group.lowerBound,
            count: group.count, imageSize: imageSize, &moved)
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        total.withLock {
          $0.moved.floats += moved.floats
          $0.moved.bits ^= moved.bits
          $0.seconds += seconds
        }
      }
    }
    let (moved, seconds) = total.withLock { $0 }
    return Transfer(
      bytes: moved.floats / times * MemoryLayout<Float>.stride,
      seconds: seconds / Double(times * deal.teams * deal.teamSize))
  }
}

/// What a worker has moved.
struct Moved {
  var floats = 0
  /// Of all that was read.
  var bits: UInt32 = 0

  /// Floats of a cache line of 64 bytes; memory moves by lines, whatever is needed of them.
  private static let line = 16
  /// How far ahead lines are asked for: without, a network that memory binds ran a tenth faster than its own
  /// transfer.
  private static let ahead = 256

  mutating func read(_ floats: UnsafePointer<Float>, _ range: Range<Int>) {
    var bits: UInt32 = 0
    for index in stride(from: range.lowerBound, to: range.upperBound, by: Moved.line) {
      loop_prefetch(floats + index + Moved.ahead)
      bits ^= floats[index].bitPattern
    }
    self.bits ^= bits
    self.floats += range.count
  }

  mutating func write(_ floats: UnsafeMutablePointer<Float>, _ range: Range<Int>) {
    for index in stride(from: range.lowerBound, to: range.upperBound, by: Moved.line) {
      floats[index] = 0
    }
    self.floats += range.count
  }
}

extension Lane {
  /// Moves what ``run(images:first:count:imageSize:observe:)`` has to move.
  fileprivate func transfer(
    images: UnsafePointer<Float>, first: Int, count: Int, imageSize: Int, _ moved: inout Moved
  ) {
    for offset in 0..<count {
      let position = Position(
        input: images + offset * imageSize, images: 1, offset: offset, first: first + offset)
      for stage in plan.head {
        switch stage {
        case .chain(let chain): for step in chain.steps { transfer(step, position, &moved) }
        case .whole(let step): transfer(step, position, &moved)
        }
      }
    }
    let position = Position(input: images, images: count, offset: 0, first: first)
    for step in plan.tail { transfer(step, position, &moved) }
  }

  private func transfer(_ step: ExecutionPlan.Step, _ position: Position, _ moved: inout Moved) {
    for buffer in [packed.weights[step.weightsLayer], packed.biases[step.weightsLayer]] {
      if let buffer { moved.read(buffer.pointer, part(of: buffer.count)) }
    }
    for (place, extent) in zip(step.sources, step.inputs) {
      if case .ring = place { continue }
      moved.read(source(place, extent, position), part(of: extent.count * position.images))
    }
    if case .ring = step.destination { return }
    moved.write(
      destination(step.destination, step.output, position),
      part(of: step.output.count * position.images))
  }

  /// This worker's part of so many floats.
  private func part(of count: Int) -> Range<Int> {
    count * member.number / member.team.size..<count * (member.number + 1) / member.team.size
  }
}
