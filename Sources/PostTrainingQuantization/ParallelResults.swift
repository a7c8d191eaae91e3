import Foundation

/// Errors of parallel work, by position, so that the first one is the same on every run.
final class ErrorList: @unchecked Sendable {
  // Unchecked: guarded by the lock.
  private var errors: [(any Error)?]
  private let lock = NSLock()

  init(count: Int) { errors = Array(repeating: nil, count: count) }

  func set(_ error: any Error, at index: Int) {
    lock.withLock { errors[index] = error }
  }

  var first: (any Error)? { lock.withLock { errors.lazy.compactMap { $0 }.first } }
}

/// Results of parallel work, by position.
final class ResultList<Value>: @unchecked Sendable {
  // Unchecked: guarded by the lock.
  private var results: [Result<Value, any Error>?]
  private let lock = NSLock()

  init(count: Int) { results = Array(repeating: nil, count: count) }

  func set(at index: Int, _ make: () throws -> Value) {
    let result = Result { try make() }
    lock.withLock { results[index] = result }
  }

  /// All values, or the first error.
  func values() throws -> [Value] {
    try lock.withLock { results }.compactMap { try $0?.get() }
  }
}
