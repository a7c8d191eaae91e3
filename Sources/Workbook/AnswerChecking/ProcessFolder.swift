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
    let answers = program.deletingLastPathComponent().appendingPathComponent("Answers")
    url = answers.appendingPathComponent(ProcessFolder.prefix + UUID().uuidString)
    try makeFolder(url)
    ProcessFolder.removeOld(in: answers)
  }

  private static let prefix = "process-"

  /// Removes what checks that were killed have left: folders of such names that nothing was written into for an hour.
  private static func removeOld(in answers: URL) {
    let files = FileManager.default
    let names = (try? files.contentsOfDirectory(atPath: answers.path)) ?? []
    for name in names
    where name.hasPrefix(prefix) && UUID(uuidString: String(name.dropFirst(prefix.count))) != nil {
      let folder = answers.appendingPathComponent(name)
      // A link is no folder here, wherever it leads.
      guard let state = try? files.attributesOfItem(atPath: folder.path),
        state[.type] as? FileAttributeType == .typeDirectory,
        let date = state[.modificationDate] as? Date, date.timeIntervalSinceNow < -3600
      else { continue }
      try? files.removeItem(at: folder)
    }
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// What came of the answers.
  var result: URL { url.appendingPathComponent("result.json") }

  /// What the process is told by its surroundings.
  var environment: [String: String] { ["SWIFT_BACKTRACE": "enable=no", "TMPDIR": url.path] }

  /// A file that the process left here, or nothing when there is none. An answer has the folder to itself, so that a pipe
  /// may lie in its place, for which one would wait for ever, or a file without end.
  static func data(_ file: URL) -> Data {
    (try? RegularFile.contents(path: file.path, limit: 1 << 20)) ?? Data()
  }

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
