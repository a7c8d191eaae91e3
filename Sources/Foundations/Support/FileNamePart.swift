/// A name that somebody else chose, such as a layer's, as a part of a file's name.
///
/// Most names stay as they are. In others `_` stands for a slash or a control character, a long one is cut, and the first
/// digits of the name's SHA-256 follow, so that no two names become one.
///
/// ```swift
/// fileNamePart("Conv1_relu")  // "Conv1_relu"
/// fileNamePart("conv1/relu")  // "conv1_relu-" and eight digits
/// ```
public func fileNamePart(_ name: String) -> String {
  // A file system takes 255 bytes; what is written before and behind the name needs some.
  let longest = 160
  let isForbidden = { (scalar: Unicode.Scalar) in
    scalar == "/" || scalar.properties.generalCategory == .control
  }
  guard name.utf8.count > longest || name.unicodeScalars.contains(where: isForbidden) else {
    return name
  }
  var part = ""
  for scalar in name.unicodeScalars {
    let next = isForbidden(scalar) ? "_" : Character(scalar)
    guard part.utf8.count + next.utf8.count <= longest else { break }
    part.append(next)
  }
  return part + "-" + SHA256.hexadecimal(of: name.utf8).prefix(8)
}
