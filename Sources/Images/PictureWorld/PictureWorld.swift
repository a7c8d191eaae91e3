import Foundation
import Imaging
import Support
import Tensors

/// How pictures may differ from the ordinary ones: a representative dataset that is not representative.
public enum PictureShift: String, CaseIterable, Sendable {
  /// The ordinary world.
  case none
  /// Little light.
  case darker
  /// Out of focus.
  case blurred
  /// Nothing but reds.
  case otherColours
  /// One class only: stars.
  case oneClass
}

/// A small world of pictures, drawn from random numbers: the same seed and index give the same picture.
public struct PictureWorld: Sendable {
  /// The seed.
  public let seed: UInt64
  /// Rows and columns, in pixels.
  public let size: Int
  /// How the pictures differ from the ordinary ones.
  public let shift: PictureShift

  public init(seed: UInt64, size: Int = 96, shift: PictureShift = .none) {
    self.seed = seed
    self.size = size
    self.shift = shift
  }

  /// What picture `index` shows: the subjects take turns.
  public func subject(of index: Int) -> Subject {
    if shift == .oneClass { return .star }
    return Subject.allCases[index % Subject.allCases.count]
  }

  /// Draws picture `index`.
  ///
  /// - Throws: ``ImageError/notEncodable(reason:)`` when there is no memory.
  public func picture(_ index: Int) throws -> Image {
    var random = SplitMix64(
      seed: seed &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(index) &* 0xD1B5_4A32_D192_ED03)
    let sheet = try Sheet(size: size)
    let background = drawBackground(sheet, &random)
    drawClutter(sheet, &random)
    let colours = subjectColours(on: background, &random)
    let pose = Pose(&random)
    let parts = subject(of: index).parts(&random)
    drawSubject(parts, pose: pose, colours: colours, on: sheet, &random)
    drawOccluders(sheet, pose: pose, &random)
    return develop(sheet.pixels(), &random)
  }

  /// A colour of any hue, neither garish nor grey.
  private func colour(
    _ random: inout SplitMix64, saturation: ClosedRange<Double> = 0.25...0.9,
    value: ClosedRange<Double> = 0.2...1
  ) -> Colour {
    let hue = shift == .otherColours ? random.number(in: -0.06...0.06) : random.unit()
    let s = random.number(in: saturation)
    let v = random.number(in: value)
    func part(_ offset: Double) -> Double {
      let position = (hue + offset + 1).truncatingRemainder(dividingBy: 1) * 6
      return v - v * s * max(0, min(min(position, 4 - position), 1))
    }
    return Colour(red: part(5.0 / 6), green: part(0.5), blue: part(1.0 / 6))
  }

  /// A gradient and a texture; returns the colour in the middle.
  private func drawBackground(_ sheet: Sheet, _ random: inout SplitMix64) -> Colour {
    let a = colour(&random, saturation: 0.05...0.6, value: 0.15...1)
    let nearness = random.number(in: 0.3...1)
    let b = colour(&random, saturation: 0.05...0.6, value: 0.15...1)
    let end = Colour(
      red: a.red + (b.red - a.red) * nearness, green: a.green + (b.green - a.green) * nearness,
      blue: a.blue + (b.blue - a.blue) * nearness)
    sheet.gradient(
      a, end, isRadial: random.chance(0.35), x: random.unit(), y: random.unit(), turn: random.unit()
    )
    let shade = colour(&random)
    let strength = random.number(in: 0.05...0.2)
    switch random.integer(in: 0...3) {
    case 0:
      let count = random.integer(in: 5...14)
      let turn = random.unit()
      let width = random.number(in: 0.2...0.6) / Double(count)
      for stripe in -count...count {
        let offset = Double(stripe) / Double(count) * 0.9
        let center = Point(radius: offset, turn: turn, center: Point(0.5, 0.5))
        let line = [
          Point(radius: 1, turn: turn + 0.25, center: center),
          Point(radius: -1, turn: turn + 0.25, center: center),
        ]
        sheet.draw(line, .stroked(width: width), shade, alpha: strength)
      }
    case 1:
      for _ in 0..<random.integer(in: 20...90) {
        let dot = Part.ellipse(random.unit(), random.unit(), 0.012, 0.012)
        sheet.draw(dot.points, .filled, shade, alpha: strength * 2)
      }
    case 2:
      for _ in 0..<random.integer(in: 4...10) {
        let radius = random.number(in: 0.1...0.35)
        let blob = Part.ellipse(
          random.unit(), random.unit(), radius, radius * random.number(in: 0.5...1))
        sheet.draw(blob.points, .filled, shade, alpha: strength * 0.7)
      }
    default: break
    }
    return Colour(
      red: (a.red + end.red) / 2, green: (a.green + end.green) / 2, blue: (a.blue + end.blue) / 2)
  }

  /// Other things that lie about.
  private func drawClutter(_ sheet: Sheet, _ random: inout SplitMix64) {
    for _ in 0..<random.integer(in: 0...7) {
      let shade = colour(&random)
      let (x, y) = (random.unit(), random.unit())
      let size = random.number(in: 0.03...0.13)
      let alpha = random.number(in: 0.4...1)
      switch random.integer(in: 0...3) {
      case 0:
        sheet.draw(
          Part.ellipse(x, y, size, size * random.number(in: 0.4...1)).points, .filled, shade,
          alpha: alpha)
      case 1:
        let end = Point(radius: size * 3, turn: random.unit(), center: Point(x, y))
        sheet.draw(
          [Point(x, y), end], .stroked(width: random.number(in: 0.01...0.03)), shade, alpha: alpha)
      case 2:
        let corners = (0..<random.integer(in: 3...5)).map { _ in
          Point(x + random.number(in: -size...size), y + random.number(in: -size...size))
        }
        sheet.draw(corners, .filled, shade, alpha: alpha)
      default:
        let from = random.unit()
        let arc = Point.arc(x, y, radius: size, from: from, to: from + random.number(in: 0.2...0.7))
        sheet.draw(arc, .stroked(width: random.number(in: 0.01...0.03)), shade, alpha: alpha)
      }
    }
  }

  /// Three colours, of which the main one parts from the background and the others from it.
  private func subjectColours(
    on background: Colour, _ random: inout SplitMix64
  ) -> [ColourRole: Colour] {
    func pick(against others: [Colour]) -> Colour {
      var candidate = colour(&random)
      for _ in 0..<40 {
        if others.allSatisfy(candidate.parts) { break }
        candidate = colour(&random)
      }
      return candidate
    }
    let main = pick(against: [background])
    return [
      .main: main, .second: pick(against: [main, background]), .detail: pick(against: [main]),
    ]
  }

  private func drawSubject(
    _ parts: [Part], pose: Pose, colours: [ColourRole: Colour], on sheet: Sheet,
    _ random: inout SplitMix64
  ) {
    let black = Colour(red: 0, green: 0, blue: 0)
    func draw(
      _ part: Part, colour: Colour, dx: Double = 0, dy: Double = 0, wider: Double = 0,
      alpha: Double = 1
    ) {
      let points = part.points.map { point -> Point in
        let placed = pose.place(point)
        return Point(placed.x + dx, placed.y + dy)
      }
      switch part.kind {
      case .filled:
        sheet.draw(points, .filled, colour, alpha: alpha)
        if wider > 0 {
          sheet.draw(points + [points[0]], .stroked(width: wider), colour, alpha: alpha)
        }
      case .stroked(let width):
        sheet.draw(points, .stroked(width: width * pose.scale + wider), colour, alpha: alpha)
      }
    }
    if random.chance(0.4) {
      let (dx, dy) = (random.number(in: -0.03...0.03), random.number(in: 0.01...0.04))
      sheet.translucent(random.number(in: 0.2...0.5)) {
        for part in parts { draw(part, colour: black, dx: dx, dy: dy) }
      }
    }
    if random.chance(0.35) {
      let outline = random.chance(0.7) ? black : Colour(red: 1, green: 1, blue: 1)
      let width = random.number(in: 0.012...0.03)
      for part in parts { draw(part, colour: outline, wider: width) }
    }
    let alpha = random.chance(0.3) ? random.number(in: 0.75...0.95) : 1
    sheet.translucent(alpha) {
      for part in parts { draw(part, colour: colours[part.role] ?? black) }
    }
  }

  /// Things in front of the subject.
  private func drawOccluders(_ sheet: Sheet, pose: Pose, _ random: inout SplitMix64) {
    if random.chance(0.35) {
      for _ in 0..<random.integer(in: 1...2) {
        let center = Point(
          radius: pose.scale * random.number(in: 0.3...1.1), turn: random.unit(),
          center: pose.center)
        let radius = pose.scale * random.number(in: 0.15...0.3)
        sheet.draw(
          Part.ellipse(center.x, center.y, radius, radius * random.number(in: 0.5...1)).points,
          .filled,
          colour(&random))
      }
    }
    if random.chance(0.15) {
      let turn = random.unit()
      let center = Point(
        radius: pose.scale * random.number(in: 0.2...0.7), turn: random.unit(), center: pose.center)
      let line = [
        Point(radius: 2, turn: turn, center: center), Point(radius: -2, turn: turn, center: center),
      ]
      sheet.draw(line, .stroked(width: random.number(in: 0.02...0.06)), colour(&random))
    }
  }

  /// Light, blur, noise: from a scene to a photograph.
  private func develop(_ scene: [Float], _ random: inout SplitMix64) -> Image {
    var photo = PhotoEffects(size: size, pixels: scene)
    if random.chance(0.5) {
      photo.lightingRamp(turn: random.unit(), strength: random.number(in: 0.2...0.9))
    }
    if random.chance(0.15) {
      photo.spot(
        x: random.unit(), y: random.unit(), radius: random.number(in: 0.15...0.4),
        strength: random.number(in: 0.3...0.9))
    }
    let pixel = Double(size) / 96
    if shift == .blurred {
      photo.blur(random.number(in: 2...3.5) * pixel)
    } else if random.chance(0.45) {
      photo.blur(random.number(in: 0.3...1.4) * pixel)
    }
    var contrast = random.number(in: 0.55...1.35)
    var brightness = random.normal(0, 0.08)
    if random.chance(0.06) {
      contrast = random.chance(0.5) ? random.number(in: 2...3.5) : random.number(in: 0.25...0.4)
    }
    if shift == .darker {
      contrast = random.number(in: 0.2...0.35)
      brightness = random.number(in: -0.38 ... -0.3)
    }
    photo.tone(
      contrast: contrast, brightness: brightness, gains: (0..<3).map { _ in random.normal(1, 0.05) }
    )
    if random.chance(0.1) { photo.grey() }
    photo.noise(abs(random.normal(0, 0.035)), &random)
    return Image(width: size, height: size, pixels: photo.bytes)
  }
}

/// Where a subject stands and how it is turned.
private struct Pose {
  let scale: Double
  let center: Point
  private let xx, xy, yx, yy: Double
  private let px, py: Double

  init(_ random: inout SplitMix64) {
    scale = random.number(in: 0.25...0.46)
    let room = max(0, 0.5 - scale * 0.92)
    center = Point(0.5 + random.number(in: -room...room), 0.5 + random.number(in: -room...room))
    let mirror = random.chance(0.5) ? -1.0 : 1
    let angle = random.chance(0.8) ? random.normal(0, 0.35) : random.number(in: 0...6.28)
    let (c, s) = (cos(angle), sin(angle))
    let width = scale * random.number(in: 0.82...1.15) * mirror
    let height = scale * random.number(in: 0.82...1.15)
    let shear = random.normal(0, 0.1)
    xx = c * width
    xy = (c * shear - s) * height
    yx = s * width
    yy = (s * shear + c) * height
    px = random.normal(0, 0.1)
    py = random.normal(0, 0.1)
  }

  func place(_ point: Point) -> Point {
    let depth = 1 / (1 + px * point.x + py * point.y)
    return Point(
      center.x + (xx * point.x + xy * point.y) * depth,
      center.y + (yx * point.x + yy * point.y) * depth)
  }
}
