import Foundation
import Tensors

/// Something that makes a picture unlike the others, done to its values 0 ... 255 at the model's size, before
/// preprocessing: to find out what calibration on the wrong pictures does.
///
/// ```swift
/// // A pixel with red 200, green 100, blue 50:
/// PictureEffect.darker(0.5)  // 100, 50, 25
/// PictureEffect.swappedColours  // 50, 100, 200
/// ```
///
/// - Explained in: chapter 9.
public enum PictureEffect: Hashable, Sendable {
  /// Every value is multiplied by a factor, 0 ... 1.
  case darker(Float)
  /// Out of focus: a Gaussian whose standard deviation is this share of the picture's height.
  case blurred(Double)
  /// Red and blue change places; gray pictures stay as they are.
  case swappedColours

  /// Changes values in place.
  ///
  /// - Parameters:
  ///   - values: `[height, width, channels]`.
  ///   - shape: `[height, width, channels]`
  func apply(to values: UnsafeMutableBufferPointer<Float>, shape: Shape) {
    switch self {
    case .darker(let factor):
      for index in values.indices { values[index] *= factor }
    case .blurred(let share):
      let weights = PictureEffect.bell(deviation: share * Double(shape[0]))
      for axis in 0...1 { PictureEffect.blur(values, shape: shape, axis: axis, weights: weights) }
    case .swappedColours:
      guard shape[2] == 3 else { return }
      for pixel in stride(from: 0, to: values.count, by: 3) { values.swapAt(pixel, pixel + 2) }
    }
  }

  /// The weights of a Gaussian from its middle outward, over three standard deviations; all of them together, on
  /// both sides, add up to 1.
  private static func bell(deviation: Double) -> [Float] {
    let reach = max(0, Int((3 * deviation).rounded(.up)))
    let bell = (0...reach).map { exp(-Double($0 * $0) / (2 * deviation * deviation)) }
    let sum = 2 * bell.reduce(0, +) - bell[0]
    return reach == 0 ? [1] : bell.map { Float($0 / sum) }
  }

  /// Blurs along one axis; beyond the border lies what is at the border.
  private static func blur(
    _ values: UnsafeMutableBufferPointer<Float>, shape: Shape, axis: Int, weights: [Float]
  ) {
    let source = Array(values)
    let (length, step) = (shape[axis], axis == 0 ? shape[1] * shape[2] : shape[2])
    for index in values.indices {
      let position = index / step % length
      var sum = source[index] * weights[0]
      for distance in weights.indices.dropFirst() {
        let before = max(position - distance, 0) - position
        let after = min(position + distance, length - 1) - position
        sum += (source[index + before * step] + source[index + after * step]) * weights[distance]
      }
      values[index] = sum
    }
  }
}

extension PictureEffect: CustomStringConvertible {
  /// As it enters digests.
  public var description: String {
    switch self {
    case .darker(let factor): "x*\(factor)"
    case .blurred(let share): "gauss(\(share)*height)"
    case .swappedColours: "bgr(x)"
    }
  }
}
