/// Makes a picture a model's input while its rows arrive: two rows of the result's width are all that it
/// keeps.
///
/// Every product and sum is rounded to float32 on its own, as TensorFlow does: fused multiply-adds would
/// change some of the pixels.
///
/// - Source: TensorFlow, `ResizeBilinear` with half-pixel centres.
final class Resampler: PictureRowReceiver {
  private let input: ModelInput
  /// `[height, width, channels]`
  private let output: UnsafeMutableBufferPointer<Float>
  private var window: ResizingWindow
  private var columns: [Interpolation] = []
  private var rows: [Interpolation] = []
  /// The first row of the result that has not been made yet.
  private var next = 0
  /// The last two rows that were needed, with the result's columns.
  private var previous: [Float]
  private var current: [Float]

  /// - Parameters:
  ///   - input: What the model reads.
  ///   - output: Receives `[height, width, channels]`; valid until the last row has arrived.
  /// - Precondition: The buffer has as many elements.
  init(_ input: ModelInput, into output: UnsafeMutableBufferPointer<Float>) {
    precondition(
      output.count == input.shape.elementCount,
      "\(output.count) elements are no image of \(input.shape)")
    self.input = input
    self.output = output
    window = ResizingWindow(width: 1, height: 1, for: input)
    previous = Array(repeating: 0, count: input.width * input.channels)
    current = previous
  }

  func begin(width: Int, height: Int) {
    window = ResizingWindow(width: width, height: height, for: input)
    columns = Interpolation.axis(input: window.source.width, output: window.target.width)
    rows = Interpolation.axis(input: window.source.height, output: window.target.height)
    next = 0
    if input.resizing == .pad {
      output.update(repeating: 0)
      if input.effect == nil { input.preprocessing.apply(to: output) }
    }
  }

  func receive(row: Int, pixels: UnsafePointer<UInt8>) {
    let row = row - window.source.top
    guard next < rows.count, row >= rows[next].lower else { return }
    swap(&previous, &current)
    fillCurrent(from: pixels + window.source.left * 3)
    while next < rows.count, rows[next].upper == row {
      makeRow(rows[next])
      next += 1
    }
    // An effect needs all rows.
    if let effect = input.effect, next == rows.count {
      effect.apply(to: output, shape: input.shape)
      input.preprocessing.apply(to: output)
    }
  }

  /// - Parameter pixels: Three bytes a pixel; those of a gray picture are equal.
  private func fillCurrent(from pixels: UnsafePointer<UInt8>) {
    let channels = input.channels
    current.withUnsafeMutableBufferPointer { current in
      columns.withUnsafeBufferPointer { columns in
        var position = 0
        for column in columns {
          for channel in 0..<channels {
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
    let channels = input.channels
    let start = ((window.target.top + next) * input.width + window.target.left) * channels
    let result = UnsafeMutableBufferPointer(
      rebasing: output[start..<start + window.target.width * channels])
    let upper = row.lower == row.upper ? current : previous
    for index in result.indices {
      result[index] = upper[index] + (current[index] - upper[index]) * row.weight
    }
    if input.effect == nil { input.preprocessing.apply(to: result) }
  }
}
