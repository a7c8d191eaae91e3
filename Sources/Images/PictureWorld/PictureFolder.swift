import Foundation
import Imaging
import Parallelism
import Support
import Synchronization

extension PictureWorld {
  /// Draws pictures and writes them as JPEG files into one folder per class, with a class list.
  ///
  /// - Parameters:
  ///   - count: How many pictures; the classes take turns.
  ///   - folder: Made when it is not there.
  ///   - machine: How many are drawn at the same time.
  ///   - progress: Called with the pictures done, from several threads.
  /// - Throws: ``ImageError`` or `OutputError`.
  public func write(
    count: Int, to folder: URL, on machine: Machine = Machine(),
    progress: @escaping @Sendable (_ done: Int) -> Void = { _ in }
  ) throws {
    for subject in Set((0..<min(count, Subject.allCases.count)).map(subject(of:))) {
      try makeOutputFolder(folder.appendingPathComponent(subject.rawValue))
    }
    let done = Atomic<Int>(0)
    try machine.perform(iterations: count) { index in
      let digits = String(index)
      let name = String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".jpg"
      let file = folder.appendingPathComponent(subject(of: index).rawValue)
        .appendingPathComponent(name)
      try writeFile(picture(index).jpegData(quality: 90), to: file)
      progress(done.wrappingAdd(1, ordering: .relaxed).newValue)
    }
  }

  /// The class list of all subjects, as CSV with the columns index, wnid and label.
  public static var classList: String {
    "index,wnid,label\n"
      + Subject.allCases.enumerated().map { "\($0),\($1.rawValue),\($1.rawValue)\n" }.joined()
  }
}
