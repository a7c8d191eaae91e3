import Plotting
import Quantization
import QuantizationFigures
import Support

/// How the four views look. Nothing is told by colour alone: lines differ in dashes, points in shape, areas in hatching.
extension ExplorerStyle {
  /// Lines, areas and letters.
  static let drawings = """
    svg text { fill: var(--ink); font-size: 12.5px; } svg .soft { fill: var(--soft); } svg .label { font-size: 12.5px; font-weight: 600; paint-order: stroke; stroke: var(--raised); stroke-width: 3.5px; }
    .hair { stroke: var(--line); stroke-width: 1; } .axis { stroke: var(--soft); stroke-width: 1; }
    .values { fill: var(--data); } .cut { fill: var(--cut); } .hatched { fill: url(#hatch); } .hatching { stroke: var(--raised); stroke-width: 2.2; fill: none; }
    .levels { stroke: var(--ink); stroke-width: 1; fill: none; }
    .own { stroke: var(--ink); stroke-width: 2.4; } .faint { opacity: 0.45; } .handle { fill: var(--ink); stroke: var(--raised); stroke-width: 2; }
    .own-label { font-weight: 700; paint-order: stroke; stroke: var(--raised); stroke-width: 4px; }
    .pointer { fill: var(--ink); } .current { fill: var(--wash); }
    .choice { stroke-width: 1.8; fill: none; } .symbol { stroke: var(--raised); stroke-width: 0.8; }
    .choice-mark { stroke: var(--mse); stroke-width: 2.5; }
    .part { fill: none; stroke-width: 2; stroke-linejoin: round; } .total { stroke: var(--ink); stroke-width: 2.6; } .clipping { stroke: var(--cut); stroke-dasharray: 7 4; } .rounding { stroke: var(--round); stroke-dasharray: 2 3.5; stroke-linecap: round; stroke-width: 2.6; }
    svg .clipping-label { fill: var(--cut-text); } svg .rounding-label { fill: var(--round); } svg .cut-label { fill: var(--cut-text); }
    .candidate { fill: var(--raised); stroke: var(--ink); stroke-width: 1.6; } .star { fill: var(--ink); stroke: var(--raised); stroke-width: 1; } .here { fill: none; stroke: var(--ink); stroke-width: 2.2; }
    .empty { fill: none; stroke: var(--line); stroke-dasharray: 5 5; }
    .outside { fill: var(--cut); opacity: 0.16; } .identity { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 3 3; } .stairs { fill: none; stroke: var(--ink); stroke-width: 2; stroke-linejoin: round; } .saw { fill: none; stroke: var(--round); stroke-width: 1.8; } .measure { fill: none; stroke: var(--ink); stroke-width: 1.2; }
    .reach { stroke: var(--data-line); stroke-width: 1.5; } .spread { fill: var(--data); }
    .measured.none { fill: none; stroke: var(--measured); stroke-width: 1.1; } .measured.lost { fill: var(--measured); }
    .measured-bar { fill: var(--measured); } .measured-frame { fill: none; stroke: var(--measured); stroke-width: 1; vector-effect: non-scaling-stroke; }
    @media (max-width: 45.99rem) { .side, .controls { display: contents; } .board { gap: 0.75rem; }
      #t-form { position: sticky; top: 0; z-index: 1; background: var(--paper); border-bottom: 1px solid var(--line); padding: 0.3rem 0 0.5rem; margin: 0 -0.2rem; } }
    """

  /// The methods look as they do in every figure of the workbook.
  static let methods = ExplorerMeasurement.methods.map { method in
    // Lengths are in widths of the line.
    let lengths = method.look.dash.lengths.map { shortest($0 * 1.8) }
    let dashes = lengths.isEmpty ? "none" : lengths.joined(separator: " ")
    return """
      .choice.\(method.name) { stroke: var(--\(method.name)); stroke-dasharray: \(dashes); }
      .symbol.\(method.name) { fill: var(--\(method.name)); }
      """
  }.joined(separator: "\n")
}
