import Support

extension Figure {
  /// What the figure plots, as CSV: one line per bar, point, interval, cell or rule.
  ///
  /// The columns are `panel`, `mark` (the kind), `name`, `x`, `x_end`, `y`, `y_low`, `y_high`, `value` (what
  /// a colour stands for) and `label`. The header says behind `x`, `y` and `value` what they are and in which
  /// unit, and what ``subject`` the figure is of; quantities that differ from panel to panel are separated
  /// by `|`. On an axis of things with names the names stand for the numbers.
  ///
  /// ```
  /// panel,mark,name,x: activation value of Conv1_relu,x_end,y: values per bar,y_low,y_high,value,label
  /// ```
  public var csv: String {
    var rows: [Row] = []
    if case .pictures(let pictures, _) = content {
      rows += pictures.map { Row(panel: "", mark: "picture", label: $0.label) }
    }
    for panel in panels {
      // Of several panels without a heading each is known by its quantity.
      let title = panel.title.isEmpty && panels.count > 1 ? panel.y.label : panel.title
      rows += panel.rules.flatMap { $0.rows(panel: title) }
      rows += panel.marks.flatMap { mark in
        mark.rows(panel: title).map { $0.named(panel.x.names, panel.y.names) }
      }
    }
    return CSV.text([header] + rows.map(\.fields))
  }

  private var header: [String] {
    let scales = panels.flatMap(\.marks).compactMap { mark -> String? in
      if case .cells(_, let scale) = mark.shape { scale.quantity } else { nil }
    }
    return ["panel", "mark", "name", column("x", panels.map { quantity($0.x) }), "x_end"]
      + [column("y", panels.map { quantity($0.y) }), "y_low", "y_high"]
      + [column("value", scales), "label"]
  }

  private func quantity(_ axis: Axis) -> String {
    axis.label.isEmpty ? axis.names?.noun ?? "" : axis.label
  }

  private func column(_ name: String, _ quantities: [String]) -> String {
    var different: [String] = []
    for quantity in quantities where !quantity.isEmpty && !different.contains(quantity) {
      different.append(quantity)
    }
    guard !different.isEmpty else { return name }
    return "\(name): \(different.joined(separator: " | "))"
      + (name == "x" && !subject.isEmpty ? " of \(subject)" : "")
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
  var value: Double?
  var label = ""
  private var xNames: Axis.Names?
  private var yNames: Axis.Names?

  init(panel: String, mark: String, name: String = "", label: String = "") {
    (self.panel, self.mark, self.name, self.label) = (panel, mark, name, label)
  }

  /// With names in place of the numbers that stand for them.
  func named(_ x: Axis.Names?, _ y: Axis.Names?) -> Row {
    var row = self
    (row.xNames, row.yNames) = (x, y)
    return row
  }

  var fields: [String] {
    [
      panel, mark, name, text(x, xNames), text(xEnd, xNames), text(y, yNames), text(low, yNames),
      text(high, yNames), text(value), label,
    ]
  }

  /// Seven digits: as many as the data, which were float32, have.
  private func text(_ number: Double?, _ names: Axis.Names? = nil) -> String {
    guard let number else { return "" }
    if let names, number > -0.5, number < Double(names.list.count) - 0.5 {
      return names.list[Int(number.rounded())]
    }
    return significant(number, digits: 7)
  }
}

extension Rule {
  fileprivate func rows(panel: String) -> [Row] {
    names.map { name in
      var row = Row(
        panel: panel, mark: "rule", name: name.text, label: details.joined(separator: ", "))
      (row.x, row.xEnd) = (x, mirror)
      return row
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
    case .stacks(let values):
      return values.map { value in
        var row = row("value")
        row.x = value
        return row
      }
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
        (row.x, row.y, row.value) = (Double(cell.x), Double(cell.y), cell.value)
        row.label = significant(cell.number, digits: 7)
        return row
      }
    case .boxes(let boxes):
      return boxes.map { box in
        var row = row("box")
        (row.x, row.xEnd) = (box.x.lowerBound, box.x.upperBound)
        (row.low, row.high) = (box.y.lowerBound, box.y.upperBound)
        row.label = box.text
        if !box.name.isEmpty { row.name = box.name }
        return row
      }
    }
  }
}
