import Dispatch
import Foundation
import Imaging
import Synchronization

extension PictureWorld {
  /// Draws pictures and writes them as JPEG files into one folder per class, with a class list.
  ///
  /// - Parameters:
  ///   - count: How many pictures; the classes take turns.
  ///   - folder: Made when it is not there.
  ///   - progress: Called with the pictures done, from several threads.
  /// - Throws: ``ImageError`` or an error of the file system.
  public func write(
    count: Int, to folder: URL, progress: @escaping @Sendable (_ done: Int) -> Void = { _ in }
  ) throws {
    let manager = FileManager.default
    for subject in Set((0..<min(count, Subject.allCases.count)).map(subject(of:))) {
      try manager.createDirectory(
        at: folder.appendingPathComponent(subject.rawValue), withIntermediateDirectories: true)
    }
    let failure = Mutex<(index: Int, error: any Error)?>(nil)
    let done = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: count) { index in
      do {
        let data = try picture(index).jpegData(quality: 90)
        let digits = String(index)
        let name = String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".jpg"
        let file = folder.appendingPathComponent(subject(of: index).rawValue)
          .appendingPathComponent(name)
        try data.write(to: file, options: .atomic)
      } catch {
        failure.withLock { first in
          if first.map({ index < $0.index }) ?? true { first = (index, error) }
        }
      }
      progress(done.wrappingAdd(1, ordering: .relaxed).newValue)
    }
    if let failure = failure.withLock({ $0 }) { throw failure.error }
  }

  /// The class list of all subjects, as CSV with the columns index, wnid and label.
  public static var classList: String {
    "index,wnid,label\n"
      + Subject.allCases.enumerated().map { "\($0),\($1.rawValue),\($1.rawValue)\n" }.joined()
  }
}
