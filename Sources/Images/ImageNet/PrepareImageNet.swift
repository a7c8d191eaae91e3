import Foundation
import Imaging
import Support

/// What preparing the validation images did.
public struct ImageNetPreparation: Sendable, Hashable {
  /// Images written now.
  public let written: Int
  /// Images that were there already, complete.
  public let present: Int
  /// Entries of the archive that are links, which are left out.
  public let links: Int
  /// Images with the number of an earlier one, which are left out.
  public let repeated: Int
  /// Images that the development kit knows.
  public let known: Int

  public init(written: Int, present: Int, links: Int = 0, repeated: Int = 0, known: Int? = nil) {
    self.written = written
    self.present = present
    self.links = links
    self.repeated = repeated
    self.known = known ?? written + present
  }

  /// What to know about the result, one sentence each: what was left out, and what did not come.
  public var notes: [String] {
    var notes: [String] = []
    if links > 0 {
      notes.append("left out what the archive holds as a link and not as a file: \(links)")
    }
    if repeated > 0 {
      notes.append("left out images with the number of an earlier one: \(repeated)")
    }
    if written + present < known {
      notes.append(
        "the archive has \(written + present) of the \(known) images that the development kit knows"
      )
    }
    return notes
  }
}

/// Lays the ImageNet validation images out in class folders: `<output>/<wnid>/<image>`.
///
/// Every image is written under another name and renamed when it is complete, so a run that was
/// interrupted leaves no half image; the next run goes on where it stopped. Links are left out, and so is an
/// image with the number of an earlier one. An image that lies in the folder of another class is an error: it
/// would be in two classes.
///
/// - Parameters:
///   - devkit: `ILSVRC2012_devkit_t12.tar.gz`.
///   - images: `ILSVRC2012_img_val.tar`.
///   - output: The folder for the class folders; made when it is not there.
///   - progress: Called with the images done and the images that the kit knows.
/// - Throws: ``ImageNetError``.
/// - Explained in: chapter 2.
public func prepareImageNet(
  devkit: URL, images: URL, output: URL, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
) throws -> ImageNetPreparation {
  let kit = try DevelopmentKit(contentsOf: devkit)
  try checkClasses(of: output, kit)
  let archive = try ArchiveEntries(images)
  var (written, present, links, repeated) = (0, 0, 0, 0)
  var seen: Set<Int> = []
  var folders: Set<String> = []
  while let entry = try archive.next() {
    let file = entry.name.split(separator: "/").last.map(String.init) ?? entry.name
    guard let number = validationImageNumber(file) else { continue }
    guard !entry.isLink else {
      links += 1
      continue
    }
    guard let identifier = kit.identifier(ofImage: number) else {
      throw ImageNetError.noGroundTruth(image: file, known: kit.groundTruth.count)
    }
    guard seen.insert(number).inserted else {
      repeated += 1
      continue
    }
    let folder = output.appendingPathComponent(identifier)
    let target = folder.appendingPathComponent(file)
    if let size = entry.size, let state = FileState(target.path), state.kind == .regular,
      state.byteCount == size
    {
      present += 1
    } else {
      let data = try archive.contents(of: entry, limit: largestImage)
      if let found = notAnImage(data) {
        throw ImageNetError.notAnImage(path: images.path, image: entry.name, found: found)
      }
      do {
        if folders.insert(identifier).inserted { try makeOutputFolder(folder) }
        try writeFile(data, named: file, in: folder)
      } catch {
        throw ImageNetError.notWritable(path: error.path, reason: error.reason)
      }
      written += 1
    }
    progress(written + present, kit.groundTruth.count)
  }
  guard written + present > 0 else { throw ImageNetError.noImages(path: images.path, links: links) }
  return ImageNetPreparation(
    written: written, present: present, links: links, repeated: repeated,
    known: kit.groundTruth.count)
}

/// Looks at the images that are there already.
///
/// - Throws: ``ImageNetError/inOtherClass(path:identifier:)``.
private func checkClasses(of output: URL, _ kit: DevelopmentKit) throws(ImageNetError) {
  for folder in (try? listFolder(output.path)) ?? [] where folder.isFolder || folder.isLinkToFolder
  {
    guard let name = folder.text else { continue }
    let path = output.appendingPathComponent(name).path
    for file in ((try? listFolder(path)) ?? []).compactMap(\.text) {
      guard let identifier = validationImageNumber(file).flatMap(kit.identifier), identifier != name
      else { continue }
      throw .inOtherClass(path: "\(path)/\(file)", identifier: identifier)
    }
  }
}

/// The most bytes of an image; the largest one of ImageNet has 16 million.
private let largestImage = 256 << 20

/// What the bytes are, in words, unless they begin as an image does. Images are not decoded here, so that
/// fifty thousand take a minute; whoever computes with them does.
private func notAnImage(_ data: Data) -> String? {
  if data.isEmpty { return "empty" }
  guard case .other(let found) = ImageFormat(data.prefix(64)) else { return nil }
  return found
}

/// 17 for `ILSVRC2012_val_00000017.JPEG`, `nil` for other names.
private func validationImageNumber(_ name: String) -> Int? {
  guard let match = name.wholeMatch(of: /ILSVRC2012_val_([0-9]{8})\.JPEG/) else { return nil }
  return Int(match.1)
}

/// What can be wrong with the ImageNet archives.
public enum ImageNetError: Error, Equatable, CustomStringConvertible {
  /// There is no such file.
  case missing(path: String)
  /// The file is no archive.
  case notAnArchive(path: String, reason: String)
  /// The archive ends early or does not hold together.
  case damagedArchive(path: String, reason: String)
  /// The development kit lacks a file.
  case missingInKit(path: String, file: String)
  /// The development kit has a file twice.
  case severalInKit(path: String, file: String)
  /// An image lies already in the folder of another class than the development kit's.
  case inOtherClass(path: String, identifier: String)
  /// The archive holds no validation image.
  case noImages(path: String, links: Int)
  /// An entry with the name of an image is none.
  case notAnImage(path: String, image: String, found: String)
  /// The ground truth does not reach as far as the images.
  case noGroundTruth(image: String, known: Int)
  /// An image cannot be written.
  case notWritable(path: String, reason: String)

  /// The file, what was expected, what was found, and what to do.
  public var description: String {
    switch self {
    case .missing(let path):
      "\(path): there is no such file; download it from image-net.org, after registering there"
    case .notAnArchive(let path, let reason):
      "\(path): is not a tar archive (\(reason)); download it again"
    case .damagedArchive(let path, let reason):
      "\(path): the archive is damaged or cut off (\(reason)); download it again, then run the same "
        + "command: images that are complete stay"
    case .missingInKit(let path, let file):
      "\(path): holds no \(file); give ILSVRC2012_devkit_t12.tar.gz with --devkit"
    case .severalInKit(let path, let file):
      "\(path): holds more than one \(file), and nobody knows which is right; download it again"
    case .inOtherClass(let path, let identifier):
      "\(path): the development kit says that this image belongs to \(identifier); remove it, or choose "
        + "an empty folder with --output"
    case .noImages(let path, let links):
      "\(path): holds no file called ILSVRC2012_val_….JPEG"
        + (links > 0 ? ", but links of such names, which are left out" : "")
        + "; give ILSVRC2012_img_val.tar with --images"
    case .notAnImage(let path, let image, let found):
      "\(path): \(image) is \(found), and no image; download the archive again, then run the same command: "
        + "images that are complete stay"
    case .noGroundTruth(let image, let known):
      "\(image): the development kit knows the classes of \(known) images only; give the kit that "
        + "belongs to the images"
    case .notWritable(let path, let reason):
      "\(path): cannot be written (\(reason)); check the folder's permissions and the space on the disk"
    }
  }
}
