import Foundation

/// A colour of the screen, each part 0 ... 1 in sRGB.
public struct Color: Hashable, Sendable {
  /// Red.
  public var red: Double
  /// Green.
  public var green: Double
  /// Blue.
  public var blue: Double

  public init(red: Double, green: Double, blue: Double) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// A colour as it is written on the web, `0xRRGGBB`.
  init(_ code: UInt32) {
    self.init(
      red: Double(code >> 16 & 0xFF) / 255, green: Double(code >> 8 & 0xFF) / 255,
      blue: Double(code & 0xFF) / 255)
  }

  /// The colour between two others.
  func mixed(with other: Color, _ share: Double) -> Color {
    Color(
      red: red + (other.red - red) * share, green: green + (other.green - green) * share,
      blue: blue + (other.blue - blue) * share)
  }

  /// Relative luminance, 0 for black and 1 for white.
  ///
  /// - Source: WCAG 2.1, “relative luminance”.
  public var luminance: Double {
    func linear(_ part: Double) -> Double {
      part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// How well two colours can be told apart as text and paper, 1 ... 21.
  ///
  /// - Source: WCAG 2.1, “contrast ratio”; text needs 4.5, lines need 3.
  public func contrast(with other: Color) -> Double {
    let (a, b) = (luminance, other.luminance)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }
}

/// The colours of a sheet.
///
/// The colours of things that are compared differ in lightness as well as in hue, so that they stay
/// apart in grey and for eyes that see no red or no green. A thing keeps its hue in both themes, only
/// lighter on the dark sheet. Tests compute both.
public enum Theme: String, Sendable, CaseIterable {
  /// Dark on white.
  case light
  /// Light on black.
  case dark

  /// The sheet.
  public var paper: Color { self == .light ? Color(0xFFFFFF) : Color(0x14151A) }
  /// Titles and labels.
  public var ink: Color { self == .light ? Color(0x1C1D22) : Color(0xECEDF1) }
  /// Subtitles, ticks and small print.
  public var softInk: Color { self == .light ? Color(0x4A4D57) : Color(0xB9BCC8) }
  /// Lines of the grid.
  public var hairline: Color { self == .light ? Color(0xE3E5EA) : Color(0x30333C) }

  /// The colours of things that are compared, by number.
  public var series: [Color] {
    switch self {
    case .light: [0x0051C4, 0xBD413A, 0x53A708, 0x390981, 0x048D99, 0x8F002F].map(Color.init)
    case .dark: [0x4289F9, 0xFE7A5A, 0xBDFE80, 0x933CB9, 0x17DDFF, 0xE30E6A].map(Color.init)
    }
  }

  /// The colour that a hue has on this sheet.
  public func color(_ hue: Look.Hue) -> Color {
    switch hue {
    case .data: self == .light ? Color(0x9AA3AF) : Color(0x737C8A)
    case .ink: ink
    case .soft: softInk
    case .series(let number): series[number % series.count]
    }
  }
}
