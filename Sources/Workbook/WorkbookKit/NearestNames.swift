/// The five names that are most like another: those that hold it first, then by how many letters differ.
func nearest(_ names: [String], to wanted: String) -> [String] {
  let wanted = wanted.lowercased()
  let ranked = names.enumerated().map { index, name in
    let name = name.lowercased()
    return (index, name.contains(wanted) ? 0 : 1, editDistance(name, wanted))
  }
  return ranked.sorted { ($0.1, $0.2, $0.0) < ($1.1, $1.2, $1.0) }.prefix(5).map { names[$0.0] }
}

/// How many letters have to be put in, taken out or changed to make one word of another.
public func editDistance(_ word: String, _ other: String) -> Int {
  let other = Array(other)
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

/// Whether a word is called like a file of Keras: it may stand where `--weights` was meant.
public func isNamedLikeWeights(_ word: String) -> Bool {
  let word = word.lowercased()
  return [".keras", ".h5", ".hdf5"].contains(where: word.hasSuffix)
}
