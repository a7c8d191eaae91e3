import Foundation
import Imaging

extension Figure {
  /// Draws the figure.
  ///
  /// - Parameters:
  ///   - width: In points; a slide is 960 wide.
  ///   - height: In points.
  ///   - scale: Pixels per point.
  /// - Throws: ``ImageError/notEncodable(reason:)`` when there is no memory for the pixels.
  public func drawn(width: Double = 960, height: Double = 540, scale: Double = 2) throws -> Image {
    let canvas = try Canvas(width: width, height: height, scale: scale)
    FigurePainter(figure: self, canvas: canvas).paint()
    return canvas.image()
  }
}

/// Draws one figure on one canvas.
private struct FigurePainter {
  let figure: Figure
  let canvas: Canvas
  let x: AxisLayout
  let y: AxisLayout
  let left = 84.0
  let right = 28.0
  let top: Double
  let bottom = 66.0

  init(figure: Figure, canvas: Canvas) {
    self.figure = figure
    self.canvas = canvas
    var xs = figure.markers.map(\.x)
    var ys: [Double] = []
    for series in figure.series {
      switch series.kind {
      case .steps(let edges, let heights):
        xs += edges
        ys += heights.filter { $0 > 0 } + (figure.y.scale == .linear ? [0] : [])
      case .line(let points):
        xs += points.map(\.x)
        ys += points.map(\.y)
      case .intervals(let points, let intervals):
        xs += points.map(\.x)
        ys += intervals.flatMap { [$0.lowerBound, $0.upperBound] }
      }
    }
    x = AxisLayout(figure.x, values: xs)
    y = AxisLayout(figure.y, values: ys)
    let labelled = figure.markers.filter { !$0.label.isEmpty }.count
    top = 78 + (labelled > 0 ? 10 + 19 * Double(labelled) : 0)
  }

  private var plotWidth: Double { canvas.width - left - right }
  private var plotHeight: Double { canvas.height - top - bottom }
  private func px(_ value: Double) -> Double { left + x.position(value) * plotWidth }
  private func py(_ value: Double) -> Double { top + (1 - y.position(value)) * plotHeight }

  private func use(_ style: Int, alpha: Double = 1) {
    let style = Style.of(style)
    canvas.fill(style.red, style.green, style.blue, alpha: alpha)
  }

  func paint() {
    canvas.fill(0.1, 0.1, 0.12)
    var size = 22.0
    while size > 12, canvas.textWidth(figure.title, size: size) * 1.12 > canvas.width - left - 20 {
      size -= 1
    }
    canvas.text(figure.title, x: left, y: 36, size: size, isBold: true)
    canvas.fill(0.35, 0.35, 0.38)
    canvas.text(figure.subtitle, x: left, y: 60, size: 14)
    paintAxes()
    canvas.clipped(x: left, y: top - 8, width: plotWidth, height: plotHeight + 8) {
      for series in figure.series { paint(series) }
    }
    paintMarkers()
    paintLegend()
  }

  private func paintAxes() {
    for tick in y.ticks {
      canvas.fill(0.9, 0.9, 0.92)
      canvas.polyline([(left, py(tick.value)), (canvas.width - right, py(tick.value))], width: 1)
      canvas.fill(0.25, 0.25, 0.28)
      canvas.text(tick.label, x: left - 8, y: py(tick.value) + 5, size: 14, anchor: 1)
    }
    canvas.fill(0.25, 0.25, 0.28)
    let base = canvas.height - bottom
    canvas.polyline([(left, base), (canvas.width - right, base)], width: 1.2)
    for tick in x.ticks {
      canvas.polyline([(px(tick.value), base), (px(tick.value), base + 5)], width: 1.2)
      canvas.text(tick.label, x: px(tick.value), y: base + 22, size: 14, anchor: 0.5)
    }
    canvas.text(
      figure.x.label, x: left + plotWidth / 2, y: canvas.height - 16, size: 15, anchor: 0.5)
    canvas.text(
      figure.y.label, x: 22, y: top + plotHeight / 2, size: 15, anchor: 0.5, angle: 90)
  }

  private func paint(_ series: Figure.Series) {
    let style = Style.of(series.style)
    switch series.kind {
    case .steps(let edges, let heights):
      use(series.style, alpha: 0.85)
      let floor = canvas.height - bottom
      var outline = [(px(edges[0]), floor)]
      for (bin, height) in heights.enumerated() {
        let level = height > 0 ? min(py(height), floor) : floor
        outline += [(px(edges[bin]), level), (px(edges[bin + 1]), level)]
      }
      outline.append((px(edges[heights.count]), floor))
      canvas.polygon(outline)
    case .line(let points):
      use(series.style)
      let visible = points.filter { $0.y.isFinite }.map { (px($0.x), py($0.y)) }
      canvas.polyline(visible, width: 2.2, dashes: style.dashes)
      for point in visible { canvas.circle(x: point.0, y: point.1, radius: 3.6) }
    case .intervals(let points, let intervals):
      use(series.style)
      for (point, interval) in zip(points, intervals) {
        canvas.polyline(
          [(px(point.x), py(interval.lowerBound)), (px(point.x), py(interval.upperBound))],
          width: 2.2)
        canvas.circle(x: px(point.x), y: py(point.y), radius: 5)
      }
    }
  }

  /// Every label has a line of its own above the plot. The order keeps lines from crossing labels:
  /// labels to the left of their line first, from the right; then the others, from the left.
  private func paintMarkers() {
    func width(_ marker: Figure.Marker) -> Double {
      canvas.textWidth(marker.label, size: 15) * 1.12
    }
    func fits(_ marker: Figure.Marker) -> Bool {
      px(marker.x) + 6 + width(marker) < canvas.width - 4
    }
    let labelled = figure.markers.filter { !$0.label.isEmpty }.sorted { a, b in
      if fits(a) != fits(b) { return !fits(a) }
      return fits(a) ? a.x < b.x : a.x > b.x
    }
    let base = canvas.height - bottom
    func start(_ marker: Figure.Marker) -> Double {
      guard let row = labelled.firstIndex(of: marker) else { return top }
      return top - 8 - 19 * Double(labelled.count - 1 - row)
    }
    for marker in figure.markers {
      use(marker.style)
      canvas.polyline(
        [(px(marker.x), start(marker)), (px(marker.x), base)], width: 2.2,
        dashes: Style.of(marker.style).dashes)
    }
    for marker in labelled {
      let left = fits(marker) ? px(marker.x) + 6 : px(marker.x) - 6 - width(marker)
      canvas.fill(1, 1, 1)
      canvas.rectangle(x: left - 2, y: start(marker) - 8, width: width(marker) + 4, height: 18)
      use(marker.style)
      canvas.text(
        marker.label, x: fits(marker) ? left : px(marker.x) - 6, y: start(marker) + 6, size: 15,
        anchor: fits(marker) ? 0 : 1, isBold: true)
    }
  }

  private func paintLegend() {
    let named = figure.series.filter { !$0.name.isEmpty }
    var position = canvas.width - right
    for series in named.reversed() {
      let width = canvas.textWidth(series.name, size: 14)
      position -= width
      canvas.fill(0.25, 0.25, 0.28)
      canvas.text(series.name, x: position, y: 60, size: 14)
      use(series.style)
      canvas.polyline(
        [(position - 34, 55), (position - 6, 55)], width: 3, dashes: Style.of(series.style).dashes)
      position -= 52
    }
  }
}
