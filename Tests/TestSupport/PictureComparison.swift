import Foundation
import Imaging

/// Compares a drawn picture with the recorded one.
///
/// Text depends on the fonts of the machine. Every figure tells in its chunk `Font` how wide its font
/// is. Where that is the same in both, every region must be the same; where it is not, letters have
/// moved, and only the whole is compared: another curve or another axis is seen, another font is not.
public enum PictureComparison {
  /// The side of a region, in pixels.
  static let side = 40

  /// The largest mean difference of a region, of 255: rounding at the edges of lines.
  static let allowedInRegion = 2.0

  /// The largest mean difference of a picture with other fonts, of 255.
  static let allowedInAll = 2.5

  /// What differs, or `nil`.
  ///
  /// - Throws: When a file cannot be read.
  public static func difference(drawn: URL, recorded: URL) throws -> String? {
    let fonts = try [drawn, recorded].map { try PNGChunks(Data(contentsOf: $0)).text("Font") }
    return difference(
      drawn: try Image(contentsOf: drawn), recorded: try Image(contentsOf: recorded),
      haveSameFonts: fonts[0] == fonts[1])
  }

  /// What differs, or `nil`.
  public static func difference(drawn: Image, recorded: Image, haveSameFonts: Bool) -> String? {
    guard drawn.width == recorded.width, drawn.height == recorded.height else {
      return "it is \(drawn.width) × \(drawn.height) pixels large, "
        + "expected \(recorded.width) × \(recorded.height)"
    }
    var worst = (mean: 0.0, x: 0, y: 0)
    var total = 0
    for y in stride(from: 0, to: drawn.height, by: side) {
      for x in stride(from: 0, to: drawn.width, by: side) {
        let columns = x..<min(x + side, drawn.width)
        let rows = y..<min(y + side, drawn.height)
        let sum = sumOfDifferences(drawn, recorded, columns, rows)
        total += sum
        let mean = Double(sum) / Double(3 * columns.count * rows.count)
        if mean > worst.mean { worst = (mean, x, y) }
      }
    }
    if haveSameFonts, worst.mean > allowedInRegion {
      return "the region of \(side) × \(side) pixels at x = \(worst.x), y = \(worst.y) differs by "
        + "\(rounded(worst.mean)) of 255 in the mean, allowed are \(allowedInRegion)"
    }
    let mean = Double(total) / Double(max(drawn.pixels.count, 1))
    if !haveSameFonts, mean > allowedInAll {
      return "it differs by \(rounded(mean)) of 255 in the mean, allowed are \(allowedInAll) "
        + "where the fonts are not those of the recorded picture"
    }
    return nil
  }

  private static func sumOfDifferences(
    _ a: Image, _ b: Image, _ columns: Range<Int>, _ rows: Range<Int>
  ) -> Int {
    var sum = 0
    for y in rows {
      let start = 3 * (y * a.width + columns.lowerBound)
      for index in start..<(start + 3 * columns.count) {
        sum += abs(Int(a.pixels[index]) - Int(b.pixels[index]))
      }
    }
    return sum
  }

  private static func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
