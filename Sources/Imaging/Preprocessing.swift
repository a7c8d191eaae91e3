import Foundation
import Tensors

/// The part of a picture that has the aspect ratio of the model's input, in pixels.
///
/// The formula is Keras's, in float32 with truncation: `cropHeight = min(h, ⌊w · size / size⌋)` and so on,
/// centred.
///
/// - Source: Keras, `smart_resize`.
struct CropWindow: Equatable {
  let left: Int
  let top: Int
  let width: Int
  let height: Int

  init(width: Int, height: Int, targetWidth: Int, targetHeight: Int) {
    let cropHeight = Int(Float(width * targetHeight) / Float(targetWidth))
    let cropWidth = Int(Float(height * targetWidth) / Float(targetHeight))
    self.width = min(width, cropWidth)
    self.height = min(height, cropHeight)
    left = Int(Float(width - self.width) / 2)
    top = Int(Float(height - self.height) / 2)
  }
}

/// Where an output pixel lies between two input pixels of one axis.
private struct Interpolation {
  let lower: Int
  let upper: Int
  let weight: Float

  /// `x = (i + ½) · in/out − ½`, all in float32; the weight is not clamped at the border.
  static func axis(input: Int, output: Int) -> [Interpolation] {
    let scale = Float(input) / Float(output)
    return (0..<output).map { index in
      let position = (Float(index) + 0.5) * scale - 0.5
      let floor = position.rounded(.down)
      return Interpolation(
        lower: max(Int(floor), 0), upper: min(Int(position.rounded(.up)), input - 1),
        weight: position - floor)
    }
  }
}

extension Image {
  /// Crops the picture to the target's aspect ratio and resizes it bilinearly, without antialiasing.
  ///
  /// - Returns: `[height, width, 3]`, values in 0 ... 255.
  /// - Source: Keras, `smart_resize`; TensorFlow, `ResizeBilinear` with half-pixel centres.
  public func smartResized(width: Int, height: Int) -> Tensor {
    Tensor(shape: [height, width, 3]) { buffer in
      withDecodedPixels { $0.resample(width: width, height: height, into: buffer) { $0 } }
    }
  }

  /// Crops, resizes and maps 0 ... 255 to −1 ... 1: what MobileNetV2 expects.
  ///
  /// - Parameters:
  ///   - size: Rows and columns of the result, in pixels.
  ///   - buffer: Receives `[size, size, 3]`.
  /// - Precondition: The buffer has `size · size · 3` elements.
  /// - Source: Keras, `mobilenet_v2.preprocess_input`: `x / 127.5 − 1`.
  public func preprocess(size: Int, into buffer: UnsafeMutableBufferPointer<Float>) {
    withDecodedPixels { $0.preprocess(size: size, into: buffer) }
  }

  /// The picture as the model's input, `[1, size, size, 3]`.
  public func preprocessed(size: Int) -> Tensor {
    Tensor(shape: [1, size, size, 3]) { preprocess(size: size, into: $0) }
  }

  /// Reads a file and does the same; its pixels are not copied in between.
  ///
  /// - Parameters:
  ///   - name: What to call the file in an error.
  ///   - size: Rows and columns of the result, in pixels.
  ///   - buffer: Receives `[size, size, 3]`.
  /// - Throws: ``ImageError``.
  /// - Precondition: The buffer has `size · size · 3` elements.
  public static func preprocess(
    contentsOf url: URL, name: String, size: Int, into buffer: UnsafeMutableBufferPointer<Float>
  ) throws {
    try DecodedPixels.with(contentsOf: url, name: name) { $0.preprocess(size: size, into: buffer) }
  }

  private func withDecodedPixels(_ body: (DecodedPixels) -> Void) {
    pixels.withUnsafeBufferPointer {
      body(DecodedPixels(width: width, height: height, pixels: $0))
    }
  }
}

extension DecodedPixels {
  fileprivate func preprocess(size: Int, into buffer: UnsafeMutableBufferPointer<Float>) {
    precondition(
      buffer.count == size * size * 3, "\(buffer.count) elements are no \(size) × \(size) image")
    resample(width: size, height: size, into: buffer) { $0 / 127.5 - 1 }
  }

  /// Every product and sum is rounded to float32 on its own, as TensorFlow does: fused multiply-adds
  /// would change some of the pixels.
  @inline(__always)
  fileprivate func resample(
    width targetWidth: Int, height targetHeight: Int,
    into buffer: UnsafeMutableBufferPointer<Float>, _ map: (Float) -> Float
  ) {
    let crop = CropWindow(
      width: width, height: height, targetWidth: targetWidth, targetHeight: targetHeight)
    let columns = Interpolation.axis(input: crop.width, output: targetWidth)
    let rows = Interpolation.axis(input: crop.height, output: targetHeight)
    columns.withUnsafeBufferPointer { columns in
      var position = 0
      for row in rows {
        let top = ((crop.top + row.lower) * width + crop.left) * 3
        let bottom = ((crop.top + row.upper) * width + crop.left) * 3
        for column in columns {
          for channel in 0..<3 {
            let left = column.lower * 3 + channel
            let right = column.upper * 3 + channel
            let topLeft = Float(pixels[top + left])
            let topRight = Float(pixels[top + right])
            let bottomLeft = Float(pixels[bottom + left])
            let bottomRight = Float(pixels[bottom + right])
            let upper = topLeft + (topRight - topLeft) * column.weight
            let lower = bottomLeft + (bottomRight - bottomLeft) * column.weight
            buffer[position] = map(upper + (lower - upper) * row.weight)
            position += 1
          }
        }
      }
    }
  }
}
