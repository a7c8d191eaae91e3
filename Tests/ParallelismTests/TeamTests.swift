import Foundation
import Support
import Testing

@testable import Parallelism

struct TeamTests {
  @Test("members run at the same time, each once, on threads of their own")
  func membersMeet() {
    for members in [2, 3, 2, 5] {
      let calls = Locked<[Int]>([])
      let threads = Locked<Set<ObjectIdentifier>>([])
      let hasRun = Team.run(members: members) { member in
        calls.withLock { $0.append(member) }
        _ = threads.withLock { $0.insert(ObjectIdentifier(Thread.current)) }
        // Goes on only if all members are there.
        while calls.withLock({ $0.count }) < members { sched_yield() }
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
        let hasRun = Team.run(members: members) { member in
          sums.withLock { $0[caller, default: 0] += 1 << (8 * member) }
        }
        #expect(hasRun)
      }
    }
    for caller in 0..<8 {
      let expected = (0..<2 + caller % 3).reduce(0) { $0 + (50 << (8 * $1)) }
      #expect(sums.withLock { $0[caller] } == expected)
    }
  }

  @Test("the first member of every team runs, and all that begin are waited for")
  func firstMembersRun() {
    for _ in 0..<200 {
      let (begun, ended) = (Locked<Set<Int>>([]), Locked<Set<Int>>([]))
      let hasRun = Team.run(members: 6, teamsOf: 3) { member in
        _ = begun.withLock { $0.insert(member) }
        _ = ended.withLock { $0.insert(member) }
      }
      #expect(hasRun)
      #expect(begun.withLock { $0 }.isSuperset(of: [0, 3]))
      #expect(begun.withLock { $0 } == ended.withLock { $0 })
    }
  }

  @Test("parts cover every item once, and are whole blocks", arguments: [1, 13, 14, 100, 12_544])
  func partsCoverEverything(count: Int) {
    let team = Team(size: 3)
    let taken = Locked<[Range<Int>]>([])
    let hasRun = Team.run(members: 3, teamsOf: 3) { member in
      TeamMember(member, of: team).share(count, parts: 4, block: 14) { part in
        taken.withLock { $0.append(part) }
      }
    }
    #expect(hasRun)
    let parts = taken.withLock { $0.sorted { $0.lowerBound < $1.lowerBound } }
    #expect(parts.flatMap { Array($0) } == Array(0..<count))
    #expect(parts.dropLast().allSatisfy { $0.count % 14 == 0 })
    // No member has much more to do than another.
    let blocks = parts.map { ($0.count + 13) / 14 }
    #expect((blocks.max() ?? 0) - (blocks.min() ?? 0) <= 1 && blocks.count <= 12)
  }

  @Test("a stage begins when all parts of the one before are done, whoever does them")
  func stagesFollowEachOther() {
    let team = Team(size: 3)
    let stages = 500
    let values = Locked([Int](repeating: 0, count: 30))
    let (early, calls) = (Locked(0), Locked(0))
    let hasRun = Team.run(members: 3, teamsOf: 3) { number in
      let member = TeamMember(number, of: team)
      for stage in 0..<stages {
        member.share(30, parts: 2) { part in
          values.withLock { values in
            for item in part { values[item] += 1 }
          }
        }
        member.once {
          calls.withLock { $0 += 1 }
          let isWhole = values.withLock { $0.allSatisfy { $0 == stage + 1 } }
          if !isWhole { early.withLock { $0 += 1 } }
        }
      }
    }
    #expect(hasRun)
    #expect(calls.withLock { $0 } == stages && early.withLock { $0 } == 0)
  }

  @Test("a member that has begun no part is not waited for, and finds nothing left when it comes")
  func lateMembersAreNotWaitedFor() {
    let team = Team(size: 2)
    let isThere = DispatchSemaphore(value: 0)
    let mayGoOn = DispatchSemaphore(value: 0)
    let parts = Locked([0, 0])
    let hasRun = Team.run(members: 2) { number in
      if number == 1 {
        isThere.signal()
        mayGoOn.wait()
      } else {
        isThere.wait()
      }
      let member = TeamMember(number, of: team)
      for _ in 0..<100 {
        member.share(8, parts: 2) { _ in parts.withLock { $0[number] += 1 } }
        member.once { parts.withLock { $0[number] += 1 } }
      }
      if number == 0 { mayGoOn.signal() }
    }
    #expect(hasRun)
    #expect(parts.withLock { $0 } == [500, 0])
  }

  @Test("who waits long for a part leaves its processor to others")
  func waitingSleeps() {
    let team = Team(size: 2)
    let hasBegun = DispatchSemaphore(value: 0)
    let busy = Locked(1.0)
    let hasRun = Team.run(members: 2) { number in
      let member = TeamMember(number, of: team)
      if number == 0 { hasBegun.wait() }
      let before = clock(of: CLOCK_THREAD_CPUTIME_ID)
      // The other one has the only part.
      member.once {
        hasBegun.signal()
        Thread.sleep(forTimeInterval: 0.3)
      }
      if number == 0 { busy.withLock { $0 = clock(of: CLOCK_THREAD_CPUTIME_ID) - before } }
    }
    #expect(hasRun)
    #expect(busy.withLock { $0 } < 0.1)
  }

  /// Seconds.
  private func clock(of kind: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(kind, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
