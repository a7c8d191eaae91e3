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
/// Class folders are taken in the order of their names' bytes; their files in the order of the folders' paths,
/// then of the files' names, as Keras's `image_dataset_from_directory` does. Hidden class folders and files of
/// other types are passed over. A class folder may be a link to a folder; inside of it, links to folders are
/// not followed, those to files are.
public struct LabelledImageFolder: Sendable {
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
    let entries = try LabelledImageFolder.entries(url.path)
    let found = entries.filter {
      $0.name.first != UInt8(ascii: ".") && ($0.isFolder || $0.isLinkToFolder)
    }
    guard let some = entries.first else { throw LabelledImageFolderError.empty(path: url.path) }
    guard !found.isEmpty else {
      throw LabelledImageFolderError.noClassFolders(path: url.path, found: some.escapedName)
    }
    // A class that is passed over would move all classes behind it.
    let folders = try found.map { entry in
      guard let name = entry.text else {
        throw LabelledImageFolderError.nameNotUTF8(path: url.path, name: entry.escapedName)
      }
      return name
    }
    var images: [LabelledImage] = []
    for (position, folder) in folders.enumerated() {
      guard let index = classes == nil ? position : classes?.index(of: folder) else {
        throw LabelledImageFolderError.unknownClass(
          folder: folder, path: url.path, classes: classes?.entries.count ?? 0)
      }
      for path in try LabelledImageFolder.files(ofClass: folder, in: url.path) {
        images.append(
          LabelledImage(path: path, url: url.appendingPathComponent(path), classIndex: index))
      }
    }
    guard !images.isEmpty else { throw LabelledImageFolderError.noImages(path: url.path) }
    self.url = url
    self.images = images
    self.classes = classes ?? ClassList(folders: folders)
  }

  private static func entries(_ path: String) throws -> [FolderEntry] {
    do {
      return try listFolder(path)
    } catch {
      throw LabelledImageFolderError.unreadable(path: path, reason: error.reason)
    }
  }

  /// The paths of the image files of a class, beginning with its name.
  private static func files(ofClass name: String, in root: String) throws -> [String] {
    var folders: [(path: String, files: [String])] = []
    var open = [name]
    while let path = open.popLast() {
      var files: [String] = []
      for entry in try entries(root + "/" + path) {
        let isImage = ImageFormat(fileName: entry.name) != nil
        if entry.isLinkToFolder || !(entry.isFolder || isImage) { continue }
        guard let name = entry.text else {
          throw LabelledImageFolderError.nameNotUTF8(
            path: root + "/" + path, name: entry.escapedName)
        }
        if entry.isFolder {
          open.append(path + "/" + name)
        } else {
          files.append(path + "/" + name)
        }
      }
      folders.append((path, files))
    }
    return folders.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
      .flatMap(\.files)
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
  /// A folder or image has a name that is not UTF-8.
  case nameNotUTF8(path: String, name: String)
  /// A class folder is not in the class list.
  case unknownClass(folder: String, path: String, classes: Int)

  /// The folder, what was expected, what was found, and what to do.
  public var description: String {
    let layout =
      "an image folder holds one folder per class, and these hold JPEG, PNG, BMP or GIF files"
    return switch self {
    case .missing(let path):
      "\(path): there is no such folder; check the path given with --images or --calibration-folder"
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
    case .nameNotUTF8(let path, let name):
      "\(path): holds “\(name)”, whose name is not UTF-8; rename it"
    case .unknownClass(let folder, let path, let classes):
      "\(path): the class folder \(folder) is not among the \(classes) classes of the class list; "
        + "remove the folder, or give the list that fits with --classes"
    }
  }
}
