import Support

extension Figure {
  /// What the figure plots, as CSV: one line per bar, point, interval, cell or rule.
  ///
  /// The columns are `panel`, `mark` (the kind), `name`, `x`, `x_end`, `y`, `y_low`, `y_high`, `label`.
  public var csv: String {
    var rows: [Row] = []
    if case .pictures(let pictures, _) = content {
      rows += pictures.map { Row(panel: "", mark: "picture", label: $0.label) }
    }
    for panel in panels {
      rows += panel.rules.flatMap { $0.rows(panel: panel.title) }
      rows += panel.marks.flatMap { $0.rows(panel: panel.title) }
    }
    return CSV.text(
      [["panel", "mark", "name", "x", "x_end", "y", "y_low", "y_high", "label"]]
        + rows.map(\.fields))
  }
}

/// One line of the table.
private struct Row {
  var panel: String
  var mark: String
  var name = ""
  var x: Double?
  var xEnd: Double?
  var y: Double?
  var low: Double?
  var high: Double?
  var label = ""

  var fields: [String] {
    // Seven digits: as many as the data, which were float32, have.
    let numbers = [x, xEnd, y, low, high].map { $0.map { significant($0, digits: 7) } ?? "" }
    return [panel, mark, name] + numbers + [label]
  }
}

extension Rule {
  fileprivate func rows(panel: String) -> [Row] {
    names.map { name in
      Row(
        panel: panel, mark: "rule", name: name.text, x: x, xEnd: mirror,
        label: details.joined(separator: ", "))
    }
  }
}

extension Mark {
  fileprivate func rows(panel: String) -> [Row] {
    func row(_ mark: String) -> Row { Row(panel: panel, mark: mark, name: name) }
    func points(_ kind: String, _ points: [Point]) -> [Row] {
      points.map { point in
        var row = row(kind)
        (row.x, row.y) = (point.x, point.y)
        return row
      }
    }
    switch shape {
    case .bars(let edges, let heights):
      return heights.indices.filter { heights[$0] != 0 }.map { bin in
        var row = row("bar")
        (row.x, row.xEnd, row.y) = (edges[bin], edges[bin + 1], heights[bin])
        return row
      }
    case .line(let list): return points("line", list)
    case .points(let list): return points("point", list)
    case .intervals(let list, let intervals):
      return zip(points("interval", list), intervals).map { row, interval in
        var row = row
        (row.low, row.high) = (interval.lowerBound, interval.upperBound)
        return row
      }
    case .band(let range):
      var row = row("band")
      (row.x, row.xEnd) = (range.lowerBound, range.upperBound)
      return [row]
    case .ticks(let values, let open):
      return (values + open).map { value in
        var row = row("tick")
        row.x = value
        return row
      }
    case .cells(let cells, _):
      return cells.map { cell in
        var row = row("cell")
        (row.x, row.y, row.low) = (Double(cell.x), Double(cell.y), cell.value)
        row.label = cell.text
        return row
      }
    case .boxes(let boxes):
      return boxes.map { box in
        var row = row("box")
        (row.x, row.xEnd) = (box.x.lowerBound, box.x.upperBound)
        (row.low, row.high) = (box.y.lowerBound, box.y.upperBound)
        row.label = box.text
        return row
      }
    }
  }
}
