/// What can be wrong with an image file.
public enum ImageError: Error, Equatable, CustomStringConvertible {
  /// The file cannot be opened.
  case unreadable(path: String, reason: String)
  /// The file has no bytes.
  case empty(path: String)
  /// The file begins like none that can be read.
  case unknownFormat(path: String, found: String)
  /// The file begins well, but cannot be decoded to its end.
  case damaged(path: String, format: String, reason: String)
  /// The model reads gray pictures, and no gray is defined for this one.
  case noGray(path: String, format: String)
  /// The picture would take too much memory.
  case tooLarge(path: String, format: String, width: Int, height: Int)
  /// The file is another one than it was a moment ago.
  case changed(path: String)
  /// A picture cannot be made of these pixels.
  case notEncodable(reason: String)

  /// The file, what was found in it, and what to do.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "\(path): cannot be read (\(reason)); check the path and the permissions"
    case .empty(let path):
      "\(path): the file is empty; copy it again, or leave it out with --skip-unreadable"
    case .unknownFormat(let path, let found):
      "\(path): is no JPEG, PNG, BMP or GIF file, but \(found); convert it, or leave it out with "
        + "--skip-unreadable"
    case .damaged(let path, let format, let reason):
      "\(path): is a damaged \(format) file (\(reason)); copy it again, or leave it out with "
        + "--skip-unreadable"
    case .noGray(let path, let format):
      "\(path): is a \(format) file, and the model reads gray pictures, which Keras does not make of "
        + "it; save it as PNG, or leave it out with --skip-unreadable"
    case .tooLarge(let path, let format, let width, let height):
      "\(path): is a \(format) file of \(width) by \(height) pixels, which is too large; make it smaller, "
        + "or leave it out with --skip-unreadable"
    case .changed(let path):
      "\(path): was replaced while it was used; run the same command again"
    case .notEncodable(let reason):
      "the picture cannot be written as PNG (\(reason))"
    }
  }
}
