import Imaging

/// Pictures in rows, each with a line of text below it.
struct PictureGrid {
  let pictures: [Figure.Picture]
  let columns: Int
  let pen: Pen

  private var gap: Double { 0.6 * pen.em }
  private var caption: Double { 1.5 * pen.em }

  /// How high the grid is when it fills a width.
  func height(width: Double) -> Double {
    let columns = max(columns, 1)
    let rows = (pictures.count + columns - 1) / columns
    return Double(rows) * ((width - gap * Double(columns - 1)) / Double(columns) + caption)
  }

  func draw(in box: Rectangle, on drawing: inout Drawing) {
    guard !pictures.isEmpty else { return }
    let (columns, side) = arrangement(in: box)
    for (index, picture) in pictures.enumerated() {
      let x = box.x + Double(index % columns) * (side + gap)
      let y = box.y + Double(index / columns) * (side + caption)
      drawing.add(
        .image(picture.image.centerSquare, Rectangle(x: x, y: y, width: side, height: side)))
      let label = pen.measure.shortened(picture.label, size: 0.85 * pen.em, limit: side)
      pen.write(
        label, x: x + side / 2, top: y + side + 0.15 * pen.em, size: 0.85 * pen.em,
        color: pen.theme.ink, anchor: .middle, on: &drawing)
    }
  }

  /// The columns asked for, or those that make the pictures larger.
  private func arrangement(in box: Rectangle) -> (columns: Int, side: Double) {
    var best = (columns: columns, side: side(columns, in: box))
    for other in 1...pictures.count where side(other, in: box) > best.side {
      best = (other, side(other, in: box))
    }
    return best
  }

  /// How large pictures can be in so many columns.
  private func side(_ columns: Int, in box: Rectangle) -> Double {
    let columns = max(columns, 1)
    let rows = (pictures.count + columns - 1) / columns
    let byWidth = (box.width - gap * Double(columns - 1)) / Double(columns)
    return min(byWidth, box.height / Double(rows) - caption)
  }
}

extension Image {
  /// The largest square in the middle.
  var centerSquare: Image {
    let side = min(width, height)
    guard side < max(width, height) else { return self }
    let (left, top) = ((width - side) / 2, (height - side) / 2)
    var square: [UInt8] = []
    square.reserveCapacity(side * side * 3)
    for y in top..<top + side {
      let start = (y * width + left) * 3
      square += pixels[start..<start + side * 3]
    }
    return Image(width: side, height: side, pixels: square)
  }
}
