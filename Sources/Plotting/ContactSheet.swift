import Foundation
import Imaging

/// Pictures side by side, each with a line of text below it.
///
/// - Parameters:
///   - pictures: The pictures, shown as squares cut from their middle, and their labels.
///   - columns: How many stand side by side.
///   - size: Rows and columns of a picture on the sheet, in pixels.
/// - Throws: ``ImageError/notEncodable(reason:)`` when there is no memory for the pixels.
public func contactSheet(
  _ pictures: [(image: Image, label: String)], columns: Int, size: Int = 160
) throws -> Image {
  precondition(columns > 0, "a sheet has at least one column")
  let margin = 12
  let caption = 30
  let rows = max((pictures.count + columns - 1) / columns, 1)
  let width = margin + columns * (size + margin)
  let height = margin + rows * (size + caption)
  let canvas = try Canvas(width: Double(width), height: Double(height), scale: 1)
  canvas.fill(0.15, 0.15, 0.18)
  for (index, picture) in pictures.enumerated() {
    let left = margin + index % columns * (size + margin)
    let top = margin + index / columns * (size + caption)
    var label = picture.label
    while canvas.textWidth(label, size: 14) > Double(size), label.count > 1 {
      label = String(label.dropLast(label.hasSuffix("…") ? 2 : 1)) + "…"
    }
    canvas.text(
      label, x: Double(left + size / 2), y: Double(top + size + 18), size: 14, anchor: 0.5)
  }
  let sheet = canvas.image()
  var pixels = sheet.pixels
  for (index, picture) in pictures.enumerated() {
    let left = margin + index % columns * (size + margin)
    let top = margin + index / columns * (size + caption)
    let small = picture.image.smartResized(width: size, height: size).values
    for y in 0..<size {
      for x in 0..<size * 3 {
        pixels[((top + y) * width + left) * 3 + x] = UInt8(small[y * size * 3 + x].rounded())
      }
    }
  }
  return Image(width: width, height: height, pixels: pixels)
}
