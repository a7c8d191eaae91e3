import Foundation
import KerasModels

/// The real ImageNet weights, kept where the platform keeps files that can be fetched again.
public struct WeightsCache: Sendable {
  /// Where Keras publishes the weights.
  public static let officialURL =
    "https://storage.googleapis.com/tensorflow/keras-applications/mobilenet_v2/" + fileName

  private static let fileName = "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224.h5"

  /// The folder.
  public let folder: URL

  /// The folder that `WORKBOOK_CACHE` names, or the platform's.
  public init() {
    if let path = ProcessInfo.processInfo.environment["WORKBOOK_CACHE"] {
      folder = URL(fileURLWithPath: path)
    } else {
      let caches =
        FileManager.default.urls(for: .cachesDirectory, in: .userDomainMask).first
        ?? FileManager.default.temporaryDirectory
      folder = caches.appendingPathComponent("activation-threshold-workbook")
    }
  }

  /// Where the weights lie once they are fetched.
  public var weights: URL { folder.appendingPathComponent(WeightsCache.fileName) }

  /// Whether the weights are there.
  public var isFilled: Bool { FileManager.default.fileExists(atPath: weights.path) }

  /// Fetches the weights, unless they are there already.
  ///
  /// The file gets its name only when it is complete and holds a MobileNetV2.
  ///
  /// - Parameter source: A path or a URL; Keras's own when `nil`.
  /// - Returns: Whether anything was fetched.
  /// - Throws: ``FetchError``, ``KerasModelError`` or ``OutputError``.
  public func fetch(
    from source: String?, progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void
  ) throws -> Bool {
    if isFilled, (try? MobileNetV2(contentsOf: weights)) != nil { return false }
    let folder = try OutputFolder(folder)
    let temporary = folder.url.appendingPathComponent("incomplete-\(UUID().uuidString).h5")
    defer { try? FileManager.default.removeItem(at: temporary) }
    let source = source ?? WeightsCache.officialURL
    if source.hasPrefix("http://") || source.hasPrefix("https://") {
      try Download(source, to: temporary, progress: progress).run()
    } else {
      guard FileManager.default.fileExists(atPath: source) else {
        throw KerasModelError.missing(path: source)
      }
      do {
        try FileManager.default.copyItem(at: URL(fileURLWithPath: source), to: temporary)
      } catch {
        throw OutputError(path: temporary.path, reason: error.localizedDescription)
      }
    }
    do {
      _ = try MobileNetV2(contentsOf: temporary)
    } catch {
      throw FetchError.wrongContent(source: source, reason: FetchError.shortened(error, temporary))
    }
    do {
      try? FileManager.default.removeItem(at: weights)
      try FileManager.default.moveItem(at: temporary, to: weights)
    } catch {
      throw OutputError(path: weights.path, reason: error.localizedDescription)
    }
    return true
  }
}

/// What can be wrong with fetching a file.
public enum FetchError: Error, Equatable, CustomStringConvertible {
  /// The source is no URL.
  case notAURL(String)
  /// The server cannot be reached, or stopped in the middle.
  case connection(source: String, reason: String)
  /// The server answered that it has no such file.
  case refused(source: String, status: Int)
  /// The file is not a MobileNetV2, or not all of it.
  case wrongContent(source: String, reason: String)
  /// The weights are asked for, but were never fetched.
  case notFetched(path: String)

  /// The source, what was expected, what was found, and what to do.
  public var description: String {
    switch self {
    case .notAURL(let source):
      "\(source): is no URL; give one that begins with https:// or a path with --from"
    case .connection(let source, let reason):
      "\(source): cannot be fetched (\(reason)); check the network and run the same command again, or "
        + "give a file or mirror with --from"
    case .refused(let source, let status):
      "\(source): the server answered with status \(status); give another place with --from"
    case .wrongContent(let source, let reason):
      "\(source): is not the file that was expected (\(reason)); run the same command again, or give "
        + "another place with --from"
    case .notFetched(let path):
      "\(path): the ImageNet weights are not there yet; run “workbook fetch imagenet-weights”"
    }
  }

  /// An error without the path of the temporary file.
  static func shortened(_ error: any Error, _ file: URL) -> String {
    "\(error)".replacingOccurrences(of: file.path + ": ", with: "")
      .split(separator: ";").first.map(String.init) ?? "\(error)"
  }
}
