import Foundation
import Support

/// A line on stderr that shows how far a computation is; silent unless stderr is a terminal, and for
/// the first half second.
public final class ProgressBar {
  private let label: String
  private let start = Date()
  private let isOn = isatty(STDERR_FILENO) == 1 && ProgressBar.terminalCanRedraw
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
    // A line that wraps could not be drawn over.
    let numbers = "\(done)/\(total)"
    let space = ProgressBar.terminalWidth - label.count - numbers.count - 4
    let cells = min(24, space)
    guard cells >= 4 else {
      if numbers.count + 2 < ProgressBar.terminalWidth { write("\r\(numbers) ") }
      return
    }
    let filled = Int((min(max(share, 0), 1) * Double(cells)).rounded())
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: cells - filled)
    write("\r\(label) \(bar) \(numbers) ")
  }

  /// Columns of the terminal, 80 when it does not tell.
  private static var terminalWidth: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Whether the terminal knows the escapes that remove a line.
  private static var terminalCanRedraw: Bool {
    let name = ProcessInfo.processInfo.environment["TERM"] ?? ""
    return name != "" && name != "dumb"
  }

  /// Removes the line.
  public func finish() {
    if wasDrawn { write("\r\u{1B}[K") }
    wasDrawn = false
  }

  private func write(_ text: String) { complain(unended: text) }
}

/// Says on stderr what will take its time, where there is no terminal to show how far it is.
public func announce(_ work: String) {
  guard isatty(STDERR_FILENO) == 0 else { return }
  complain(oneLine("workbook: \(work)"))
}

/// A progress bar that several threads may move.
public final class SharedProgressBar: @unchecked Sendable {
  // Unchecked: guarded by the lock.
  private let bar: ProgressBar
  private let lock = NSLock()

  public init(_ label: String) { bar = ProgressBar(label) }

  /// Shows that `done` of `total` steps are done.
  public func update(done: Int, total: Int) {
    lock.withLock { bar.update(done: done, total: total) }
  }

  /// Removes the line.
  public func finish() { lock.withLock { bar.finish() } }
}
