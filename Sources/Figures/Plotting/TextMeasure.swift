import CCairo
import Imaging

/// How much room texts take, in the font that Cairo finds for `sans-serif`.
///
/// Hinting is off, so that a text is as wide in a PNG file as in a PDF file.
final class TextMeasure {
  private let surface: OpaquePointer
  private let context: OpaquePointer

  /// - Throws: ``PlottingError/noFont``.
  init() throws {
    surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1)
    context = cairo_create(surface)
    TextMeasure.setFont(context, size: 100, isBold: false)
    guard width("Figure", size: 100) > 100 else { throw PlottingError.noFont }
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  /// The width of a line in points.
  func width(_ text: String, size: Double, isBold: Bool = false) -> Double {
    TextMeasure.setFont(context, size: size, isBold: isBold)
    var extents = cairo_text_extents_t()
    cairo_text_extents(context, text, &extents)
    return extents.x_advance
  }

  /// The part of a text's height that lies above its baseline, in sizes of its letters.
  static let ascent = 0.8
  /// The height of a line without the room between lines, in sizes of its letters.
  static let height = 1.02

  /// Breaks a text into lines that are no wider than `limit`.
  func wrapped(_ text: String, size: Double, isBold: Bool = false, limit: Double) -> [String] {
    var lines: [String] = []
    for word in TextMeasure.words(text) {
      if let last = lines.last,
        width(last + " " + word, size: size, isBold: isBold) <= limit
      {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(shortened(word, size: size, isBold: isBold, limit: limit))
      }
    }
    return lines
  }

  /// The parts between which a text may be broken: “t = 8” and “2 %” stay together.
  private static func words(_ text: String) -> [String] {
    var words: [String] = []
    var joinsNext = false
    for word in text.split(separator: " ").map(String.init) {
      // “71.8 %,” is joined as “71.8 %” is.
      let unit = word.prefix { !",;:.".contains($0) }
      let joins = ["=", "%", "dB", "bits", "bit"].contains(unit)
      if let last = words.last, joins || joinsNext {
        words[words.count - 1] = last + " " + word
      } else {
        words.append(word)
      }
      joinsNext = word == "="
    }
    return words
  }

  /// The text, cut off with an ellipsis where it is wider than `limit`.
  func shortened(_ text: String, size: Double, isBold: Bool = false, limit: Double) -> String {
    guard text.count > 1, width(text, size: size, isBold: isBold) > limit else { return text }
    // By halves: a name may have as many letters as a file has room for.
    let letters = Array(text)
    var (fits, tooMany) = (0, letters.count)
    while tooMany - fits > 1 {
      let middle = (fits + tooMany) / 2
      let isShort = width(String(letters[..<middle]) + "…", size: size, isBold: isBold) <= limit
      if isShort { fits = middle } else { tooMany = middle }
    }
    return String(letters[..<fits]) + "…"
  }

  /// What identifies the font on this machine: pictures drawn with the same fingerprint should be the
  /// same.
  var fingerprint: String {
    let width = width("Activation threshold 0123456789 ⁻⁷", size: 1000)
    return
      "sans-serif, \(Int(width.rounded())) wide; Cairo \(String(cString: cairo_version_string()))"
  }

  static func setFont(_ context: OpaquePointer, size: Double, isBold: Bool) {
    cairo_select_font_face(
      context, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
      isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
    cairo_set_font_size(context, size)
    let options = cairo_font_options_create()
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    cairo_set_font_options(context, options)
    cairo_font_options_destroy(options)
  }
}

/// What can go wrong when a figure is drawn.
public enum PlottingError: Error, Equatable, CustomStringConvertible {
  /// No font was found.
  case noFont
  /// Cairo failed.
  case cairo(reason: String)

  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .noFont:
      "no font was found to write labels with; install one, such as the package fonts-dejavu-core"
    case .cairo(let reason): "the figure cannot be drawn (\(reason))"
    }
  }
}
