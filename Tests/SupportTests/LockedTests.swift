import Dispatch
import Support
import Testing

struct LockedTests {
  @Test("no change is lost when threads meet")
  func everyChangeCounts() {
    let counter = Locked(0)
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      for _ in 0..<10_000 { counter.withLock { $0 += 1 } }
    }
    #expect(counter.withLock { $0 } == 80_000)
  }

  @Test("the lock is given back when what is done with the value fails")
  func errors() {
    struct Failure: Error {}
    let counter = Locked(0)
    #expect(throws: Failure.self) {
      try counter.withLock { value in
        value += 1
        throw Failure()
      }
    }
    #expect(counter.withLock { $0 } == 1)
  }
}
