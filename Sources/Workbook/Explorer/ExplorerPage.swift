import Foundation
import Plotting
import Quantization
import QuantizationFigures
import Support

/// One page that needs nothing else, on which the threshold of every output of a network can be moved.
///
/// Its script computes what ``ThresholdSearch`` computes, number by number in the same order. It may ask for nothing: a
/// policy in the page forbids every request and every script but its own.
public struct ExplorerPage {
  private let data: ExplorerData

  public init(_ data: ExplorerData) { self.data = data }

  /// What the page holds, in one line.
  public var summary: String {
    let measurement = data.measurement
    return
      "\(data.outputs.count) outputs, answers counted on \(measurement.float.total) pictures, and on "
      + "\(measurement.aloneImageCount) for every output alone"
  }

  /// The page.
  ///
  /// - Throws: ``PlottingError`` when no font is found.
  public func html() throws -> String {
    let script = ExplorerScript.all
    var digest = SHA256()
    digest.update(Array(script.utf8))
    let hash = Data(digest.finalize()).base64EncodedString()
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; \
      style-src 'unsafe-inline'; script-src 'sha256-\(hash)'; base-uri 'none'; form-action 'none'">
      <meta name="color-scheme" content="light dark">
      <title>Drag the threshold: \(xmlText(data.network))</title>
      <style>
      \(ExplorerStyle.sheet)
      </style>
      </head>
      <body>
      \(ExplorerMarkup.header(data))
      <noscript>
      \(try ExplorerStill(data).html())
      </noscript>
      \(ExplorerMarkup.explorer)
      <script type="application/json" id="data">\(ExplorerPage.inert(data.json.text()))</script>
      <script>\(script)</script>
      </body>
      </html>

      """
  }

  /// JSON that cannot end the element that holds it, nor begin another: a name may be `</script>`.
  static func inert(_ json: String) -> String {
    json.replacing("<", with: "\\u003c").replacing(">", with: "\\u003e")
      .replacing("&", with: "\\u0026").replacing("\u{2028}", with: "\\u2028")
      .replacing("\u{2029}", with: "\\u2029")
  }
}
