import Plotting
import Quantization
import QuantizationFigures
import Support

/// The colours of one theme, as `#rrggbb`. A test asks texts and marks for enough contrast on every sheet.
struct ExplorerPalette {
  typealias Named = (name: String, colour: String)

  /// What others lie on.
  let sheets: [Named]
  /// What is read.
  let texts: [Named]
  /// Lines, symbols and borders that carry a meaning.
  let marks: [Named]
  /// Areas that other marks outline, and lines that guide the eye.
  let fills: [Named]
  /// The methods' colours are those of the workbook's figures.
  let theme: Theme

  static let light = ExplorerPalette(
    sheets: [("paper", "#fffefb"), ("raised", "#ffffff"), ("wash", "#e9f0f9")],
    texts: [("ink", "#1c1d22"), ("soft", "#545965"), ("link", "#0a58a0"), ("cut-text", "#8f4a00")],
    marks: [
      ("edge", "#858a95"), ("data-line", "#6b7482"), ("cut", "#dd7a12"), ("round", "#136a88"),
      ("measured", "#2b6449"),
    ],
    fills: [("line", "#e4e2da"), ("data", "#b3bac5")],
    theme: .light)

  static let dark = ExplorerPalette(
    sheets: [("paper", "#14151a"), ("raised", "#1b1d24"), ("wash", "#29303f")],
    texts: [("ink", "#ecedf1"), ("soft", "#b0b4c0"), ("link", "#86c1ff"), ("cut-text", "#f6b966")],
    marks: [
      ("edge", "#7f8492"), ("data-line", "#9aa3b0"), ("cut", "#f0a040"), ("round", "#6cc3de"),
      ("measured", "#8fd3ae"),
    ],
    fills: [("line", "#32353f"), ("data", "#5a6370")],
    theme: .dark)

  /// The methods' colours.
  var methods: [Named] {
    ExplorerMeasurement.methods.map { method in
      let color = theme.color(method.look.hue)
      let bytes = [color.red, color.green, color.blue].map { UInt8(($0 * 255).rounded()) }
      return (method.name, "#" + hexadecimal(bytes))
    }
  }

  /// All of them as variables of CSS.
  var variables: String {
    (sheets + texts + marks + fills + methods).map { "--\($0.name): \($0.colour);" }
      .joined(separator: " ")
  }
}
