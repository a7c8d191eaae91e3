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
  /// - Throws: ``ImageError`` or `OutputError`, also when something lies there in folders that this run would
  ///   not replace: it would count as pictures of this seed. A run that was ended can be repeated.
  public func write(
    count: Int, to folder: URL, on machine: Machine = Machine(),
    progress: @escaping @Sendable (_ done: Int) -> Void = { _ in }
  ) throws {
    try checkThatNothingElseLies(in: folder, count: count)
    for subject in Set((0..<min(count, Subject.allCases.count)).map(subject(of:))) {
      try makeOutputFolder(folder.appendingPathComponent(subject.rawValue))
    }
    let done = Atomic<Int>(0)
    try machine.perform(iterations: count) { index in
      try writeFile(
        picture(index).jpegData(quality: 90), named: PictureWorld.fileName(of: index),
        in: folder.appendingPathComponent(subject(of: index).rawValue))
      progress(done.wrappingAdd(1, ordering: .relaxed).newValue)
    }
  }

  /// `000017.jpg`
  private static func fileName(of index: Int) -> String {
    let digits = String(index)
    return String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".jpg"
  }

  private func checkThatNothingElseLies(in folder: URL, count: Int) throws(OutputError) {
    for entry in (try? listFolder(folder.path)) ?? [] where entry.isFolder || entry.isLinkToFolder {
      guard let name = entry.text, !name.hasPrefix(".") else { continue }
      let inside = (try? listFolder(folder.appendingPathComponent(name).path)) ?? []
      for file in inside.map(\.escapedName) where !file.hasPrefix(".") {
        if let index = Int(file.prefix { $0 != "." }), (0..<count).contains(index),
          file == PictureWorld.fileName(of: index), name == subject(of: index).rawValue
        {
          continue
        }
        throw OutputError(
          path: folder.path, reason: "it holds \(name)/\(file), which this run does not write",
          advice: "remove what lies there, or choose another folder with --output")
      }
    }
  }

  /// The class list of all subjects, as CSV with the columns index, wnid and label.
  public static var classList: String {
    "index,wnid,label\n"
      + Subject.allCases.enumerated().map { "\($0),\($1.rawValue),\($1.rawValue)\n" }.joined()
  }
}
