import Foundation
import Support

/// An image file and what is on it.
public struct LabelledImage: Equatable, Sendable {
  /// The path inside the image folder, such as `n01440764/picture.JPEG`.
  public let path: String
  /// Where the file lies.
  public let url: URL
  /// The class, counted from 0.
  public let classIndex: Int

  public init(path: String, url: URL, classIndex: Int) {
    self.path = path
    self.url = url
    self.classIndex = classIndex
  }
}

/// A folder with one folder per class, each with image files.
///
/// Class folders and files are taken in the order of their names' bytes, as Keras's
/// `image_dataset_from_directory` does; hidden folders and files of other types are passed over.
public struct LabelledImageFolder: Sendable {
  /// The names of files that are images: those that Keras takes.
  static let suffixes = [".bmp", ".gif", ".jpeg", ".jpg", ".png"]

  /// The folder.
  public let url: URL
  /// The images, sorted by path.
  public let images: [LabelledImage]
  /// The classes: the list given, or the folders in their order.
  public let classes: ClassList

  /// Lists a folder.
  ///
  /// - Parameters:
  ///   - url: The folder.
  ///   - classes: Gives every class folder its index, by name; by folder order when `nil`.
  /// - Throws: ``LabelledImageFolderError``.
  public init(_ url: URL, classes: ClassList? = nil) throws {
    let manager = FileManager.default
    var isFolder: ObjCBool = false
    guard manager.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      throw LabelledImageFolderError.missing(path: url.path)
    }
    guard isFolder.boolValue else { throw LabelledImageFolderError.notAFolder(path: url.path) }
    let names = try LabelledImageFolder.sortedNames(in: url)
    let folders = names.filter { name in
      !name.hasPrefix(".") && LabelledImageFolder.isFolder(url.appendingPathComponent(name))
    }
    guard !folders.isEmpty else {
      throw names.isEmpty
        ? LabelledImageFolderError.empty(path: url.path)
        : LabelledImageFolderError.noClassFolders(path: url.path, found: names[0])
    }
    var images: [LabelledImage] = []
    for (position, folder) in folders.enumerated() {
      guard let index = classes == nil ? position : classes?.index(of: folder) else {
        throw LabelledImageFolderError.unknownClass(
          folder: folder, path: url.path, classes: classes?.entries.count ?? 0)
      }
      let root = url.appendingPathComponent(folder)
      for path in try LabelledImageFolder.files(in: root, prefix: folder) {
        images.append(
          LabelledImage(path: path, url: url.appendingPathComponent(path), classIndex: index))
      }
    }
    guard !images.isEmpty else { throw LabelledImageFolderError.noImages(path: url.path) }
    self.url = url
    self.images = images
    self.classes = classes ?? ClassList(folders: folders)
  }

  private static func isFolder(_ url: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// By the bytes of the name, not by any language's alphabet.
  private static func sortedNames(in url: URL) throws -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: url.path).sorted {
        $0.utf8.lexicographicallyPrecedes($1.utf8)
      }
    } catch {
      throw LabelledImageFolderError.unreadable(path: url.path, reason: fileErrorReason(error))
    }
  }

  /// The image files of a class, its inner folders after its own files.
  private static func files(in url: URL, prefix: String) throws -> [String] {
    var files: [String] = []
    var inner: [String] = []
    for name in try sortedNames(in: url) {
      let path = prefix + "/" + name
      if isFolder(url.appendingPathComponent(name)) {
        inner += try Self.files(in: url.appendingPathComponent(name), prefix: path)
      } else if suffixes.contains(where: name.lowercased().hasSuffix) {
        files.append(path)
      }
    }
    return files + inner
  }
}

/// What can be wrong with an image folder.
public enum LabelledImageFolderError: Error, Equatable, CustomStringConvertible {
  /// There is no such folder.
  case missing(path: String)
  /// There is a file of that name.
  case notAFolder(path: String)
  /// The folder cannot be listed.
  case unreadable(path: String, reason: String)
  /// The folder is empty.
  case empty(path: String)
  /// The folder holds files only.
  case noClassFolders(path: String, found: String)
  /// The class folders hold no image.
  case noImages(path: String)
  /// A class folder is not in the class list.
  case unknownClass(folder: String, path: String, classes: Int)

  /// The folder, what was expected, what was found, and what to do.
  public var description: String {
    let layout = "an image folder holds one folder per class, and these hold JPEG or PNG files"
    return switch self {
    case .missing(let path):
      "\(path): there is no such folder; check the path given with --images"
    case .notAFolder(let path):
      "\(path): is a file, but \(layout)"
    case .unreadable(let path, let reason):
      "\(path): cannot be listed (\(reason)); check the permissions"
    case .empty(let path):
      "\(path): the folder is empty; \(layout)"
    case .noClassFolders(let path, let found):
      "\(path): has no class folders (it holds \(found), for one); \(layout)"
    case .noImages(let path):
      "\(path): the class folders hold no image; \(layout)"
    case .unknownClass(let folder, let path, let classes):
      "\(path): the class folder \(folder) is not among the \(classes) classes of the class list; "
        + "remove the folder, or give the list that fits with --classes"
    }
  }
}
