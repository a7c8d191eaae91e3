import Foundation
import Crews
import Synchronization

/// Workers that share the work on one group of images.
///
/// Every worker takes parts of a step, rows or columns, until none is left, and waits for the others before
/// the next step. Who takes a part changes nothing in it.
public final class Team: Sendable {
  /// The number of workers.
  public let size: Int
  private let arrived = Atomic<Int>(0)
  private let round = Atomic<Int>(0)
  private let taken = Atomic<Int>(0)

  /// A team of so many workers, who all call ``wait()``.
  public init(size: Int) { self.size = size }

  /// Returns when all workers have called.
  public func wait() {
    guard size > 1 else { return }
    let current = round.load(ordering: .acquiring)
    if arrived.wrappingAdd(1, ordering: .acquiringAndReleasing).newValue == size {
      arrived.store(0, ordering: .relaxed)
      taken.store(0, ordering: .relaxed)
      round.wrappingAdd(1, ordering: .releasing)
      return
    }
    // A step takes microseconds: going to sleep would take longer, unless there are more workers than
    // processors.
    var turns = 0
    while round.load(ordering: .acquiring) == current {
      turns += 1
      if turns < 10_000 { crew_relax() } else { sched_yield() }
    }
  }

  /// Calls `body` with parts of `count` items until all are taken; once between two ``wait()``.
  ///
  /// - Parameters:
  ///   - parts: About how many parts there are per worker. With one, a worker that is held up holds up the
  ///     others; many have a price of their own.
  ///   - block: Parts are whole multiples of it, but for the last one; they differ by one block at most, the larger ones
  ///     come first.
  public func share(_ count: Int, parts: Int, block: Int = 1, _ body: (Range<Int>) -> Void) {
    guard size > 1 else { return body(0..<count) }
    let blocks = (count + block - 1) / block
    let (smaller, larger) = blocks.quotientAndRemainder(dividingBy: size * parts)
    while true {
      let part = taken.wrappingAdd(1, ordering: .relaxed).oldValue
      let first = part * smaller + min(part, larger)
      let end = min((first + smaller + (part < larger ? 1 : 0)) * block, count)
      guard part < size * parts, first * block < end else { return }
      body(first * block..<end)
    }
  }

  /// Runs `body` for every member, each on a thread of its own, the first one on this thread; not on a
  /// queue, since members wait for each other and so must really run at the same time.
  ///
  /// - Returns: Whether the system had enough threads; otherwise nothing was run.
  public static func run(members: Int, _ body: @Sendable (Int) -> Void) -> Bool {
    withoutActuallyEscaping(body) { body in
      withUnsafePointer(to: body) { pointer in
        crew_run(
          members,
          { context, member in
            context?.assumingMemoryBound(to: (@Sendable (Int) -> Void).self).pointee(member)
          }, UnsafeMutableRawPointer(mutating: pointer)) != 0
      }
    }
  }
}
