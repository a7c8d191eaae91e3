import Foundation

/// The most memory that the process has had at one time, where the system tells it and no sanitizer keeps
/// memory of its own.
enum PeakMemory {
  private static let isMeasured =
    ProcessInfo.processInfo.environment["ROBUSTNESS_SANITIZER"] == nil

  /// Begins to measure anew.
  static func reset() {
    guard isMeasured, let file = fopen("/proc/self/clear_refs", "w") else { return }
    fputs("5", file)
    fclose(file)
  }

  /// Since the last ``reset()``; `nil` where it cannot be known.
  static var megabytes: Int? {
    guard isMeasured,
      let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let kilobytes = line.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Int($0) })
    else { return nil }
    return kilobytes / 1024
  }
}
