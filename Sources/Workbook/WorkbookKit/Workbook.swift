import ArgumentParser
import Foundation
import Graph
import Imaging
import KerasModels
import Parallelism
import PostTrainingQuantization
import Quantization
import TargetPlatform
import Support

/// The data of a run: the network, the images, the calibration, each loaded when it is asked for.
public final class Workbook {
  /// What was asked for.
  public let options: DataOptions
  private var foundNetwork: KerasModel?
  private var foundFolder: LabelledImageFolder?
  private var foundLocation: DataLocation?
  /// Whether anything asked for the images of calibration.
  private var hasCalibrated = false
  private let used: UsedImages

  /// The error methods to compare: MCT's five unless others were asked for.
  public let errorMethods: [QuantizationErrorMethod]
  let layers: [String]

  /// How to compute.
  public var machine: Machine { options.machine.machine }

  /// - Parameters:
  ///   - options: What was asked for.
  ///   - errorMethods: The methods to compare.
  ///   - layers: The names of the layers to look at; chosen by what they are when empty.
  public init(
    _ options: DataOptions,
    errorMethods: [QuantizationErrorMethod] = QuantizationErrorMethod.mctMethods,
    layers: [String] = []
  ) {
    self.options = options
    self.errorMethods = errorMethods
    self.layers = layers
    used = UsedImages(on: options.machine.machine)
    protectInputs()
  }

  /// Keeps also what no option names from being written to.
  private func protectInputs() {
    if options.weights == nil, options.model == "imagenet" {
      protectInput(WeightsCache().weights.path)
    } else if options.weights == nil || options.images == nil, let own = try? location() {
      for url in [own.weights, own.images, own.calibrationImages, own.classes].compactMap({ $0 }) {
        protectInput(url.path)
      }
    }
  }

  /// A run on the data that comes with the workbook, as when no option is given.
  public static func withDefaults() throws -> Workbook { Workbook(try DataOptions.parse([])) }

  private func location() throws -> DataLocation {
    if let foundLocation { return foundLocation }
    let location = try DataLocation.find()
    foundLocation = location
    return location
  }

  /// The network that `--weights` names, or the one that comes with the workbook.
  ///
  /// - Throws: ``KerasModelError``, ``DataLocationError``.
  public func network() throws -> KerasModel {
    if let foundNetwork { return foundNetwork }
    let url = try weights()
    let network = try KerasModel(
      contentsOf: url, architecture: options.architecture.map { URL(fileURLWithPath: $0) },
      size: options.input.inputSize?.size)
    if let preprocessing = options.input.preprocessing, preprocessing.needsColors,
      network.model.inputShape[2] == 1
    {
      throw PreprocessingNeedsColors(preprocessing: preprocessing, weights: url.path)
    }
    foundNetwork = network
    return network
  }

  /// What the network reads: pictures of its size and channels, with the preprocessing that was asked for;
  /// else none for a model that begins with its own, and MobileNetV2's for others.
  ///
  /// - Throws: What ``network()`` throws.
  public func input() throws -> ModelInput {
    let network = try network()
    let shape = network.model.inputShape
    return ModelInput(
      height: shape[0], width: shape[1], channels: shape[2], resizing: options.input.resize,
      preprocessing: options.input.preprocessing ?? network.usualPreprocessing)
  }

  /// What to know about the network before its numbers are believed: nothing told its size, another size was
  /// asked for, two preprocessings follow one another, or Keras computes in another number format.
  ///
  /// - Throws: What ``network()`` throws.
  public func networkNotes() throws -> [String] {
    let network = try network()
    let shape = network.model.inputShape
    var notes: [String] = []
    if network.sizeSource == .assumed, options.model != "imagenet" {
      notes.append(
        "nothing in the file tells the size of its pictures; \(shape[0]) x \(shape[1]) pixels were "
          + "assumed; give the size it was trained with as --input-size")
    }
    let size = HeightWidth(height: shape[0], width: shape[1])
    if let described = network.describedSize, described != size {
      notes.append("the file says \(described) pixels, and --input-size \(size)")
    }
    if let own = network.preprocessing, let asked = options.input.preprocessing, asked != .none {
      notes.append(
        "the model begins with a preprocessing of its own, \(own.kerasName), and --preprocessing "
          + "\(asked.rawValue) comes before it")
    }
    if let format = network.integerInput {
      notes.append(
        "the model's input takes whole numbers (\(format)): Keras cuts off the fractions that resizing leaves; "
          + "here pixels keep them")
    }
    if let precision = network.precision {
      notes.append("Keras computes this model in \(precision); here all is computed in float32")
    }
    if let layer = network.raisedEpsilon {
      notes.append(
        "Keras 2 computes \(layer) with an epsilon of 1.001e-5; here, as where MCT folds it, the file's smaller "
          + "one is taken")
    }
    return notes
  }

  private func weights() throws -> URL {
    if let path = options.weights { return URL(fileURLWithPath: path) }
    guard options.model == "imagenet" else { return try location().weights }
    return try WeightsCache().checkedWeights()
  }

  /// The images to evaluate on: those that `--images` names, or those that come with the workbook.
  ///
  /// - Throws: ``LabelledImageFolderError``, ``ClassListError``, ``DataLocationError``.
  public func imageFolder() throws -> LabelledImageFolder {
    if let foundFolder { return foundFolder }
    try checkThatImagesFit()
    let folder = try LabelledImageFolder(
      options.images.map { URL(fileURLWithPath: $0) } ?? location().images, classes: classList())
    foundFolder = folder
    return folder
  }

  /// The images to calibrate on: those of `--calibration-folder` or `--images`, or the separate ones that come with the
  /// workbook, since a fair accuracy is measured on images that calibration has not seen.
  ///
  /// - Throws: ``LabelledImageFolderError``, ``ClassListError``, ``DataLocationError``.
  public func calibrationFolder() throws -> LabelledImageFolder {
    try checkThatImagesFit()
    if let path = options.calibrationFolder {
      return try LabelledImageFolder(URL(fileURLWithPath: path), classes: classList())
    }
    guard options.images == nil, let separate = try location().calibrationImages else {
      return try imageFolder()
    }
    return try LabelledImageFolder(separate, classes: classList())
  }

  /// The workbook's own pictures say nothing about another model.
  private func checkThatImagesFit() throws {
    guard options.images == nil, let weights = options.weights else { return }
    // What is wrong with the weights is said first.
    _ = try network()
    throw ImagesNeeded(weights: weights)
  }

  func classList() throws -> ClassList? {
    if let path = options.classes {
      let list = try ClassList(contentsOf: URL(fileURLWithPath: path))
      let outputs = try network().model.classCount
      guard list.entries.count <= outputs else {
        throw ClassListError.tooMany(path: path, classes: list.entries.count, outputs: outputs)
      }
      return list
    }
    guard options.images == nil, let own = try location().classes else { return nil }
    return try ClassList(contentsOf: own)
  }

  /// The images to evaluate on, in the order in which they are used, unreadable ones left out when that
  /// was asked for. Their labels may be other than the network's outputs: right answers are counted on
  /// ``labelledImages(first:)``.
  ///
  /// - Parameters:
  ///   - count: How many; all when `nil`.
  ///   - orFewer: Whether fewer will do, as where nobody has asked for a number.
  /// - Throws: ``QuantizationRequestError/tooFewImages(found:wanted:)`` when there are fewer.
  public func images(first count: Int? = nil, orFewer: Bool = false) throws -> [LabelledImage] {
    try images(of: imageFolder(), first: count, orFewer: orFewer)
  }

  private func images(
    of folder: LabelledImageFolder, first count: Int?, orFewer: Bool
  ) throws -> [LabelledImage] {
    var images = folder.images
    if let seed = options.shuffleSeed {
      var generator = SplitMix64(seed: seed)
      images.shuffle(using: &generator)
    }
    if options.skipUnreadable { images = try used.readable(images, count: count, for: input()) }
    if let count {
      guard orFewer || images.count >= count else {
        throw QuantizationRequestError.tooFewImages(found: images.count, wanted: count)
      }
      images = Array(images.prefix(count))
    }
    used.insert(images)
    return images
  }

  /// Images that were left out because they cannot be read.
  public var skipped: [String] { used.skipped }

  /// What to know about the names of the images that were used, or `nil`: some say another format than the
  /// files have.
  public func fileNameNote() -> String? { used.fileNameNote() }

  /// As many images as were asked for; when nobody asked, the usual number or all that are there.
  private func calibrationImages() throws -> [LabelledImage] {
    let folder = try calibrationFolder()
    let asked = options.calibrationImages
    return try images(
      of: folder, first: asked ?? DataOptions.usualCalibrationImages, orFewer: asked == nil)
  }

  /// What to know about the number of images, or `nil`: there are fewer than calibration usually takes.
  ///
  /// - Throws: What ``representativeDataset()`` throws.
  public func fewImagesNote() throws -> String? {
    guard options.calibrationImages == nil else { return nil }
    let count = try representativeDataset().images.count
    guard count < DataOptions.usualCalibrationImages else { return nil }
    return
      "calibrated on all \(count) images that are there; \(DataOptions.usualCalibrationImages) "
      + "are usual"
  }

  /// What the reader of a chapter should know about the network and the images that it used.
  ///
  /// - Throws: What ``representativeDataset()`` throws.
  func chapterNotes() throws -> [String] {
    var notes = [ownNetworkNote()].compactMap { $0 }
    notes += try networkNotes()
    notes += try [hasCalibrated ? fewImagesNote() : nil, fileNameNote()].compactMap { $0 }
    return notes
  }

  /// The images that calibration looks at.
  ///
  /// - Throws: ``QuantizationRequestError`` when there are too few images.
  public func representativeDataset() throws -> RepresentativeDataset {
    hasCalibrated = true
    return try RepresentativeDataset(
      images: calibrationImages(), batchSize: options.batchSize, input: input())
  }

  /// What to know about the images of calibration, or `nil`: the first images in order of their paths may
  /// all be of a few classes.
  ///
  /// - Throws: What ``representativeDataset()`` throws.
  public func calibrationNote() throws -> String? {
    let all = Set(try calibrationFolder().images.map(\.classIndex)).count
    let seen = Set(try representativeDataset().images.map(\.classIndex)).count
    guard 2 * seen < all else { return nil }
    let count = try representativeDataset().images.count
    // Those that are mixed already would only be mixed another way.
    let mixing = options.shuffleSeed == nil ? "mix them with --shuffle-seed 1, or " : ""
    return "the \(count) calibration images are of \(seen) of \(all) classes; \(mixing)"
      + "take more with --calibration-images"
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
      targetPlatformCapabilities: targetPlatformCapabilities, on: machine,
      progress: progress.update)
  }
}
