/// What can be wrong with an image file.
public enum ImageError: Error, Equatable, CustomStringConvertible {
  /// The file cannot be opened.
  case unreadable(path: String, reason: String)
  /// The file has no bytes.
  case empty(path: String)
  /// The file begins like something else than a JPEG or PNG file.
  case unknownFormat(path: String, found: String)
  /// The file's name says one format, its content another.
  case mislabelled(path: String, format: String)
  /// The file begins well, but cannot be decoded to its end.
  case damaged(path: String, format: String, reason: String)
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
      "\(path): is neither a JPEG nor a PNG file, but \(found); convert it, or leave it out with "
        + "--skip-unreadable"
    case .mislabelled(let path, let format):
      "\(path): is a \(format) file, though its name says otherwise; rename it, or leave it out with "
        + "--skip-unreadable"
    case .damaged(let path, let format, let reason):
      "\(path): is a damaged \(format) file (\(reason)); copy it again, or leave it out with "
        + "--skip-unreadable"
    case .notEncodable(let reason):
      "the picture cannot be written as PNG (\(reason))"
    }
  }
}
