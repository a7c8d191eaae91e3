import Foundation
import Crews
import Synchronization

/// Workers that share the work on one group of images.
///
/// Every worker takes parts of a step, rows or columns, first those that are its own and then what others have not
/// begun, and waits for the others before the next step. Who takes a part changes nothing in it.
public final class Team: @unchecked Sendable {
  // Unchecked: the memory holds atomic numbers only.

  /// The number of workers.
  public let size: Int
  private let arrived = Atomic<Int>(0)
  private let round = Atomic<Int>(0)
  /// For every member the round of work, and how many of its own parts have been begun in it. Each lies on cache lines
  /// of its own: to take a part of one's own disturbs nobody.
  private let begun: UnsafeMutablePointer<Atomic<UInt64>>
  /// Numbers on two cache lines, which some processors fetch together.
  private static let distance = 16

  /// A team of so many workers, who all call ``wait()``.
  public init(size: Int) {
    self.size = size
    begun = .allocate(capacity: size * Team.distance)
    for member in 0..<size { (begun + member * Team.distance).initialize(to: Atomic(0)) }
  }

  deinit {
    for member in 0..<size { (begun + member * Team.distance).deinitialize(count: 1) }
    begun.deallocate()
  }

  /// Returns when all workers have called.
  public func wait() {
    guard size > 1 else { return }
    let current = round.load(ordering: .acquiring)
    if arrived.wrappingAdd(1, ordering: .acquiringAndReleasing).newValue == size {
      arrived.store(0, ordering: .relaxed)
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
  /// A member's own parts lie beside one another and at the same place in every step, so that it finds in its own cache
  /// what it made in the step before.
  ///
  /// - Parameters:
  ///   - member: Who asks, 0 ..< `size`.
  ///   - parts: At most 255: about how many parts there are per worker. With one, a worker that is held up holds up the
  ///     others; many have a price of their own.
  ///   - block: Parts are whole multiples of it, but for the last one; they differ by one block at most.
  public func share(
    _ count: Int, by member: Int, parts: Int, block: Int = 1, _ body: (Range<Int>) -> Void
  ) {
    guard size > 1 else { return body(0..<count) }
    let blocks = (count + block - 1) / block
    let all = size * parts
    for turn in 0..<size {
      let owner = (member + turn) % size
      while let next = begin(of: owner, parts: parts) {
        let part = owner * parts + next
        let (first, end) = (part * blocks / all, (part + 1) * blocks / all)
        if first < end { body(first * block..<min(end * block, count)) }
      }
    }
  }

  /// The next part of a member's own that nobody works on, or `nil` when there is none left in this round.
  private func begin(of member: Int, parts: Int) -> Int? {
    let place = begun + member * Team.distance
    let round = UInt64(truncatingIfNeeded: round.load(ordering: .relaxed))
    var before = place.pointee.load(ordering: .relaxed)
    while true {
      let count = before >> 8 == round ? Int(before & 255) : 0
      guard count < parts else { return nil }
      let (isMine, found) = place.pointee.weakCompareExchange(
        expected: before, desired: round << 8 | UInt64(count + 1), ordering: .relaxed)
      if isMine { return count }
      before = found
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
