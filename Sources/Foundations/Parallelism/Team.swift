import Crews
import Foundation
import Synchronization

/// Workers that share the work on one group of images, stage by stage.
///
/// A stage is over when all its parts are done, whoever did them: a member that another program keeps from the
/// processor is waited for only if it has begun a part. Who takes a part changes nothing in it.
public final class Team: @unchecked Sendable {
  // Unchecked: the memory holds atomic numbers only, and the condition is made for several threads.

  /// The number of workers.
  public let size: Int
  /// The last stage of which all parts are done; they are counted from 1.
  private let ended = Atomic<Int>(0)
  /// How many parts of the stage after it are done.
  private let done = Atomic<Int>(0)
  /// For every member the stage, and how many of its own parts have been begun in it. Each lies on cache lines of its
  /// own: to take a part of one's own disturbs nobody.
  private let begun: UnsafeMutablePointer<Atomic<UInt64>>
  private let sleepers = Atomic<Int>(0)
  private let alarm = NSCondition()
  /// Numbers on two cache lines, which some processors fetch together.
  private static let distance = 16

  /// A team of so many workers.
  public init(size: Int) {
    self.size = size
    begun = .allocate(capacity: size * Team.distance)
    for member in 0..<size { (begun + member * Team.distance).initialize(to: Atomic(0)) }
  }

  deinit {
    for member in 0..<size { (begun + member * Team.distance).deinitialize(count: 1) }
    begun.deallocate()
  }

  /// The next of a member's own parts that nobody has begun, or `nil` when there is none in this stage.
  func begin(_ stage: Int, of member: Int, parts: Int) -> Int? {
    let place = begun + member * Team.distance
    let stage = UInt64(stage)
    var before = place.pointee.load(ordering: .relaxed)
    while true {
      // Who comes late may find the others some stages further.
      guard before >> 8 <= stage else { return nil }
      let count = before >> 8 == stage ? Int(before & 255) : 0
      guard count < parts else { return nil }
      let (isMine, found) = place.pointee.weakCompareExchange(
        expected: before, desired: stage << 8 | UInt64(count + 1), ordering: .relaxed)
      if isMine { return count }
      before = found
    }
  }

  /// Says that a member has done so many of all parts of a stage, and returns when the stage is over.
  func end(_ stage: Int, done parts: Int, of all: Int) {
    if parts > 0, done.wrappingAdd(parts, ordering: .acquiringAndReleasing).newValue == all {
      done.store(0, ordering: .relaxed)
      ended.store(stage, ordering: .sequentiallyConsistent)
      // Who goes to sleep says so before looking at the stage for the last time.
      if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
        alarm.withLock { alarm.broadcast() }
      }
      return
    }
    // A part takes microseconds, and going to sleep would take longer. But one who takes much longer has lost the
    // processor to another program, and gets it back the sooner the less this thread uses its own.
    for _ in 0..<CREW_AWAKE {
      if ended.load(ordering: .acquiring) >= stage { return }
      crew_relax()
    }
    alarm.withLock {
      sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
      while ended.load(ordering: .sequentiallyConsistent) < stage { alarm.wait() }
      sleepers.wrappingSubtract(1, ordering: .relaxed)
    }
  }

  /// Runs `body` for every member of some teams, each on a thread of its own, the first one on this thread; not on a
  /// queue, since members wait for each other and so must really run at the same time.
  ///
  /// - Parameters:
  ///   - members: The members of all teams together.
  ///   - size: The members of one team. The first of every team runs in any case; a thread of another one that the
  ///     system has not woken before all these have ended is not waited for, and its member left out.
  /// - Returns: Whether the system had enough threads; otherwise nothing was run.
  public static func run(
    members: Int, teamsOf size: Int = 1, _ body: @Sendable (_ member: Int) -> Void
  ) -> Bool {
    withoutActuallyEscaping(body) { body in
      withUnsafePointer(to: body) { pointer in
        crew_run(
          members, size,
          { context, member in
            context?.assumingMemoryBound(to: (@Sendable (Int) -> Void).self).pointee(member)
          }, UnsafeMutableRawPointer(mutating: pointer)) != 0
      }
    }
  }
}
