/// Where an output pixel lies between two input pixels of one axis.
struct Interpolation {
  let lower: Int
  /// `lower` or its neighbour.
  let upper: Int
  let weight: Float

  /// `x = (i + ½) · in/out − ½`, all in float32; the weight is not clamped at the border.
  static func axis(input: Int, output: Int) -> [Interpolation] {
    let scale = Float(input) / Float(output)
    return (0..<output).map { index in
      let position = (Float(index) + 0.5) * scale - 0.5
      let floor = position.rounded(.down)
      return Interpolation(
        lower: max(Int(floor), 0), upper: min(Int(position.rounded(.up)), input - 1),
        weight: position - floor)
    }
  }
}
