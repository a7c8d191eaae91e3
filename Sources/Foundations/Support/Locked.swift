import Foundation

/// A value that one thread at a time reads or changes.
///
/// It is `Mutex` of the standard library on a lock of the system: the thread sanitizer does not see on Linux that
/// `Mutex` orders anything, and calls a counter behind one a race.
///
/// ```swift
/// let names = Locked<[String]>([])
/// names.withLock { $0.append("Conv1") }
/// names.withLock { $0.count }  // 1
/// ```
public final class Locked<Value: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var value: Value

  public init(_ value: Value) { self.value = value }

  /// Calls `body` with the value, while no other thread has it.
  ///
  /// - Returns: What `body` returns.
  public func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&value)
  }
}
