import Dispatch
import Foundation
import Graph
import Imaging
import MobileNetV2
import PostTrainingQuantization
import TargetPlatform

/// The data of a run: the network, the images, the calibration, each loaded when it is asked for.
public final class Workbook {
  /// What was asked for.
  public let options: DataOptions
  private var foundNetwork: MobileNetV2?
  private var foundFolder: LabelledImageFolder?
  private var foundLocation: DataLocation?
  /// Images that were left out because they cannot be read.
  public private(set) var skipped: [String] = []

  /// Creates a run.
  public init(_ options: DataOptions) { self.options = options }

  private func location() throws -> DataLocation {
    if let foundLocation { return foundLocation }
    let location = try DataLocation.find()
    foundLocation = location
    return location
  }

  /// The network that `--weights` names, or the one that comes with the workbook.
  ///
  /// - Throws: ``KerasModelError``, ``DataLocationError``.
  public func network() throws -> MobileNetV2 {
    if let foundNetwork { return foundNetwork }
    let url = try options.weights.map { URL(fileURLWithPath: $0) } ?? location().weights
    let network = try MobileNetV2(contentsOf: url, inputSize: options.inputSize)
    foundNetwork = network
    return network
  }

  /// The images that `--images` names, or those that come with the workbook.
  ///
  /// - Throws: ``LabelledImageFolderError``, ``ClassListError``, ``DataLocationError``.
  public func imageFolder() throws -> LabelledImageFolder {
    if let foundFolder { return foundFolder }
    let folder: LabelledImageFolder
    let classes = try options.classes.map { try ClassList(contentsOf: URL(fileURLWithPath: $0)) }
    if let images = options.images {
      folder = try LabelledImageFolder(URL(fileURLWithPath: images), classes: classes)
    } else {
      let own = try location()
      let list = try classes ?? own.classes.map { try ClassList(contentsOf: $0) }
      folder = try LabelledImageFolder(own.images, classes: list)
    }
    foundFolder = folder
    return folder
  }

  /// The images in the order in which they are used, unreadable ones left out when that was asked for.
  ///
  /// - Parameter count: How many; all when `nil`.
  /// - Throws: ``QuantizationRequestError/tooFewImages(found:wanted:)`` when there are fewer.
  public func images(first count: Int? = nil) throws -> [LabelledImage] {
    var images = try imageFolder().images
    if let seed = options.shuffleSeed {
      var generator = SeededGenerator(seed: seed)
      images.shuffle(using: &generator)
    }
    if options.skipUnreadable { images = readable(images, count: count) }
    guard let count else { return images }
    guard images.count >= count else {
      throw QuantizationRequestError.tooFewImages(found: images.count, wanted: count)
    }
    return Array(images.prefix(count))
  }

  /// The images that can be decoded, at least the first `count` of them.
  private func readable(_ images: [LabelledImage], count: Int?) -> [LabelledImage] {
    var result: [LabelledImage] = []
    let piece = 64
    for start in stride(from: 0, to: images.count, by: piece) {
      if let count, result.count >= count { break }
      let part = Array(images[start..<min(start + piece, images.count)])
      let failures = FailureList(count: part.count)
      DispatchQueue.concurrentPerform(iterations: part.count) { index in
        do {
          _ = try Image(contentsOf: part[index].url, name: part[index].path)
        } catch {
          failures.set("\(error)", at: index)
        }
      }
      for (image, failure) in zip(part, failures.messages) {
        if failure == nil {
          result.append(image)
        } else if !skipped.contains(image.path) {
          skipped.append(image.path)
        }
      }
    }
    return result
  }

  /// The images that calibration looks at.
  ///
  /// - Throws: ``QuantizationRequestError`` when there are too few images.
  public func representativeDataset() throws -> RepresentativeDataset {
    try RepresentativeDataset(
      images: images(first: options.calibrationImages), batchSize: options.batchSize,
      inputSize: network().architecture.inputSize)
  }

  /// Runs the representative dataset through the network.
  ///
  /// - Throws: ``ImageError``, ``QuantizationRequestError``.
  public func calibration(
    targetPlatformCapabilities: TargetPlatformCapabilities = .mctDefault
  ) throws -> Calibration {
    let progress = ProgressBar("calibrating")
    defer { progress.finish() }
    return try Calibration(
      of: network().model, representativeDataset: representativeDataset(),
      targetPlatformCapabilities: targetPlatformCapabilities, progress: progress.update)
  }
}

/// A generator with an explicit seed, the same on every platform.
///
/// - Source: Steele, Lea and Flood, “Fast splittable pseudorandom number generators”, 2014.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Creates a generator.
  public init(seed: UInt64) { state = seed }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Messages of parallel work, by position.
private final class FailureList: @unchecked Sendable {
  // Unchecked: guarded by the lock.
  private var list: [String?]
  private let lock = NSLock()

  init(count: Int) { list = Array(repeating: nil, count: count) }

  func set(_ message: String, at index: Int) { lock.withLock { list[index] = message } }

  var messages: [String?] { lock.withLock { list } }
}
