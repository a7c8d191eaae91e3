import Foundation
import Plotting
import Quantization
import QuantizationFigures
import Support

/// The page without its script: two pictures of the first output, and what the methods choose for all of them.
struct ExplorerStill {
  let data: ExplorerData

  init(_ data: ExplorerData) { self.data = data }

  func html() throws -> String {
    guard data.outputs.indices.contains(data.firstIndex) else {
      return "<p>This network has no output whose values were counted.</p>"
    }
    let output = data.outputs[data.firstIndex]
    let distribution = distributionFigure(
      node: output.node, ledger: data.ledger, results: output.results)
    let curves = try errorCurveFigure(
      name: output.node, subtitle: "\(output.bitWidth) bits, powers of two",
      histogram: output.histogram, results: output.results,
      source: "calibration \(data.ledger.digest)")
    return """
      <section class="still">
      <p>This browser runs no script, so nothing can be moved here. This is what the methods choose.</p>
      \(try picture(distribution))
      \(try picture(curves))
      \(table)
      \(bounded)
      </section>
      """
  }

  private func picture(_ figure: Figure) throws -> String {
    let svg = try figure.fileData(FigureStyle(format: .svg)).base64EncodedString()
    return "<img alt=\"\(xmlText(figure.altText))\" src=\"data:image/svg+xml;base64,\(svg)\">"
  }

  /// What the page's script says of such outputs.
  private var bounded: String {
    let names = data.outputs.filter(\.isBounded).map { xmlText($0.node) }
    guard !names.isEmpty else { return "" }
    return
      "<p>The range of \(listed(names)) is known, so the workbook does not search it. Its row has what a search "
      + "would find.</p>"
  }

  /// The thresholds of all outputs.
  private var table: String {
    let titles = ExplorerMeasurement.methods.map { "<th>\(xmlText($0.title))</th>" }.joined()
    let rows = data.outputs.map { output in
      let thresholds = output.results.map {
        "<td>\(xmlText(compact($0.parameters.range.magnitude)))</td>"
      }
      return "<tr><th scope=\"row\">\(xmlText(output.node))</th>"
        + "<td>\(output.isSigned ? "signed" : "unsigned")</td>\(thresholds.joined())</tr>"
    }
    return """
      <div class="scroll"><table><caption>Thresholds by method, powers of two</caption>
      <tr><th>output</th><th>grid</th>\(titles)</tr>
      \(rows.joined(separator: "\n"))
      </table></div>
      """
  }
}
