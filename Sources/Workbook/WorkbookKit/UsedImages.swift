import Foundation
import Imaging
import Parallelism
import Support

/// The images of a run: which of them can be read, and whether their names say what they are.
final class UsedImages {
  /// The paths of images that were left out because they cannot be read, each file once; in two folders,
  /// files may have the same path.
  private(set) var skipped: [String] = []
  private var skippedFiles: Set<URL> = []
  private var isReadable: [URL: Bool] = [:]
  /// The images that were asked for, by their place.
  private var images: [URL: LabelledImage] = [:]
  private let machine: Machine

  /// - Parameter machine: How to decode.
  init(on machine: Machine) { self.machine = machine }

  /// Takes note of images that are used.
  func insert(_ images: [LabelledImage]) {
    for image in images { self.images[image.url] = image }
  }

  /// The images that can be decoded: the first `count` of them, or all. Those that cannot be are left out
  /// as far as images are used; what comes after the last one is not needed.
  ///
  /// - Parameter input: What the model reads: not every file can be read in gray.
  func readable(
    _ images: [LabelledImage], count: Int?, for input: ModelInput
  ) -> [LabelledImage] {
    var result: [LabelledImage] = []
    let piece = 64
    for start in stride(from: 0, to: images.count, by: piece) {
      let part = images[start..<min(start + piece, images.count)]
      // Every image is decoded once, however often it is asked for.
      let unknown = part.filter { isReadable[$0.file] == nil }
      let results = machine.results(iterations: unknown.count) { index in
        try Image.check(contentsOf: unknown[index].url, name: unknown[index].path, for: input)
      }
      for (image, decoded) in zip(unknown, results) {
        if case .success = decoded {
          isReadable[image.file] = true
        } else {
          isReadable[image.file] = false
        }
      }
      for image in part {
        if let count, result.count >= count { return result }
        if isReadable[image.file] == true {
          result.append(image)
        } else if skippedFiles.insert(image.file).inserted {
          skipped.append(image.path)
        }
      }
    }
    return result
  }

  /// What to know about the names of the images that were used, or `nil`: some say another format than the
  /// files have.
  func fileNameNote() -> String? {
    let lying = images.values.filter { image in
      guard let promised = ImageFormat(fileName: Array(image.url.path.utf8)),
        let file = try? RegularFile(path: image.url.path)
      else { return false }
      var start = Data(count: min(64, file.byteCount))
      let isRead = start.withUnsafeMutableBytes { (try? file.read(at: 0, into: $0)) != nil }
      return isRead && ImageFormat(start) != promised
    }.map(\.path).sorted()
    guard let first = lying.first else { return nil }
    let others = lying.count == 1 ? "" : " and \(lying.count - 1) more"
    return
      "\(first)\(others): the name promises another format than the file has; it was read for what it is"
  }
}

extension LabelledImage {
  /// The file, however its folder was named.
  fileprivate var file: URL { url.standardizedFileURL }
}
