import Foundation

/// What can be wrong with fetching a file.
public enum FetchError: Error, Equatable, CustomStringConvertible {
  /// The source is no URL.
  case notAURL(String)
  /// What should be a digest is none.
  case notADigest(String)
  /// Others can change what comes over such a connection, and there is no digest to compare with.
  case plainHTTP(String)
  /// There is no such file.
  case missing(path: String)
  /// The file cannot be read.
  case unreadable(path: String, reason: String)
  /// The server cannot be reached, or stopped in the middle.
  case connection(source: String, reason: String)
  /// The server answered that it has no such file.
  case refused(source: String, status: Int)
  /// The file is not the network that it should be, or not all of it.
  case wrongContent(source: String, reason: String)
  /// The file is another one than was asked for.
  case wrongDigest(source: String, expected: String, found: String)
  /// The weights are asked for, but were never fetched.
  case notFetched(path: String)
  /// The weights in the cache are not those that were fetched.
  case changed(path: String, reason: String)

  /// The source, what was expected, what was found, and what to do.
  public var description: String {
    switch self {
    case .notAURL(let source):
      "\(source): is no URL; give one that begins with https:// or a path with --from"
    case .notADigest(let text):
      "“\(text)” is no SHA-256 digest; give its 64 hexadecimal digits with --sha256"
    case .plainHTTP(let source):
      "\(source): anybody on the way can change what comes over http; give an https:// address, or the "
        + "file's digest with --sha256"
    case .missing(let path):
      "\(path): there is no such file; check the path given with --from"
    case .unreadable(let path, let reason):
      "\(path): cannot be read (\(reason)); check the path given with --from"
    case .connection(let source, let reason):
      "\(source): cannot be fetched (\(reason)); check the network and run the same command again, or "
        + "give a file or mirror with --from"
    case .refused(let source, let status):
      "\(source): the server answered with status \(status); give another place with --from"
    case .wrongContent(let source, let reason):
      "\(source): is not the file that was expected (\(reason)); run the same command again, or give "
        + "another place with --from"
    case .wrongDigest(let source, let expected, let found):
      "\(source): has the SHA-256 digest \(found), not \(expected); give another place with --from, or "
        + "the digest that belongs to it"
    case .notFetched(let path):
      "\(path): the ImageNet weights are not there yet; run “workbook fetch imagenet-weights”"
    case .changed(let path, let reason):
      "\(path): is not what was fetched (\(reason)); run “workbook fetch imagenet-weights --again”"
    }
  }

  /// An error without the path of the temporary file.
  static func shortened(_ error: any Error, _ path: String) -> String {
    "\(error)".replacingOccurrences(of: path + ": ", with: "")
      .split(separator: ";").first.map(String.init) ?? "\(error)"
  }
}
