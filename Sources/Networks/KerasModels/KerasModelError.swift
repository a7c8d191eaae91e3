import Tensors

/// What can be wrong with a file of weights.
public enum KerasModelError: Error, Equatable, CustomStringConvertible {
  /// There is no such file.
  case missing(path: String)
  /// The file may not be read.
  case unreadable(path: String)
  /// The file is something else.
  case notHDF5(path: String, found: String)
  /// The file is cut off or damaged.
  case damaged(path: String)
  /// The file is HDF5, but not as Keras writes weights.
  case notKeras(path: String, isKeras3: Bool)
  /// The model has no classifier.
  case noTop(path: String)
  /// The file holds another architecture.
  case otherModel(path: String, reason: String)
  /// A weight holds NaN or infinity.
  case notFinite(path: String, weight: String)
  /// The input size is no multiple of 32.
  case inputSize(Int, path: String)

  /// The file, what was expected, what was found, and what to do.
  public var description: String {
    switch self {
    case .missing(let path):
      "\(path): there is no such file; check the path given with --weights"
    case .unreadable(let path):
      "\(path): may not be read; check the permissions"
    case .notHDF5(let path, let found):
      "\(path): is not an HDF5 file, but \(found); give a .h5 file written by Keras's save_weights "
        + "or save"
    case .damaged(let path):
      "\(path): the HDF5 file is cut off or damaged; copy or download it again"
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
      "\(path): the input size \(size) is not a multiple of 32; MobileNetV2 halves it five times. "
        + "Choose one with --input-size, such as 96, 160 or 224"
    }
  }
}
