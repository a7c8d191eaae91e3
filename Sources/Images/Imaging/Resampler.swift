/// Crops a picture to the target's aspect ratio and resizes it bilinearly, without antialiasing, while its
/// rows arrive: two rows of the result's width are all that it keeps.
///
/// Every product and sum is rounded to float32 on its own, as TensorFlow does: fused multiply-adds would
/// change some of the pixels.
///
/// - Source: Keras, `smart_resize`; TensorFlow, `ResizeBilinear` with half-pixel centres.
final class Resampler: PictureRowReceiver {
  /// What becomes of a value in 0 ... 255.
  enum Scale {
    case unchanged
    /// `x / 127.5 − 1`
    case minusOneToOne
  }

  private let width: Int
  private let height: Int
  private let scale: Scale
  /// `[height, width, 3]`
  private let output: UnsafeMutableBufferPointer<Float>
  private var crop = CropWindow(width: 1, height: 1, targetWidth: 1, targetHeight: 1)
  private var columns: [Interpolation] = []
  private var rows: [Interpolation] = []
  /// The first row of the result that has not been made yet.
  private var next = 0
  /// The last two rows that were needed, with the result's columns.
  private var previous: [Float]
  private var current: [Float]

  /// - Parameters:
  ///   - width: Columns of the result, in pixels.
  ///   - height: Rows of the result, in pixels.
  ///   - output: Receives `[height, width, 3]`; valid until the last row has arrived.
  /// - Precondition: The buffer has `height · width · 3` elements.
  init(width: Int, height: Int, scale: Scale, into output: UnsafeMutableBufferPointer<Float>) {
    precondition(
      output.count == height * width * 3,
      "\(output.count) elements are no image of \(width) by \(height) pixels")
    self.width = width
    self.height = height
    self.scale = scale
    self.output = output
    previous = Array(repeating: 0, count: width * 3)
    current = previous
  }

  func begin(width: Int, height: Int) {
    crop = CropWindow(
      width: width, height: height, targetWidth: self.width, targetHeight: self.height)
    columns = Interpolation.axis(input: crop.width, output: self.width)
    rows = Interpolation.axis(input: crop.height, output: self.height)
    next = 0
  }

  func receive(row: Int, pixels: UnsafePointer<UInt8>) {
    let row = row - crop.top
    guard next < rows.count, row >= rows[next].lower else { return }
    swap(&previous, &current)
    fillCurrent(from: pixels + crop.left * 3)
    while next < rows.count, rows[next].upper == row {
      makeRow(rows[next])
      next += 1
    }
  }

  private func fillCurrent(from pixels: UnsafePointer<UInt8>) {
    current.withUnsafeMutableBufferPointer { current in
      columns.withUnsafeBufferPointer { columns in
        var position = 0
        for column in columns {
          for channel in 0..<3 {
            let left = Float(pixels[column.lower * 3 + channel])
            let right = Float(pixels[column.upper * 3 + channel])
            current[position] = left + (right - left) * column.weight
            position += 1
          }
        }
      }
    }
  }

  private func makeRow(_ row: Interpolation) {
    let result = UnsafeMutableBufferPointer(
      rebasing: output[next * width * 3..<(next + 1) * width * 3])
    let upper = row.lower == row.upper ? current : previous
    for index in result.indices {
      result[index] = upper[index] + (current[index] - upper[index]) * row.weight
    }
    switch scale {
    case .unchanged: break
    case .minusOneToOne:
      for index in result.indices { result[index] = result[index] / 127.5 - 1 }
    }
  }
}
