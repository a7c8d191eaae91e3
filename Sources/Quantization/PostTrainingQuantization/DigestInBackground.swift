import Foundation
import Imaging

/// Computes a dataset's digest from the bytes that are decoded, while something else is done: a hash goes
/// byte by byte on one core. An image that was replaced after it was decoded is noticed when it is decoded
/// again.
final class DigestInBackground: @unchecked Sendable {
  // Unchecked: `waiting` and `fingerprints` are guarded by the lock, `digest` belongs to the queue.
  private let lock = NSLock()
  private var waiting: [Int: Data] = [:]
  private var fingerprints: [Int: Int] = [:]
  private let images: [LabelledImage]
  private let queue = DispatchQueue(label: "digest")
  private var digest: DatasetDigest
  /// Few parts wait, so that memory does not grow when decoding is faster.
  private let slots = DispatchSemaphore(value: 2)

  init(_ dataset: RepresentativeDataset) {
    images = dataset.images
    digest = DatasetDigest(dataset)
  }

  /// Takes the bytes of a file that was decoded; to be called from any thread.
  ///
  /// - Throws: ``ImageError/changed(path:)`` when the image was another one before.
  func take(_ bytes: Data, image: Int) throws {
    var hasher = Hasher()
    bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    let fingerprint = hasher.finalize()
    try lock.withLock {
      if let known = fingerprints[image] {
        if known != fingerprint { throw ImageError.changed(path: images[image].path) }
        return
      }
      fingerprints[image] = fingerprint
      waiting[image] = bytes
    }
  }

  /// Hashes the images of a part of the dataset; parts come in order.
  func endPart(_ part: Range<Int>) {
    let taken = lock.withLock { part.map { waiting.removeValue(forKey: $0) ?? Data() } }
    slots.wait()
    queue.async { [self] in
      for (position, bytes) in zip(part, taken) {
        digest.add(path: images[position].path, bytes: bytes)
      }
      slots.signal()
    }
  }

  /// Waits for the digest of all images.
  func value() -> String { queue.sync { digest.hexadecimal() } }
}
