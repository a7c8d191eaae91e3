import Foundation
import Imaging
import Parallelism
import Support
import Tensors

/// The images that calibration looks at: a frozen list, cut into batches.
///
/// Batches matter: MCT makes one histogram per batch and averages the means of batches, so another batch
/// size gives slightly different statistics.
public struct RepresentativeDataset: Sendable {
  /// The images, in the order in which they are used.
  public let images: [LabelledImage]
  /// Images per batch; the last batch may be smaller.
  public let batchSize: Int
  /// What the images are made into.
  public let input: ModelInput

  /// - Throws: ``QuantizationRequestError`` when there is no image or the batch size is below 1.
  public init(images: [LabelledImage], batchSize: Int, input: ModelInput) throws {
    guard batchSize >= 1 else { throw QuantizationRequestError.emptyBatch(batchSize) }
    guard !images.isEmpty else {
      throw QuantizationRequestError.tooFewImages(found: 0, wanted: 1)
    }
    self.images = images
    self.batchSize = batchSize
    self.input = input
  }

  /// The positions of the images of every batch.
  public var batches: [Range<Int>] {
    stride(from: 0, to: images.count, by: batchSize).map {
      $0..<min($0 + batchSize, images.count)
    }
  }

  /// Those of some images that calibration does not see, whatever path leads to them.
  public func unseen(among candidates: [LabelledImage]) -> [LabelledImage] {
    let paths = Set(images.map(\.url))
    let files = Set(images.compactMap { FileIdentity($0.url.path) })
    return candidates.filter { image in
      guard !paths.contains(image.url) else { return false }
      return FileIdentity(image.url.path).map { !files.contains($0) } ?? true
    }
  }

  /// What is done to an image before the model sees it, as it enters the digest.
  public var preprocessing: String { input.description }

  /// SHA-256 over the preprocessing, the batch size, and the path and bytes of every image.
  ///
  /// - Throws: When an image cannot be read.
  public func digest() throws -> String {
    var digest = DatasetDigest(self)
    for image in images {
      guard let bytes = try? Data(contentsOf: image.url) else {
        throw ImageError.unreadable(
          path: image.path, reason: "it was there when the folder was listed")
      }
      digest.add(path: image.path, bytes: bytes)
    }
    return digest.hexadecimal()
  }
}

extension [LabelledImage] {
  /// Some images from all over the list, so that as many classes as possible show.
  ///
  /// - Parameter size: How many; all where there are no more.
  public func sample(_ size: Int) -> [LabelledImage] {
    guard size < count else { return self }
    return (0..<Swift.max(size, 0)).map { self[$0 * count / size] }
  }
}

/// The digest of a dataset, image by image.
struct DatasetDigest {
  private var hash = SHA256()

  init(_ dataset: RepresentativeDataset) {
    hash.update(Array("\(dataset.preprocessing)\n\(dataset.batchSize)\n".utf8))
  }

  /// Adds the next image.
  mutating func add(path: String, bytes: Data) {
    hash.update(Array("\(path)\n\(bytes.count)\n".utf8))
    bytes.withUnsafeBytes { hash.update($0) }
  }

  /// The digest of all that was added, in hexadecimal digits.
  func hexadecimal() -> String { hash.hexadecimal() }
}

/// Decodes, resizes and normalizes images, several at a time.
///
/// - Returns: `[n, height, width, channels]`.
/// - Throws: The first image's ``ImageError``, in the order of the list.
public func preprocessedImages(
  _ images: ArraySlice<LabelledImage>, for input: ModelInput, on machine: Machine
) throws -> Tensor {
  let imageSize = input.shape.elementCount
  let list = Array(images)
  return try Tensor(shape: Shape([list.count] + input.shape.dimensions)) { buffer in
    guard let base = buffer.baseAddress else { return }
    // Every call writes its own image.
    nonisolated(unsafe) let memory = base
    try machine.perform(iterations: list.count) { index in
      try Image.preprocess(
        contentsOf: list[index].url, name: list[index].path, for: input,
        into: UnsafeMutableBufferPointer(start: memory + index * imageSize, count: imageSize))
    }
  }
}
