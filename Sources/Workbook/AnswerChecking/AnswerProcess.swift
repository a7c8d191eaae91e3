import ExerciseChecks
import Foundation
import Support

/// Checks single answers, each in a process of its own.
struct AnswerProcess {
  /// The tool.
  let program: URL
  /// How long an answer may compute, in seconds.
  let seconds: Int

  /// How much of what an answer prints is kept, in bytes.
  private static let keptBytes = 2000

  /// What one answer's process found.
  ///
  /// - Throws: ``DataFailure`` when the data of the workbook are at fault.
  func check(
    _ item: ExerciseSheet.Item, at position: Int, of chapter: Int, library: String
  ) throws -> CheckedExercise {
    let folder = try ProcessFolder(of: program)
    let request = AnswerRequest(
      library: library, chapter: chapter, position: position, result: folder.result.path,
      seconds: seconds)
    let run = try LimitedRun(
      program, request.arguments, environment: folder.environment,
      seconds: Double(Self.patience * seconds), bytes: Self.keptBytes)
    var checked = CheckedExercise(item: item, verdict: try verdict(run, folder))
    checked.printed = run.output
    return checked
  }

  private func verdict(_ run: LimitedRun, _ folder: ProcessFolder) throws -> Verdict {
    if let failure = try failure(of: run, in: folder) { return .failed(failure) }
    let data = ProcessFolder.data(folder.result)
    guard let record = try? JSONDecoder().decode(VerdictRecord.self, from: data),
      let verdict = record.verdict
    else { return .failed(.crashed("it ended the program")) }
    return verdict
  }

  /// Why a run has no result, or `nil` when it ended as it should.
  ///
  /// - Throws: ``DataFailure`` when the data of the workbook are at fault.
  func failure(of run: LimitedRun, in folder: ProcessFolder) throws -> AnswerFailure? {
    switch run.end {
    case .status(0): return nil
    case .status(let status):
      if let error = folder.noted { throw DataFailure(line: error, status: status) }
      return .crashed("it ended the program with status \(status)")
    case .signal(SIGXCPU): return .endless(seconds: seconds)
    case .signal(SIGALRM), .stopped: return .endless(seconds: Self.patience * seconds)
    case .signal(let signal):
      let said = lines(of: run.errors).first { $0.contains("atal error") }
      return .crashed(said.map(Self.withoutPath) ?? "signal \(signal)")
    }
  }

  private func lines(of text: String) -> [String] {
    text.split(separator: "\n").map(String.init)
  }

  /// A crash names the file, by a path that is nobody's.
  private static func withoutPath(_ line: String) -> String {
    guard let match = line.firstMatch(of: /([^\/\s]+\.swift:\d+: .*)/) else { return line }
    return String(match.1)
  }

  /// How many seconds may pass for each one of computing, on a machine that does other things too.
  static let patience = 5

  /// Sees to the end of a process that checks an answer: after so many seconds of computing, and even if the tool
  /// that started it is gone by then and cannot stop it.
  static func prepare(seconds: Int) {
    var limit = rlimit()
    #if canImport(Darwin)
      let time = RLIMIT_CPU
    #else
      let time = __rlimit_resource_t(RLIMIT_CPU.rawValue)
    #endif
    // Only the soft limit: beyond the hard one the process is killed as if by somebody else.
    if getrlimit(time, &limit) == 0 {
      limit.rlim_cur = min(rlim_t(clamping: seconds), limit.rlim_max)
      setrlimit(time, &limit)
    }
    alarm(UInt32(clamping: patience * seconds + 5))
  }
}

/// The data of the workbook are at fault, not an answer.
public struct DataFailure: Error {
  /// What the checking process said.
  public let line: String
  /// How it ended.
  public let status: Int32
}
