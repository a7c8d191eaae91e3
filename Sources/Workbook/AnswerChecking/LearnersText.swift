import Foundation
import Support

/// The text of a file that a learner wrote: answers, or a decision log. What was handed in may be anything.
///
/// - Throws: `InputFileError`.
func textOfLearner(_ file: URL) throws(InputFileError) -> String {
  let bytes: Data
  do {
    bytes = try RegularFile.contents(path: file.path, limit: 1 << 20)
  } catch {
    // What is there, but is no such file, is a mistake of whoever handed it in.
    let isUnreadable =
      switch error {
      case .missing, .unreadable: true
      case .notRegular, .cutOff, .tooLarge: false
      }
    throw InputFileError(
      path: file.path, reason: error.reason + advice, isUnreadable: isUnreadable)
  }
  guard let text = String(validating: bytes, as: UTF8.self) else {
    throw InputFileError(path: file.path, reason: "it is not text in UTF-8" + advice)
  }
  return text
}

private let advice = "; put the file in its place that the workbook came with, and write into it"
