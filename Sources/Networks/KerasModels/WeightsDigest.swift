import Graph
import Support

extension KerasModel {
  /// The SHA-256 digest of all numbers that the layers hold, as 64 hexadecimal digits: layer by layer, float32, the
  /// lowest byte first.
  ///
  /// It says which weights were used, whatever file they lay in: `.h5`, `.keras` and `.weights.h5` of one model have
  /// one digest.
  public var weightsDigest: String {
    var hash = SHA256()
    for layer in model.layers {
      for numbers in layer.operation.constants {
        numbers.map { $0.bitPattern.littleEndian }.withUnsafeBytes { hash.update($0) }
      }
    }
    return hash.hexadecimal()
  }
}
