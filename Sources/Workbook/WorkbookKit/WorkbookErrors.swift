import Imaging

/// Weights were given, but no images to go with them.
public struct ImagesNeeded: Error, Equatable, CustomStringConvertible {
  let weights: String

  /// What is missing, and what to do.
  public var description: String {
    "\(weights): the workbook's own pictures do not belong to this model; give pictures of its classes "
      + "with --images"
  }
}

/// Pictures were given to be exported with, but no network.
public struct WeightsNeeded: Error, Equatable, CustomStringConvertible {
  /// What is missing, and what to do.
  public var description: String {
    "--images is given, but no --weights: the workbook's own network was not trained on these pictures; give "
      + "--weights, or --model pictures"
  }
}

/// The images' folders are fewer or more than the network's classes, and no list says which is which, so that no
/// answer can be called right.
public struct ClassFoldersUnknown: Error, Equatable, CustomStringConvertible {
  let path: String
  let folders: Int
  let classes: Int
  /// Whether the network is the workbook's own, which may not be the one that was meant.
  let isOwnNetwork: Bool

  /// What does not fit, and what to do.
  public var description: String {
    let whose = isOwnNetwork ? " (the workbook's own: no --weights given)" : ""
    return
      "\(path): there are \(folders) class folders, but the network tells \(classes) classes apart\(whose), so nobody "
      + "knows which answers are right; give a folder for every class (it may be empty), or the network's classes in "
      + "the order of its outputs with --classes"
  }
}

/// A file that is no run of `workbook bench --json`.
public enum RecordedRunError: Error, Equatable, CustomStringConvertible {
  /// It is not there, or cannot be read.
  case unreadable(path: String, reason: String)
  /// It holds something else.
  case unfit(path: String, reason: String)

  /// The file, and what to do.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason), .unfit(let path, let reason):
      "\(path): \(reason); record a run with workbook bench --json > FILE"
    }
  }
}

/// A layer was asked for that has no quantizer of its own.
public struct LayerNotQuantized: Error, Equatable, CustomStringConvertible {
  let layer: String
  let nodes: [String]
  let fusedInto: String?

  /// - Parameters:
  ///   - nodes: The nodes that can be asked for.
  ///   - fusedInto: The node with which the layer runs as one operation, whose output is quantized.
  public init(layer: String, nodes: [String], fusedInto: String? = nil) {
    self.layer = layer
    self.nodes = nodes
    self.fusedInto = fusedInto
  }

  /// What is wrong, and what to do.
  public var description: String {
    let start = "no quantizer sees the output of a layer called “\(layer)”"
    if let fusedInto {
      return "\(start): it runs fused with the layer behind it; name \(fusedInto)"
    }
    let near = nearest(nodes, to: layer).joined(separator: ", ")
    let known = near.isEmpty ? "" : "; there are, among others, \(near)"
    return "\(start)\(known) (workbook quantize lists all outputs)"
  }
}

/// A preprocessing that treats colours differently was asked for gray pictures.
public struct PreprocessingNeedsColors: Error, Equatable, CustomStringConvertible {
  let preprocessing: Preprocessing
  let weights: String

  /// What does not fit, and what to do.
  public var description: String {
    "\(weights): the model reads gray pictures, for which --preprocessing \(preprocessing.rawValue) is not defined; "
      + "give none, 0..1 or -1..1"
  }
}
