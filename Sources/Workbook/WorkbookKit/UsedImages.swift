import Foundation
import Imaging
import Parallelism
import Support

/// The images of a run: which of them can be read, and whether their names say what they are.
final class UsedImages {
  /// The paths of images that were left out because they cannot be read, each file once; in two folders,
  /// files may have the same path.
  private(set) var skipped: [String] = []
  private var skippedFiles: Set<PictureFile> = []
  /// Whether the images that were decoded could be.
  private(set) var isReadable: [PictureFile: Bool] = [:]
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
      // What is not needed is not decoded.
      if let count, result.count >= count { break }
      let part = images[start..<min(start + piece, images.count)].map { image in
        (image: image, file: PictureFile(image.url))
      }
      // Every image is decoded once, however often it is asked for.
      let unknown = part.filter { isReadable[$0.file] == nil }
      let results = machine.results(iterations: unknown.count) { index in
        let image = unknown[index].image
        try Image.check(contentsOf: image.url, name: image.path, for: input)
      }
      for (picture, decoded) in zip(unknown, results) {
        if case .success = decoded {
          isReadable[picture.file] = true
        } else {
          isReadable[picture.file] = false
        }
      }
      for (image, file) in part {
        if let count, result.count >= count { return result }
        if isReadable[file] == true {
          result.append(image)
        } else if skippedFiles.insert(file).inserted {
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

/// The file of a picture, whatever path leads to it; the path where there is no file.
enum PictureFile: Hashable {
  case file(FileIdentity)
  case missing(path: String)

  init(_ url: URL) {
    self = FileIdentity(url.path).map(PictureFile.file) ?? .missing(path: url.path)
  }
}
