import Foundation
import Tensors

extension Image {
  /// Crops the picture to the target's aspect ratio and resizes it bilinearly, without antialiasing.
  ///
  /// - Returns: `[height, width, 3]`, values in 0 ... 255.
  /// - Source: Keras, `smart_resize`; TensorFlow, `ResizeBilinear` with half-pixel centres.
  public func smartResized(width: Int, height: Int) -> Tensor {
    Tensor(shape: [height, width, 3]) { buffer in
      send(to: Resampler(width: width, height: height, scale: .unchanged, into: buffer))
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
    send(to: Resampler(width: size, height: size, scale: .minusOneToOne, into: buffer))
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
  /// - Returns: The bytes of the file, as they were decoded.
  /// - Throws: ``ImageError``.
  /// - Precondition: The buffer has `size · size · 3` elements.
  @discardableResult
  public static func preprocess(
    contentsOf url: URL, name: String, size: Int, into buffer: UnsafeMutableBufferPointer<Float>
  ) throws -> Data {
    try PictureReader.read(
      contentsOf: url, name: name,
      into: Resampler(width: size, height: size, scale: .minusOneToOne, into: buffer))
  }

  /// Decodes a file and drops its pixels.
  ///
  /// - Parameter name: What to call the file in an error.
  /// - Throws: ``ImageError`` for a file that cannot be read.
  public static func check(contentsOf url: URL, name: String) throws {
    try PictureReader.read(contentsOf: url, name: name, into: Nobody())
  }

  /// Takes no pixels.
  private final class Nobody: PictureRowReceiver {
    func begin(width: Int, height: Int) {}
    func receive(row: Int, pixels: UnsafePointer<UInt8>) {}
  }

  private func send(to receiver: some PictureRowReceiver) {
    receiver.begin(width: width, height: height)
    pixels.withUnsafeBufferPointer { pixels in
      guard let base = pixels.baseAddress else { return }
      for row in 0..<height { receiver.receive(row: row, pixels: base + row * width * 3) }
    }
  }
}
