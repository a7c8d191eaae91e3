import HDF5Reader
import Support

/// What can be wrong with a file of weights.
public enum KerasModelError: Error, Equatable, CustomStringConvertible {
  /// There is no such file.
  case missing(path: String)
  /// The file may not be read.
  case unreadable(path: String)
  /// The path leads to a folder, a pipe or a device.
  case notAFile(path: String, kind: String)
  /// Another program is writing the file.
  case beingWritten(path: String)
  /// The file is something else.
  case notHDF5(path: String, found: String)
  /// The file is cut off or damaged.
  case damaged(path: String)
  /// The file uses a part of HDF5 that Keras does not write.
  case unsupported(path: String, reason: String)
  /// The file refers to data in other files.
  case external(path: String, reason: String)
  /// The file asks for more memory than its size can explain.
  case tooLarge(path: String, reason: String)
  /// The file is HDF5, but not as Keras writes weights.
  case notKeras(path: String, isKeras3: Bool)
  /// The model has no classifier.
  case noTop(path: String)
  /// The file holds another architecture.
  case otherModel(path: String, reason: String)
  /// A weight holds NaN or infinity.
  case notFinite(path: String, weight: String)
  /// The input size that was asked for is no multiple of 32, or too large.
  case inputSize(Int, path: String)
  /// The input size that the file tells is no multiple of 32, or too large.
  case describedInputSize(Int, path: String)

  /// The file, what was expected, what was found, and what to do.
  public var description: String {
    switch self {
    case .missing(let path):
      "\(path): there is no such file; check the path given with --weights"
    case .unreadable(let path):
      "\(path): may not be read; check the permissions"
    case .notAFile(let path, let kind):
      "\(path): is \(kind), not a file"
        + (kind == "a folder" ? " (TensorFlow's SavedModel is a folder)" : "")
        + "; give a .h5 file written by Keras's save_weights or save"
    case .beingWritten(let path):
      "\(path): another program has it open for writing; close it there, then run the same command"
    case .notHDF5(let path, let found):
      "\(path): is not an HDF5 file, but \(found); give a .h5 file written by Keras's save_weights "
        + "or save"
    case .damaged(let path):
      "\(path): the HDF5 file is cut off or damaged; copy or download it again"
    case .unsupported(let path, let reason):
      "\(path): is an HDF5 file with \(reason), which Keras does not write; load the model in Keras and "
        + "save it again under a name that ends in .h5"
    case .external(let path, let reason):
      "\(path): refers to data outside of itself, which are not read (\(reason)); save the model into "
        + "one file"
    case .tooLarge(let path, let reason):
      "\(path): asks for too much memory (\(reason)); give a file written by Keras's save_weights or save"
    case .notKeras(let path, let isKeras3):
      isKeras3
        ? "\(path): holds weights in the layout of Keras 3, which has no list of layers; save them "
          + "with tf.keras of TensorFlow 2.15 or earlier, or as a whole model with a name in .h5"
        : "\(path): is an HDF5 file, but has no list of Keras layers (the attribute layer_names); "
          + "give a file written by Keras's save_weights or save"
    case .noTop(let path):
      "\(path): holds a MobileNetV2 without its classifier (a “_no_top” file); give the file with "
        + "the classifier, whose name has no “_no_top”"
    case .otherModel(let path, let reason):
      "\(path): does not hold a Keras MobileNetV2: \(reason)"
    case .notFinite(let path, let weight):
      "\(path): the weight \(weight) holds NaN or infinity; the training that made it has failed, so "
        + "save the weights of an earlier epoch"
    case .inputSize(let size, let path):
      "\(path): the input size \(size) is not a multiple of 32 up to \(Architecture.largestInputSize); "
        + "MobileNetV2 halves it five times. Choose one with --input-size, such as 96, 160 or 224"
    case .describedInputSize(let size, let path):
      "\(path): says that its input size is \(size), which is not a multiple of 32 up to "
        + "\(Architecture.largestInputSize); choose one with --input-size, such as 96, 160 or 224"
    }
  }

  /// What an error of the file's format means for who gave the file.
  public init(_ error: HDF5Error, path: String) {
    self =
      switch error {
      case .missing: .missing(path: path)
      case .unreadable: .unreadable(path: path)
      case .notRegular(let kind): .notAFile(path: path, kind: kind)
      case .notHDF5(let start): .notHDF5(path: path, found: KerasModelError.kind(start))
      case .beingWritten: .beingWritten(path: path)
      case .damaged: .damaged(path: path)
      case .unsupported(let reason): .unsupported(path: path, reason: reason)
      case .external(let reason): .external(path: path, reason: reason)
      case .tooLarge(let reason): .tooLarge(path: path, reason: reason)
      }
  }

  /// What a file is that is not HDF5, judged by its first bytes.
  private static func kind(_ start: [UInt8]) -> String {
    if start.isEmpty { return "an empty file" }
    if start.starts(with: [0x50, 0x4B]) {
      return "a zip archive (Keras's newer .keras files are; save with a name that ends in .h5)"
    }
    if start.first == UInt8(ascii: "<") { return "an HTML or XML page" }
    return "something that begins with the bytes "
      + hexadecimal(start, separator: " ")
  }
}
