import Foundation
import Support
import Testing

@testable import Parallelism

struct TeamTests {
  @Test("members run at the same time, each once, on threads of their own")
  func membersMeet() {
    for members in [2, 3, 2, 5] {
      let team = Team(size: members)
      let calls = Locked<[Int]>([])
      let threads = Locked<Set<ObjectIdentifier>>([])
      let hasRun = Team.run(members: members) { member in
        calls.withLock { $0.append(member) }
        _ = threads.withLock { $0.insert(ObjectIdentifier(Thread.current)) }
        // Returns only if all members are there.
        team.wait()
      }
      #expect(hasRun)
      #expect(calls.withLock { $0.sorted() } == Array(0..<members))
      #expect(threads.withLock { $0.count } == members)
    }
  }

  @Test("several callers at the same time do not meet each other's members")
  func callersDoNotMeet() {
    let sums = Locked<[Int: Int]>([:])
    DispatchQueue.concurrentPerform(iterations: 8) { caller in
      let members = 2 + caller % 3
      for _ in 0..<50 {
        let team = Team(size: members)
        let hasRun = Team.run(members: members) { member in
          sums.withLock { $0[caller, default: 0] += 1 << (8 * member) }
          team.wait()
        }
        #expect(hasRun)
      }
    }
    for caller in 0..<8 {
      let expected = (0..<2 + caller % 3).reduce(0) { $0 + (50 << (8 * $1)) }
      #expect(sums.withLock { $0[caller] } == expected)
    }
  }

  @Test("parts cover every item once, and are whole blocks", arguments: [1, 13, 14, 100, 12_544])
  func partsCoverEverything(count: Int) {
    let team = Team(size: 3)
    let taken = Locked<[Range<Int>]>([])
    let hasRun = Team.run(members: 3) { member in
      team.share(count, by: member, parts: 4, block: 14) { part in
        taken.withLock { $0.append(part) }
      }
      team.wait()
    }
    #expect(hasRun)
    let parts = taken.withLock { $0.sorted { $0.lowerBound < $1.lowerBound } }
    #expect(parts.flatMap { Array($0) } == Array(0..<count))
    #expect(parts.dropLast().allSatisfy { $0.count % 14 == 0 })
    // No member has much more to do than another.
    let blocks = parts.map { ($0.count + 13) / 14 }
    #expect((blocks.max() ?? 0) - (blocks.min() ?? 0) <= 1 && blocks.count <= 12)
  }
}
