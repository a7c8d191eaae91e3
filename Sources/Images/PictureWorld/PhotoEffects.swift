import Foundation
import Support
import Tensors

/// What a camera does to a scene: light, blur, noise.
struct PhotoEffects {
  let size: Int
  var pixels: [Float]

  /// A Gaussian blur of that deviation, in pixels.
  mutating func blur(_ deviation: Double) {
    let reach = max(1, Int((2.5 * deviation).rounded(.up)))
    let weights = (-reach...reach).map {
      Float(exp(-Double($0 * $0) / (2 * deviation * deviation)))
    }
    let sum = weights.reduce(0, +)
    for isVertical in [false, true] {
      let source = pixels
      let step = isVertical ? size * 3 : 3
      for y in 0..<size {
        for x in 0..<size {
          let position = isVertical ? y : x
          for channel in 0..<3 {
            let index = (y * size + x) * 3 + channel
            var value: Float = 0
            for offset in -reach...reach {
              let other = min(max(position + offset, 0), size - 1) - position
              value += weights[offset + reach] * source[index + other * step]
            }
            pixels[index] = value / sum
          }
        }
      }
    }
  }

  /// Multiplies by a light that grows along a direction.
  mutating func lightingRamp(turn: Double, strength: Double) {
    let (dx, dy) = (cos(2 * .pi * turn), sin(2 * .pi * turn))
    forEachPixel { x, y in
      let along: Double = (x - 0.5) * dx + (y - 0.5) * dy
      return Float(1 + strength * along)
    }
  }

  /// A bright spot.
  mutating func spot(x: Double, y: Double, radius: Double, strength: Double) {
    forEachPixel { px, py in
      let distance = ((px - x) * (px - x) + (py - y) * (py - y)) / (radius * radius)
      return Float(1 + strength * exp(-distance))
    }
  }

  private mutating func forEachPixel(_ light: (Double, Double) -> Float) {
    for y in 0..<size {
      for x in 0..<size {
        let factor = light(Double(x) / Double(size), Double(y) / Double(size))
        for channel in 0..<3 { pixels[(y * size + x) * 3 + channel] *= factor }
      }
    }
  }

  /// Contrast around middle grey, then brightness, then a gain per channel.
  mutating func tone(contrast: Double, brightness: Double, gains: [Double]) {
    for index in pixels.indices {
      let value = (pixels[index] - 0.5) * Float(contrast) + 0.5 + Float(brightness)
      pixels[index] = value * Float(gains[index % 3])
    }
  }

  mutating func grey() {
    for index in stride(from: 0, to: pixels.count, by: 3) {
      let value = 0.299 * pixels[index] + 0.587 * pixels[index + 1] + 0.114 * pixels[index + 2]
      for channel in 0..<3 { pixels[index + channel] = value }
    }
  }

  mutating func noise(_ deviation: Double, _ random: inout SplitMix64) {
    for index in pixels.indices {
      // Four uniform numbers are near enough to a bell, and cheap.
      let bits = random.next()
      let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48)
      pixels[index] += Float(deviation) * (Float(sum) / 65536 - 2) * 1.7320508
    }
  }

  /// 8-bit values.
  var bytes: [UInt8] { pixels.map { UInt8(min(max(($0 * 255).rounded(), 0), 255)) } }
}
