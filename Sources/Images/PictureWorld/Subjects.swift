import Foundation
import Support
import Tensors

/// The things that pictures show: a class is something that a person names at a glance.
public enum Subject: String, CaseIterable, Sendable {
  case anchor, arrow, butterfly, checkerboard, cup, fish, flower, gear, heart, hourglass
  case house, key, leaf, lightning, moon, mushroom, spiral, star, tree, umbrella

  /// The parts, each time a little different.
  func parts(_ random: inout SplitMix64) -> [Part] {
    switch self {
    case .anchor: anchorParts(&random)
    case .arrow: arrowParts(&random)
    case .butterfly: butterflyParts(&random)
    case .checkerboard: checkerboardParts(&random)
    case .cup: cupParts(&random)
    case .fish: fishParts(&random)
    case .flower: flowerParts(&random)
    case .gear: gearParts(&random)
    case .heart: heartParts(&random)
    case .hourglass: hourglassParts(&random)
    case .house: houseParts(&random)
    case .key: keyParts(&random)
    case .leaf: leafParts(&random)
    case .lightning: lightningParts(&random)
    case .moon: moonParts(&random)
    case .mushroom: mushroomParts(&random)
    case .spiral: spiralParts(&random)
    case .star: starParts(&random)
    case .tree: treeParts(&random)
    case .umbrella: umbrellaParts(&random)
    }
  }
}

private typealias P = Point

private func anchorParts(_ random: inout SplitMix64) -> [Part] {
  let width = random.number(in: 0.14...0.2)
  let reach = random.number(in: 0.62...0.78)
  let tip = 0.28
  var parts: [Part] = [
    .arc(0, -0.72, radius: 0.17, from: 0, to: 1, width: width * 0.7),
    Part(line: [P(0, -0.55), P(0, 0.85)], width: width),
    Part(line: [P(-0.4, -0.32), P(0.4, -0.32)], width: width, .second),
    .arc(0, 0.15, radius: reach, from: 0.3, to: 0.7, width: width),
  ]
  for side in [-1.0, 1] {
    let end = P(radius: reach, turn: 0.5 - side * 0.22, center: P(0, 0.15))
    parts.append(
      Part([
        P(end.x - side * tip * 0.9, end.y + 0.02), P(end.x + side * tip * 0.5, end.y + 0.1),
        P(end.x + side * 0.05, end.y - tip),
      ]))
  }
  return parts
}

private func arrowParts(_ random: inout SplitMix64) -> [Part] {
  let shaft = random.number(in: 0.14...0.24)
  let head = random.number(in: 0.5...0.68)
  let neck = random.number(in: -0.05...0.2)
  return [
    Part([
      P(-0.95, -shaft), P(neck, -shaft), P(neck, -head), P(0.95, 0), P(neck, head), P(neck, shaft),
      P(-0.95, shaft),
    ])
  ]
}

private func butterflyParts(_ random: inout SplitMix64) -> [Part] {
  let upper = random.number(in: 0.36...0.46)
  let lower = random.number(in: 0.28...0.36)
  var parts: [Part] = []
  for side in [-1.0, 1] {
    parts.append(.ellipse(side * 0.48, -0.32, upper, upper * 1.05))
    parts.append(.ellipse(side * 0.38, 0.4, lower, lower * 1.1, .second))
    parts.append(.ellipse(side * 0.52, -0.34, upper * 0.42, upper * 0.42, .detail))
    parts.append(Part(line: [P(0, -0.5), P(side * 0.28, -0.95)], width: 0.06, .detail))
  }
  parts.append(.ellipse(0, 0, 0.1, 0.62, .detail))
  return parts
}

private func checkerboardParts(_ random: inout SplitMix64) -> [Part] {
  let cells = random.integer(in: 3...5)
  let size = 1.7 / Double(cells)
  var parts: [Part] = [.rectangle(-0.85, -0.85, 0.85, 0.85, .second)]
  for row in 0..<cells {
    for column in 0..<cells where (row + column) % 2 == 0 {
      let (x, y) = (-0.85 + Double(column) * size, -0.85 + Double(row) * size)
      parts.append(.rectangle(x, y, x + size, y + size))
    }
  }
  return parts
}

private func cupParts(_ random: inout SplitMix64) -> [Part] {
  let bottom = random.number(in: 0.32...0.52)
  let height = random.number(in: 0.55...0.7)
  let thickness = random.number(in: 0.12...0.16)
  return [
    .arc(0.5, -0.05, radius: 0.36, from: 0.02, to: 0.48, width: thickness),
    Part([P(-0.62, -height), P(0.58, -height), P(bottom, height), P(-bottom, height)]),
    .ellipse(-0.02, -height, 0.6, 0.15, .second),
    .ellipse(-0.02, -height, 0.47, 0.09, .detail),
    .rectangle(-0.55, 0, 0.5, 0.14, .second),
  ]
}

private func fishParts(_ random: inout SplitMix64) -> [Part] {
  let belly = random.number(in: 0.36...0.5)
  let tail = random.number(in: 0.36...0.5)
  return [
    Part([P(0.4, 0), P(0.95, -tail), P(0.82, 0), P(0.95, tail)], .second),
    Part([P(-0.25, -belly * 0.8), P(0.15, -belly - 0.3), P(0.3, -belly * 0.5)], .second),
    .ellipse(-0.2, 0, 0.72, belly),
    Part([P(-0.1, 0.05), P(0.25, 0.3), P(0.2, -0.02)], .second),
    .arc(-0.55, 0, radius: 0.32, from: 0.15, to: 0.36, width: 0.06, .detail),
    .ellipse(-0.6, -0.1, 0.09, 0.09, .detail),
  ]
}

private func flowerParts(_ random: inout SplitMix64) -> [Part] {
  let petals = random.integer(in: 5...7)
  let size = random.number(in: 0.26...0.3)
  var parts: [Part] = [Part(line: [P(0, 0.1), P(0.06, 0.98)], width: 0.12, .second)]
  parts.append(Part([P(0.05, 0.75), P(0.5, 0.45), P(0.36, 0.78)], .second))
  for petal in 0..<petals {
    let center = P(radius: 0.4, turn: Double(petal) / Double(petals), center: P(0, -0.25))
    parts.append(.ellipse(center.x, center.y, size, size))
  }
  parts.append(.ellipse(0, -0.25, 0.23, 0.23, .detail))
  return parts
}

private func gearParts(_ random: inout SplitMix64) -> [Part] {
  let teeth = random.integer(in: 7...10)
  let root = random.number(in: 0.62...0.68)
  var outline: [Point] = []
  for tooth in 0..<teeth {
    for (offset, radius) in [(-0.25, root), (-0.22, 0.95), (0.22, 0.95), (0.25, root)] {
      outline.append(P(radius: radius, turn: (Double(tooth) + offset) / Double(teeth)))
    }
  }
  return [Part(outline), .ellipse(0, 0, 0.34, 0.34, .detail), .ellipse(0, 0, 0.18, 0.18, .second)]
}

private func heartParts(_ random: inout SplitMix64) -> [Part] {
  let dip = random.number(in: 0.9...1.1)
  let points = (0..<60).map { index -> Point in
    let t = 2 * .pi * Double(index) / 60
    let s = sin(t)
    let x = 0.92 * s * s * s
    let wide: Double = 13 * cos(t) - 5 * dip * cos(2 * t)
    let y = -(wide - 2 * cos(3 * t) - cos(4 * t)) / 17
    return P(x, y)
  }
  return [Part(points), .ellipse(-0.4, -0.38, 0.14, 0.1, .detail)]
}

private func hourglassParts(_ random: inout SplitMix64) -> [Part] {
  let level = random.number(in: 0.25...0.55)
  return [
    Part(
      [P(-0.52, -0.8), P(0.52, -0.8), P(0.07, 0), P(0.52, 0.8), P(-0.52, 0.8), P(-0.07, 0)], .second
    ),
    Part([P(-0.4 * level / 0.8, -level), P(0.4 * level / 0.8, -level), P(0, 0)], .detail),
    Part([P(-0.4, 0.75), P(0.4, 0.75), P(0, 0.75 - level * 0.8)], .detail),
    .rectangle(-0.68, -0.95, 0.68, -0.76), .rectangle(-0.68, 0.76, 0.68, 0.95),
  ]
}

private func houseParts(_ random: inout SplitMix64) -> [Part] {
  let eaves = random.number(in: -0.2...0.0)
  let door = random.number(in: -0.35...0.05)
  var parts: [Part] = []
  if random.chance(0.6) { parts.append(.rectangle(0.35, -0.85, 0.55, -0.3, .detail)) }
  parts += [
    .rectangle(-0.68, eaves, 0.68, 0.88),
    Part([P(-0.9, eaves), P(0, -0.92), P(0.9, eaves)], .second),
    .rectangle(door, 0.35, door + 0.3, 0.88, .detail),
    .rectangle(0.34, eaves + 0.22, 0.58, eaves + 0.46, .detail),
    .rectangle(-0.58, eaves + 0.22, -0.38, eaves + 0.46, .detail),
  ]
  return parts
}

private func keyParts(_ random: inout SplitMix64) -> [Part] {
  let ring = random.number(in: 0.27...0.34)
  let width = random.number(in: 0.14...0.2)
  var parts: [Part] = [
    .arc(-0.6, 0, radius: ring, from: 0, to: 1, width: width),
    Part(line: [P(-0.6 + ring, 0), P(0.92, 0)], width: width),
  ]
  for position in [0.84, random.number(in: 0.42...0.6)] {
    let length = random.number(in: 0.28...0.42)
    parts.append(.rectangle(position - 0.09, 0, position + 0.08, length))
  }
  return parts
}

private func leafParts(_ random: inout SplitMix64) -> [Part] {
  let width = random.number(in: 0.42...0.56)
  let half = (0...20).map { index -> Point in
    let t = Double(index) / 20
    return P(width * sin(.pi * t) * (1.15 - 0.45 * t), 0.62 - 1.54 * t)
  }
  let mirrored = half.reversed().map { P(-$0.x, $0.y) }
  var parts: [Part] = [Part(line: [P(0, 0.55), P(0.1, 0.97)], width: 0.12, .detail)]
  parts.append(Part(half + mirrored))
  parts.append(Part(line: [P(0, 0.6), P(0, -0.75)], width: 0.06, .detail))
  for index in 0..<3 {
    let y = 0.3 - 0.32 * Double(index)
    for side in [-1.0, 1] {
      parts.append(
        Part(line: [P(0, y), P(side * width * 0.66, y - 0.24)], width: 0.045, .detail))
    }
  }
  return parts
}

private func lightningParts(_ random: inout SplitMix64) -> [Part] {
  let s = random.number(in: -0.06...0.06)
  return [
    Part([
      P(-0.05 + s, -0.98), P(-0.55, 0.12), P(-0.12, 0.08), P(-0.35 - s, 0.98), P(0.55, -0.18),
      P(0.08, -0.14), P(0.5, -0.98),
    ])
  ]
}

private func moonParts(_ random: inout SplitMix64) -> [Part] {
  // What one circle leaves of another; both arcs run between the points where they meet.
  let (outer, inner) = (0.92, random.number(in: 0.74...0.84))
  let distance = random.number(in: 0.36...0.5)
  let x = (distance * distance + outer * outer - inner * inner) / (2 * distance)
  let y = (outer * outer - x * x).squareRoot()
  func arc(_ center: Double, _ radius: Double, from: Double, to: Double) -> [Point] {
    (0...30).map {
      let angle = from + (to - from) * Double($0) / 30
      return P(center + radius * cos(angle), radius * sin(angle))
    }
  }
  let outerAngle = atan2(y, x)
  let innerAngle = atan2(y, x - distance)
  return [
    Part(
      arc(0, outer, from: outerAngle, to: 2 * .pi - outerAngle)
        + arc(distance, inner, from: 2 * .pi - innerAngle, to: innerAngle))
  ]
}

private func mushroomParts(_ random: inout SplitMix64) -> [Part] {
  let stem = random.number(in: 0.2...0.28)
  let cap = Point.arc(0, 0.08, radius: 0.88, from: -0.25, to: 0.25)
  var parts: [Part] = [
    Part([P(-stem, 0), P(stem, 0), P(stem * 1.3, 0.92), P(-stem * 1.3, 0.92)], .second),
    Part(cap + [P(0.6, 0.24), P(-0.6, 0.24)]),
  ]
  for (x, y) in [(-0.45, -0.2), (0.05, -0.5), (0.45, -0.15)] {
    let size = random.number(in: 0.1...0.17)
    parts.append(.ellipse(x, y, size, size * 0.85, .detail))
  }
  return parts
}

private func spiralParts(_ random: inout SplitMix64) -> [Part] {
  let turns = random.number(in: 2.2...3.2)
  let width = random.number(in: 0.11...0.15)
  let direction = random.chance(0.5) ? 1.0 : -1
  let points = (0...140).map { index -> Point in
    let t = Double(index) / 140
    return P(radius: 0.06 + 0.84 * t, turn: direction * turns * t)
  }
  return [Part(line: points, width: width)]
}

private func starParts(_ random: inout SplitMix64) -> [Part] {
  let tips = random.integer(in: 5...6)
  let inner = random.number(in: 0.36...0.46)
  return [
    Part(
      (0..<2 * tips).map {
        P(radius: $0 % 2 == 0 ? 0.97 : inner, turn: Double($0) / Double(2 * tips))
      })
  ]
}

private func treeParts(_ random: inout SplitMix64) -> [Part] {
  let tiers = random.integer(in: 2...3)
  var parts: [Part] = [.rectangle(-0.14, 0.4, 0.14, 0.95, .second)]
  for tier in (0..<tiers).reversed() {
    let t = Double(tier) / Double(tiers)
    let top = -0.95 + t * 1.1
    let bottom = top + 1.5 / Double(tiers) + 0.12
    let width = 0.4 + 0.38 * t
    parts.append(Part([P(-width, bottom), P(0, top), P(width, bottom)]))
  }
  return parts
}

private func umbrellaParts(_ random: inout SplitMix64) -> [Part] {
  let ribs = random.integer(in: 3...4)
  let dome = Point.arc(0, 0, radius: 0.92, from: -0.25, to: 0.25)
  var scallops: [Point] = []
  for rib in 0..<ribs {
    let width = 1.84 / Double(ribs)
    for step in 0...8 {
      let t = Double(step) / 8
      scallops.append(P(0.92 - width * (Double(rib) + t), -0.16 * sin(.pi * t)))
    }
  }
  return [
    Part(line: [P(0, -0.95), P(0, 0.72)], width: 0.1, .detail),
    .arc(-0.16, 0.72, radius: 0.16, from: 0.25, to: 0.75, width: 0.1, .detail),
    Part(dome + scallops),
    Part(
      Point.arc(0, 0, radius: 0.9, from: -0.06, to: 0.06) + [P(0.22, -0.1), P(-0.22, -0.1)], .second
    ),
  ]
}
