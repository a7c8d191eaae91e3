import Foundation

/// A line on stderr that shows how far a computation is; silent unless stderr is a terminal, and for
/// the first half second.
public final class ProgressBar {
  private let label: String
  private let start = Date()
  private let isOn = isatty(FileHandle.standardError.fileDescriptor) == 1
  private var lastDrawn = Date.distantPast
  private var wasDrawn = false

  public init(_ label: String) { self.label = label }

  /// Shows that `done` of `total` steps are done.
  public func update(done: Int, total: Int) {
    let now = Date()
    guard isOn, now.timeIntervalSince(start) > 0.5, now.timeIntervalSince(lastDrawn) > 0.1 else {
      return
    }
    lastDrawn = now
    wasDrawn = true
    let share = total == 0 ? 1 : Double(done) / Double(total)
    let filled = Int((share * 24).rounded())
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
    write("\r\(label) \(bar) \(done)/\(total) ")
  }

  /// Removes the line.
  public func finish() {
    if wasDrawn { write("\r\u{1B}[K") }
    wasDrawn = false
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}

/// A progress bar that several threads may move.
public final class SharedProgressBar: @unchecked Sendable {
  // Unchecked: guarded by the lock.
  private let bar: ProgressBar
  private let total: Int
  private let lock = NSLock()

  public init(_ label: String, total: Int) {
    bar = ProgressBar(label)
    self.total = total
  }

  /// Shows that `done` steps are done.
  public func update(done: Int) { lock.withLock { bar.update(done: done, total: total) } }

  /// Removes the line.
  public func finish() { lock.withLock { bar.finish() } }
}
