import Dispatch
import Synchronization

extension Machine {
  /// Calls `body` once for every number below `iterations`, several at a time, and waits for all.
  ///
  /// - Returns: What became of every call, in order.
  public func results<Value: Sendable>(
    iterations: Int, _ body: @Sendable (Int) throws -> Value
  ) -> [Result<Value, any Error>] {
    // The storage that all empty arrays share is not written to, not even a count of 0.
    guard iterations > 0 else { return [] }
    let slots = UnsafeMutablePointer<Result<Value, any Error>>.allocate(capacity: iterations)
    defer { slots.deallocate() }
    // Every call fills a slot of its own.
    nonisolated(unsafe) let shared = slots
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: min(threads, iterations)) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < iterations else { break }
        (shared + index).initialize(to: Result { try body(index) })
      }
    }
    return Array(
      unsafeUninitializedCapacity: iterations,
      initializingWith: { buffer, count in
        buffer.baseAddress?.moveInitialize(from: slots, count: iterations)
        count = iterations
      })
  }

  /// Calls `body` once for every number below `iterations`, several at a time, and waits for all.
  ///
  /// - Returns: The values, in order.
  /// - Throws: The first error in order, after all calls have ended.
  @discardableResult
  public func perform<Value: Sendable>(
    iterations: Int, _ body: @Sendable (Int) throws -> Value
  ) throws -> [Value] {
    try results(iterations: iterations, body).map { try $0.get() }
  }
}
