import Foundation
import Tensors

/// A point of the unit square −1 ... 1; y points down.
struct Point {
  var x: Double
  var y: Double

  init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  /// A point at a distance and an angle in turns, 0 at the top, clockwise.
  init(radius: Double, turn: Double, center: Point = Point(0, 0)) {
    x = center.x + radius * sin(2 * .pi * turn)
    y = center.y - radius * cos(2 * .pi * turn)
  }
}

/// Which of a subject's colours a part has.
enum ColourRole {
  case main
  case second
  case detail
}

/// One part of a subject: a filled outline or a line.
struct Part {
  enum Kind {
    case filled
    case stroked(width: Double)
  }

  let points: [Point]
  let kind: Kind
  let role: ColourRole

  init(_ points: [Point], _ role: ColourRole = .main) {
    self.points = points
    kind = .filled
    self.role = role
  }

  init(line points: [Point], width: Double, _ role: ColourRole = .main) {
    self.points = points
    kind = .stroked(width: width)
    self.role = role
  }

  static func ellipse(
    _ x: Double, _ y: Double, _ rx: Double, _ ry: Double, _ role: ColourRole = .main
  ) -> Part {
    Part(
      (0..<40).map {
        let angle = 2 * .pi * Double($0) / 40
        return Point(x + rx * cos(angle), y + ry * sin(angle))
      }, role)
  }

  static func rectangle(
    _ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double, _ role: ColourRole = .main
  ) -> Part {
    Part([Point(x0, y0), Point(x1, y0), Point(x1, y1), Point(x0, y1)], role)
  }

  /// An arc between two angles in turns, 0 at the top, clockwise.
  static func arc(
    _ x: Double, _ y: Double, radius: Double, from: Double, to: Double, width: Double,
    _ role: ColourRole = .main
  ) -> Part {
    Part(line: Point.arc(x, y, radius: radius, from: from, to: to), width: width, role)
  }
}

extension Point {
  static func arc(_ x: Double, _ y: Double, radius: Double, from: Double, to: Double) -> [Point] {
    (0...24).map {
      Point(radius: radius, turn: from + (to - from) * Double($0) / 24, center: Point(x, y))
    }
  }
}
