import Foundation
import Support

/// A folder in which a process that runs answers writes down what came of them; removed when it is dropped.
///
/// It lies where the built answers lie, so that nothing is written to the system's temporary folder.
final class ProcessFolder {
  let url: URL

  /// - Parameter program: The tool.
  /// - Throws: `OutputError`.
  init(of program: URL) throws(OutputError) {
    url = program.deletingLastPathComponent()
      .appendingPathComponent("Answers/process-\(UUID().uuidString)")
    try makeFolder(url)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// What came of the answers.
  var result: URL { url.appendingPathComponent("result.json") }

  /// What the process is told by its surroundings.
  var environment: [String: String] { ["SWIFT_BACKTRACE": "enable=no", "TMPDIR": url.path] }

  /// The tool's own error, if it ended with one: not what an answer printed, which may look the same.
  var noted: String? { try? textOfFile(Self.note(beside: result)) }

  /// Runs what a process is asked for, and notes its error in the folder of its result.
  static func noting(beside result: URL, _ body: () throws -> Void) throws {
    do { try body() } catch {
      // The error itself counts; without the note it is taken for the answer's.
      try? writeFile(
        Data(oneLine("workbook: error: \(error)").utf8), to: note(beside: result))
      throw error
    }
  }

  private static func note(beside result: URL) -> URL {
    result.deletingLastPathComponent().appendingPathComponent("error.txt")
  }
}
