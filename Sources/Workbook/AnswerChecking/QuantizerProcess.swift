import ExerciseChecks
import Foundation
import Support

/// Builds a learner's quantizer in a process of its own, from the answers to chapters 0 to 5.
public struct QuantizerProcess {
  /// The chapters whose functions are parts.
  public static let chapters = Array(0...5)
  /// It may take so many times as long as one answer.
  private static let factor = 10

  /// What the process is asked for, in a file.
  struct Request: Codable {
    /// The libraries, by chapter.
    let libraries: [Int: String]
    /// Why functions are not in them, by exercise.
    let rejected: [String: String]
    let result: String
    /// The file in which the process writes down whose function is at work.
    let stage: String
  }

  private let check: AnswerCheck
  private let program: URL
  private let seconds: Int

  /// - Parameter seconds: How long one answer may take; the whole may take ten times as long.
  /// - Throws: ``ModulesMissing``.
  public init(_ places: AnswerPlaces, package: URL, program: URL, seconds: Int) throws {
    check = try AnswerCheck(
      places, package: package, program: program, seconds: seconds, isOptimized: true)
    self.program = program
    self.seconds = seconds * Self.factor
  }

  /// What came of it: a report, or what stopped it.
  public enum Outcome {
    case report(QuantizerReport)
    case stopped(String)
    /// Nothing is written yet; whose the parts are.
    case nothingOwn(missing: [String: String])
  }

  /// Builds the quantizer and compares it with ours.
  ///
  /// - Throws: What the answers' build throws, or ``DataFailure``.
  public func run() throws -> Outcome {
    var libraries: [Int: String] = [:]
    var rejected: [String: String] = [:]
    for (chapter, built) in try check.build(Self.chapters) {
      guard let build = built.build else { continue }
      libraries[chapter] = build.library
      for part in LearnersFunctions.parts where part.id.hasPrefix("\(chapter).") {
        rejected[part.id] = build.rejections[part.name].map {
          AnswerFailure.doesNotCompile(line: $0.line, message: $0.message).text
        }
      }
    }
    let folder = try ProcessFolder(of: program)
    let (result, stage) = (folder.result, folder.url.appendingPathComponent("stage"))
    let request = folder.url.appendingPathComponent("request.json")
    try writeFile(
      JSONEncoder().encode(
        Request(
          libraries: libraries, rejected: rejected, result: result.path, stage: stage.path)),
      to: request)
    let run = try LimitedRun(
      program, [QuantizerRequest.word, request.path, "\(seconds)"],
      environment: folder.environment,
      seconds: Double(AnswerProcess.patience * seconds), bytes: 2000)
    let verdict = try AnswerProcess(program: program, seconds: seconds)
      .failure(of: run, in: folder)
    if let verdict {
      let id = String(decoding: ProcessFolder.data(stage), as: UTF8.self)
      let name = LearnersFunctions.parts.first { $0.id == id }.map { "\($0.id) \($0.name): " }
      return .stopped((name ?? "") + verdict.text)
    }
    let data = ProcessFolder.data(result)
    if let missing = try? JSONDecoder().decode(Missing.self, from: data) {
      return .nothingOwn(missing: missing.onlyMissing)
    }
    guard let report = try? JSONDecoder().decode(QuantizerReport.self, from: data) else {
      return .stopped(AnswerFailure.crashed("it ended the program").text)
    }
    return .report(report)
  }

  struct Missing: Codable { let onlyMissing: [String: String] }
}

/// What the tool asks of the process that builds a quantizer.
public struct QuantizerRequest {
  static let word = "--build-quantizer"

  private let file: String
  private let seconds: Int

  /// Reads a command line; `nil` when it asks for something else.
  public init?(_ line: [String]) {
    guard line.count == 4, line[1] == Self.word, let seconds = Int(line[3]) else { return nil }
    (file, self.seconds) = (line[2], seconds)
  }

  /// Builds the quantizer and writes down what came of it.
  ///
  /// - Throws: ``PartFailed``, an error of the workbook's data, ``LibraryUnusable``, or `OutputError`.
  public func answer() throws {
    AnswerProcess.prepare(seconds: seconds)
    try ProcessFolder.noting(beside: URL(fileURLWithPath: file), writeReport)
  }

  private func writeReport() throws {
    let request = try JSONDecoder().decode(
      QuantizerProcess.Request.self, from: Data(contentsOf: URL(fileURLWithPath: file)))
    let answers = try request.libraries.sorted { $0.key < $1.key }.map {
      try AnswerLibrary.answers($0.value, $0.key)
    }
    let stage = URL(fileURLWithPath: request.stage)
    var current = ""
    let functions = LearnersFunctions(answers, rejected: request.rejected) { id in
      guard id != current else { return }
      current = id
      // Only what is said of a crash depends on it.
      try? writeFile(Data(id.utf8), to: stage)
    }
    let report = try LearnersQuantizer(functions).report()
    let isNothingOwn = report.missing.count == LearnersFunctions.parts.count
    let data =
      isNothingOwn
      ? try JSONEncoder().encode(QuantizerProcess.Missing(onlyMissing: report.missing))
      : try JSONEncoder().encode(report)
    try writeFile(data, to: URL(fileURLWithPath: request.result))
  }
}
