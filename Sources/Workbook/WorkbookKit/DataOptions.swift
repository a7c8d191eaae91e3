import ArgumentParser
import Foundation

/// What every chapter and command can be told about its data.
public struct DataOptions: ParsableArguments, Sendable {
  /// The weights.
  @Option(
    help: "A Keras model: a .keras, .h5 or .weights.h5 file, written by save or save_weights.",
    transform: inputPath)
  public var weights: String?

  /// A description of the model, for weights that come without one.
  @Option(
    help:
      "The model's description, a JSON file with what model.to_json() gives; for files of weights alone.",
    transform: inputPath)
  public var architecture: String?

  /// A model that is known by name; `nil` where nobody has named one, and it is the workbook's own.
  @Option(
    help:
      "pictures, the model that comes with the workbook, or imagenet, the fetched weights. (default: pictures)"
  )
  public var model: String?

  /// The images.
  @Option(
    help: "A folder with one folder of JPEG, PNG, BMP or GIF files per class.",
    transform: inputPath)
  public var images: String?

  /// The images of calibration, when they are others.
  @Option(
    help: "Another folder with images to calibrate on, laid out like --images.",
    transform: inputPath)
  public var calibrationFolder: String?

  /// The class list.
  @Option(
    help: "A CSV file with the columns index,wnid,label; without it the folders are the classes.",
    transform: inputPath)
  public var classes: String?

  /// How many images calibration looks at.
  @Option(
    help:
      "How many images calibration looks at. (default: 320, or all when there are fewer)")
  public var calibrationImages: Int?

  /// How many images calibration looks at when nobody says how many: as many as MCT's tutorial takes.
  static let usualCalibrationImages = 320

  /// Images per batch of calibration.
  @Option(help: "Images per batch of calibration; MCT makes one histogram per batch.")
  public var batchSize = 32

  /// The seed of the order of the images.
  @Option(help: "Shuffle the images with this seed before taking the first ones.")
  public var shuffleSeed: UInt64?

  /// Whether unreadable images are left out.
  @Flag(help: "Leave out images that cannot be read, and count them, instead of stopping.")
  public var skipUnreadable = false

  /// How pictures are made into the model's input.
  @OptionGroup public var input: InputOptions

  /// How much of the machine may be used.
  @OptionGroup public var machine: MachineOptions

  public init() {}

  /// Checks what needs no file.
  public func validate() throws {
    if let model, !["pictures", "imagenet"].contains(model) {
      throw ValidationError("There is no model “\(model)”; there are pictures and imagenet.")
    }
    if architecture != nil, weights == nil {
      throw ValidationError("--architecture describes the model of --weights; give both.")
    }
    if model == "imagenet", images == nil {
      throw ValidationError(
        "--model imagenet needs pictures of the ImageNet classes; give their folder with --images.")
    }
    guard calibrationImages ?? 1 >= 1 else {
      throw ValidationError(
        "--calibration-images is \(calibrationImages ?? 0), but calibration needs at least one image."
      )
    }
    guard batchSize >= 1 else {
      throw ValidationError("--batch-size is \(batchSize), but a batch holds at least one image.")
    }
  }
}
