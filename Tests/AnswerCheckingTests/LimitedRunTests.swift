import Foundation
import Testing

@testable import AnswerChecking

/// A program that does not end, prints without end or leaves others behind does no harm.
struct LimitedRunTests {
  private func shell(_ script: String, seconds: Double = 10, bytes: Int = 100) throws -> LimitedRun
  {
    try LimitedRun(
      URL(fileURLWithPath: "/bin/sh"), ["-c", script], seconds: seconds, bytes: bytes)
  }

  @Test func theEndIsTold() throws {
    let run = try shell("echo out; echo err >&2; exit 3")
    #expect(run.end == .status(3))
    #expect(run.output == "out\n" && run.errors == "err\n")
    #expect(try shell("kill -11 $$").end == .signal(11))
  }

  @Test func whatDoesNotEndIsStoppedWithWhatItStarted() throws {
    let start = Date()
    let run = try shell("sleep 1000 & echo $!; while :; do :; done", seconds: 0.5)
    #expect(run.end == .stopped)
    #expect(-start.timeIntervalSinceNow < 8)
    let child = try #require(Int32(run.output.dropLast()))
    // Whoever adopts an orphan may take a moment to bury it.
    for _ in 0..<50 where isAlive(child) { usleep(20_000) }
    #expect(!isAlive(child))
  }

  /// Whether a process runs; one that is dead but not buried does not.
  private func isAlive(_ process: Int32) -> Bool {
    guard kill(process, 0) == 0 else { return false }
    let state = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    return state.map { !$0.contains(") Z ") } ?? true
  }

  @Test func whatPrintsWithoutEndFillsNothing() throws {
    let run = try shell("while :; do echo many words; done", seconds: 0.5, bytes: 20)
    #expect(run.end == .stopped && run.output.utf8.count == 20)
  }

  @Test func whoeverStaysBehindIsNotWaitedFor() throws {
    let start = Date()
    let run = try shell("sleep 1000 & echo done")
    #expect(run.end == .status(0) && run.output == "done\n")
    #expect(-start.timeIntervalSinceNow < 8)
  }
}
