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

/// The images' folders are fewer or more than the network's classes, and no list says which is which, so that no
/// answer can be called right.
public struct ClassFoldersUnknown: Error, Equatable, CustomStringConvertible {
  let path: String
  let folders: Int
  let classes: Int

  /// What does not fit, and what to do.
  public var description: String {
    "\(path): there are \(folders) class folders, but the network tells \(classes) classes apart, so nobody knows which "
      + "answers are right; give a folder for every class (it may be empty), or the network's classes in "
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

  /// - Parameter nodes: The nodes that can be asked for.
  public init(layer: String, nodes: [String]) {
    self.layer = layer
    self.nodes = nodes
  }

  /// What is wrong, and what to do.
  public var description: String {
    "no quantizer sees the output of a layer called “\(layer)”; there are, among others, "
      + "\(nearest(nodes, to: layer).joined(separator: ", ")) (chapter3 lists all nodes, workbook describe all layers)"
  }
}

/// The five names that are most like another: those that hold it first, then by how many letters differ.
private func nearest(_ names: [String], to wanted: String) -> [String] {
  let wanted = wanted.lowercased()
  let ranked = names.enumerated().map { index, name in
    let name = name.lowercased()
    return (index, name.contains(wanted) ? 0 : 1, editDistance(Array(name), Array(wanted)))
  }
  return ranked.sorted { ($0.1, $0.2, $0.0) < ($1.1, $1.2, $1.0) }.prefix(5).map { names[$0.0] }
}

/// How many letters have to be put in, taken out or changed to make one word of another.
private func editDistance(_ word: [Character], _ other: [Character]) -> Int {
  var row = Array(0...other.count)
  for (index, letter) in word.enumerated() {
    var diagonal = row[0]
    row[0] = index + 1
    for column in other.indices {
      let replaced = diagonal + (letter == other[column] ? 0 : 1)
      diagonal = row[column + 1]
      row[column + 1] = min(replaced, min(row[column], row[column + 1]) + 1)
    }
  }
  return row[other.count]
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
