import Foundation

/// What preparing the validation images did.
public struct ImageNetPreparation: Sendable, Hashable {
  /// Images written now.
  public let written: Int
  /// Images that were there already, complete.
  public let present: Int

  public init(written: Int, present: Int) {
    self.written = written
    self.present = present
  }
}

/// Lays the ImageNet validation images out in class folders: `<output>/<wnid>/<image>`.
///
/// Every image is written under another name and renamed when it is complete, so a run that was
/// interrupted leaves no half image; the next run goes on where it stopped.
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
  let archive = try ArchiveEntries(images)
  let manager = FileManager.default
  var written = 0
  var present = 0
  while let (name, size) = try archive.next() {
    let file = name.split(separator: "/").last.map(String.init) ?? name
    guard let number = validationImageNumber(file) else { continue }
    guard let identifier = kit.identifier(ofImage: number) else {
      throw ImageNetError.noGroundTruth(image: file, known: kit.groundTruth.count)
    }
    let folder = output.appendingPathComponent(identifier)
    let target = folder.appendingPathComponent(file)
    let existing = try? manager.attributesOfItem(atPath: target.path)[.size] as? Int
    if existing == size {
      present += 1
    } else {
      let data = try archive.contents(size: size)
      do {
        try manager.createDirectory(at: folder, withIntermediateDirectories: true)
        try data.write(to: target, options: .atomic)
      } catch {
        throw ImageNetError.notWritable(path: target.path, reason: error.localizedDescription)
      }
      written += 1
    }
    progress(written + present, kit.groundTruth.count)
  }
  guard written + present > 0 else { throw ImageNetError.noImages(path: images.path) }
  return ImageNetPreparation(written: written, present: present)
}

/// 17 for `ILSVRC2012_val_00000017.JPEG`, `nil` for other names.
private func validationImageNumber(_ name: String) -> Int? {
  guard name.hasPrefix("ILSVRC2012_val_"), name.hasSuffix(".JPEG") else { return nil }
  return Int(name.dropFirst("ILSVRC2012_val_".count).dropLast(".JPEG".count))
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
  /// The archive holds no validation image.
  case noImages(path: String)
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
    case .noImages(let path):
      "\(path): holds no file called ILSVRC2012_val_….JPEG; give ILSVRC2012_img_val.tar with --images"
    case .noGroundTruth(let image, let known):
      "\(image): the development kit knows the classes of \(known) images only; give the kit that "
        + "belongs to the images"
    case .notWritable(let path, let reason):
      "\(path): cannot be written (\(reason)); check the folder's permissions and the space on the disk"
    }
  }
}
