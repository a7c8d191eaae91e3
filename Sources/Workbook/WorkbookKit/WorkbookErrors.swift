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

/// A layer was asked for that has no quantizer of its own.
public struct LayerNotQuantized: Error, Equatable, CustomStringConvertible {
  let layer: String
  let nodes: [String]

  /// - Parameter nodes: The nodes that can be asked for.
  public init(layer: String, nodes: [String]) {
    self.layer = layer
    self.nodes = nodes
  }

  /// What is wrong, and what to do.
  public var description: String {
    let close = nodes.filter { $0.lowercased().contains(layer.lowercased().prefix(7)) }
    let hint = (close.isEmpty ? nodes : close).prefix(5).joined(separator: ", ")
    return "no quantizer sees the output of a layer called “\(layer)”; there are, among others, "
      + "\(hint) (chapter3 lists them all)"
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
