import Foundation
import KerasModels
import Support

/// The real ImageNet weights, kept where the platform keeps files that can be fetched again.
///
/// Beside them lies the digest of what was fetched; it is compared whenever they are used.
public struct WeightsCache: Sendable {
  /// Where Keras publishes the weights. No digest of this file is published.
  public static let officialURL =
    "https://storage.googleapis.com/tensorflow/keras-applications/mobilenet_v2/" + fileName

  private static let fileName = "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224.h5"
  /// The official file has 14.5 million bytes.
  private static let largestFile = 64 << 20
  private static let advice = "set WORKBOOK_CACHE to another folder"

  /// The folder.
  public let folder: URL

  /// The folder that `WORKBOOK_CACHE` names, or the platform's.
  public init() {
    if let path = environmentPath("WORKBOOK_CACHE") {
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

  /// Where their digest lies, in the form of `sha256sum`.
  public var digestFile: URL { folder.appendingPathComponent(WeightsCache.fileName + ".sha256") }

  /// The weights, after a look at their digest.
  ///
  /// - Throws: ``FetchError/notFetched(path:)``, ``FetchError/changed(path:reason:)``.
  public func checkedWeights() throws -> URL {
    guard FileState(weights.path) != nil else { throw FetchError.notFetched(path: weights.path) }
    _ = try checkedDigest()
    return weights
  }

  /// The digest of the weights, which is the one that was written down. Files from before digests were
  /// written down have none: then it must at least be the right network.
  private func checkedDigest() throws -> String {
    func changed(_ reason: String) -> FetchError { .changed(path: weights.path, reason: reason) }
    var kept: String?
    if FileState(digestFile.path) != nil {
      guard let line = try? RegularFile.contents(path: digestFile.path, limit: 1024),
        let digest = WeightsCache.digest(String(decoding: line.prefix(64), as: UTF8.self))
      else { throw changed("\(digestFile.lastPathComponent) beside it holds no digest") }
      kept = digest
    }
    let bytes: Data
    do {
      bytes = try RegularFile.contents(path: weights.path, limit: WeightsCache.largestFile)
    } catch {
      throw changed(error.reason)
    }
    let digest = SHA256.hexadecimal(of: bytes)
    if let kept {
      guard digest == kept else { throw changed("its digest is another one now") }
    } else {
      do { try WeightsCache.checkNetwork(weights) } catch {
        throw changed(FetchError.shortened(error, weights.path))
      }
    }
    return digest
  }

  /// Fetches the weights, unless they are there already.
  ///
  /// The file gets its name only when it is complete and holds the MobileNetV2 of ImageNet: width 1, 224
  /// pixels, 1000 classes.
  ///
  /// - Parameters:
  ///   - source: A path or a URL; Keras's own when `nil`. Without a digest, plain http is refused.
  ///   - sha256: The digest that the file must have.
  ///   - again: Whether to fetch what is there already.
  /// - Returns: Whether anything was fetched.
  /// - Throws: ``FetchError`` or `OutputError`.
  public func fetch(
    from source: String?, sha256: String? = nil, again: Bool = false,
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void
  ) throws -> Bool {
    let wanted = try sha256.map { text in
      guard let digest = WeightsCache.digest(text) else { throw FetchError.notADigest(text) }
      return digest
    }
    if !again, let kept = try? checkedDigest(), wanted == nil || wanted == kept,
      (try? WeightsCache.checkNetwork(weights)) != nil
    {
      return false
    }
    let source = source ?? WeightsCache.officialURL
    do {
      let isURL = ["http://", "https://"].contains { source.lowercased().hasPrefix($0) }
      if !isURL { try WeightsCache.checkIsThere(source) }
      try makeOutputFolder(folder)
      let incomplete = try IncompleteFile(beside: weights.path)
      defer { incomplete.discard() }
      if isURL {
        try Download(
          source, to: incomplete, limit: WeightsCache.largestFile, allowsPlainHTTP: wanted != nil,
          progress: progress
        ).run()
      } else {
        try incomplete.write(WeightsCache.contents(of: source))
      }
      try keep(incomplete, source: source, wanted: wanted)
    } catch let error as OutputError {
      throw error.advising(WeightsCache.advice)
    }
    return true
  }

  /// Looks at what came, and gives it its name.
  private func keep(_ incomplete: IncompleteFile, source: String, wanted: String?) throws {
    let bytes = try WeightsCache.contents(of: incomplete.path)
    let digest = SHA256.hexadecimal(of: bytes)
    if let wanted, wanted != digest {
      throw FetchError.wrongDigest(source: source, expected: wanted, found: digest)
    }
    do {
      try WeightsCache.checkNetwork(URL(fileURLWithPath: incomplete.path))
    } catch {
      throw FetchError.wrongContent(
        source: source, reason: FetchError.shortened(error, incomplete.path))
    }
    // Between the two, the old digest does not fit the new file, and the next run fetches again.
    try incomplete.finish(as: weights.path)
    try writeFile(Data("\(digest)  \(WeightsCache.fileName)\n".utf8), to: digestFile)
  }

  private struct OtherNetwork: Error, CustomStringConvertible {
    let description: String
  }

  /// - Throws: An error for anything but the MobileNetV2 of ImageNet.
  private static func checkNetwork(_ file: URL) throws {
    let found = try KerasModel(contentsOf: file)
    let wanted = Architecture(alpha: 1, inputSize: 224, classCount: 1000)
    guard found.architecture == wanted else {
      let shape = found.model.inputShape
      let width =
        found.architecture.map { "a MobileNetV2 of width \($0.alpha)" } ?? "another network"
      throw OtherNetwork(
        description: "\(width) for \(shape[0]) x \(shape[1]) pixels and "
          + "\(found.model.outputShape[-1]) "
          + "classes, not a MobileNetV2 of width 1.0 for 224 x 224 pixels and 1000 classes")
    }
  }

  private static func checkIsThere(_ path: String) throws {
    do {
      _ = try RegularFile(path: path)
    } catch RegularFileError.missing {
      throw FetchError.missing(path: path)
    } catch {
      throw FetchError.unreadable(path: path, reason: error.reason)
    }
  }

  private static func contents(of path: String) throws -> Data {
    do {
      return try RegularFile.contents(path: path, limit: largestFile)
    } catch {
      throw FetchError.unreadable(path: path, reason: error.reason)
    }
  }

  /// 64 hexadecimal digits in small letters, or `nil`.
  private static func digest(_ text: String) -> String? {
    let text = text.lowercased()
    return text.utf8.count == 64 && text.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
      ? text : nil
  }
}
