import Foundation

extension Image {
  /// Reads the largest square in the middle of a file's picture, made smaller while it is read: a sheet of
  /// pictures from a camera has no need of their megapixels.
  ///
  /// A pixel is the mean of a block. Blocks are as large as leaves `limit` rows and columns; where that is one
  /// pixel, the pixels are the file's.
  ///
  /// - Parameters:
  ///   - url: The file.
  ///   - name: What to call it in an error.
  ///   - limit: Rows and columns, in pixels: the square has at least as many, if the picture has, and less than
  ///     twice as many.
  /// - Throws: ``ImageError``.
  public init(squareOf url: URL, name: String, limit: Int = 320) throws {
    let square = CenterSquare(limit: limit)
    try PictureReader.read(contentsOf: url, name: name, into: square)
    self.init(width: square.side, height: square.side, pixels: square.pixels)
  }
}

/// Takes the middle of a picture row by row, and keeps means of some rows and columns.
private final class CenterSquare: PictureRowReceiver {
  private(set) var side = 0
  private(set) var pixels: [UInt8] = []
  private let limit: Int
  /// How many rows and columns a pixel is the mean of.
  private var factor = 1
  private var left = 0
  private var top = 0
  /// `[side, 3]`, of the rows so far.
  private var sums: [Int] = []

  init(limit: Int) { self.limit = limit }

  func begin(width: Int, height: Int) {
    let shorter = min(width, height)
    factor = max(shorter / limit, 1)
    side = shorter / factor
    (left, top) = ((width - side * factor) / 2, (height - side * factor) / 2)
    sums = Array(repeating: 0, count: side * 3)
    pixels.reserveCapacity(side * side * 3)
  }

  func receive(row: Int, pixels rowPixels: UnsafePointer<UInt8>) {
    guard (0..<side * factor).contains(row - top) else { return }
    let start = rowPixels + left * 3
    for column in 0..<side * factor {
      for channel in 0..<3 {
        sums[column / factor * 3 + channel] += Int(start[column * 3 + channel])
      }
    }
    guard (row - top + 1) % factor == 0 else { return }
    let count = factor * factor
    for index in sums.indices {
      pixels.append(UInt8((sums[index] + count / 2) / count))
      sums[index] = 0
    }
  }
}
