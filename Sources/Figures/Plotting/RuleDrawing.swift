/// The vertical lines of a panel and their labels.
extension PanelLayout {
  private func names(_ rule: Rule) -> String { rule.names.map(\.text).joined(separator: " = ") }

  private func detail(_ rule: Rule, _ count: Int) -> String {
    rule.details.prefix(count).joined(separator: ", ")
  }

  private func samplesWidth(_ rule: Rule) -> Double { Double(rule.names.count) * 2.2 * em }

  func labelWidth(_ rule: Rule, details: Int) -> Double {
    let samples = samplesWidth(rule)
    let text = detail(rule, details)
    let detail = text.isEmpty ? 0 : 0.5 * em + pen.width(text)
    return samples + pen.width(names(rule), isBold: true) + detail
  }

  func drawRules(
    _ plot: Rectangle, _ labels: RuleLabels, details: Int, width: Double, on drawing: inout Drawing
  ) {
    for (rule, place) in zip(panel.rules, labels.placements) {
      let rowTop = plot.y - 0.4 * em - Double(place.row + 1) * row
      let at = plot.x + x.position(rule.x) * plot.width
      let end = place.isAbove ? rowTop + 1.15 * em : rowTop
      let base = plot.bottom + stripHeight
      if let name = rule.names.first {
        drawing.line([(at, end), (at, base)], pen.stroke(name.look, width: 0.16))
        if let mirror = rule.mirror {
          let other = plot.x + x.position(mirror) * plot.width
          drawing.line([(other, plot.y), (other, base)], pen.stroke(name.look, width: 0.16))
        }
      }
      var left = place.left
      for name in rule.names {
        let middle = rowTop + 0.52 * em
        drawing.line(
          [(left, middle), (left + 1.8 * em, middle)], pen.stroke(name.look, width: 0.16))
        left += 2.2 * em
      }
      let names = pen.measure.shortened(
        names(rule), size: em, isBold: true, limit: width - samplesWidth(rule))
      pen.write(names, x: left, top: rowTop, isBold: true, color: pen.theme.ink, on: &drawing)
      left += pen.width(names, isBold: true) + 0.5 * em
      pen.write(
        detail(rule, details), x: left, top: rowTop, color: pen.theme.softInk, on: &drawing)
    }
  }
}
