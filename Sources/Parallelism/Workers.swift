import Dispatch
import Foundation
import Synchronization

/// The threads that work is dealt to, for the whole process.
///
/// No result depends on how many there are: what is dealt out is independent, and what is added up is
/// added in order.
public enum Workers {
  private static let limit = Atomic<Int>(0)

  /// How many threads work at the same time: one per processor unless ``use(_:)`` says otherwise.
  public static var count: Int {
    let limit = limit.load(ordering: .relaxed)
    return limit > 0 ? limit : ProcessInfo.processInfo.activeProcessorCount
  }

  /// Sets the number of threads; to be called before there is work.
  ///
  /// - Precondition: `count` is positive.
  public static func use(_ count: Int) {
    precondition(count > 0, "\(count) threads cannot work")
    limit.store(count, ordering: .relaxed)
  }

  /// Calls `body` once for every number below `iterations`, several at a time, and waits for all.
  ///
  /// - Returns: What became of every call, in order.
  public static func results<Value: Sendable>(
    iterations: Int, _ body: @Sendable (Int) throws -> Value
  ) -> [Result<Value, any Error>] {
    let slots = UnsafeMutablePointer<Result<Value, any Error>>.allocate(capacity: iterations)
    defer { slots.deallocate() }
    // Every call fills a slot of its own.
    nonisolated(unsafe) let shared = slots
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: min(count, iterations)) { _ in
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
  public static func perform<Value: Sendable>(
    iterations: Int, _ body: @Sendable (Int) throws -> Value
  ) throws -> [Value] {
    try results(iterations: iterations, body).map { try $0.get() }
  }
}
