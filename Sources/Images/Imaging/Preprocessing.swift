import Foundation
import Tensors

extension Image {
  /// Resizes the picture and maps its values as a model wants them.
  ///
  /// - Parameters:
  ///   - input: What the model reads; in three channels.
  ///   - buffer: Receives `[height, width, 3]`.
  /// - Precondition: The buffer has as many elements, and the input three channels: a gray picture is made of
  ///   a file, since decoders make it another way.
  public func preprocess(for input: ModelInput, into buffer: UnsafeMutableBufferPointer<Float>) {
    precondition(input.channels == 3, "a picture in memory is in colour")
    send(to: Resampler(input, into: buffer))
  }

  /// The picture as the model's input, `[1, height, width, 3]`.
  public func preprocessed(for input: ModelInput) -> Tensor {
    Tensor(shape: [1, input.height, input.width, 3]) { preprocess(for: input, into: $0) }
  }

  /// Reads a file and does the same; its pixels are not copied in between.
  ///
  /// - Parameters:
  ///   - name: What to call the file in an error.
  ///   - input: What the model reads.
  ///   - buffer: Receives `[height, width, channels]`.
  /// - Returns: The bytes of the file, as they were decoded.
  /// - Throws: ``ImageError``.
  /// - Precondition: The buffer has as many elements.
  @discardableResult
  public static func preprocess(
    contentsOf url: URL, name: String, for input: ModelInput,
    into buffer: UnsafeMutableBufferPointer<Float>
  ) throws -> Data {
    try PictureReader.read(
      contentsOf: url, name: name, isGray: input.channels == 1, into: Resampler(input, into: buffer)
    )
  }

  /// Decodes a file as ``preprocess(contentsOf:name:for:into:)`` does, and drops its pixels.
  ///
  /// - Parameters:
  ///   - name: What to call the file in an error.
  ///   - input: What the model reads: not every file can be read in gray.
  /// - Throws: ``ImageError`` for a file that cannot be read.
  public static func check(contentsOf url: URL, name: String, for input: ModelInput) throws {
    try PictureReader.read(
      contentsOf: url, name: name, isGray: input.channels == 1, into: Nobody())
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
