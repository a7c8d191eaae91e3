/// The part of a picture that has the aspect ratio of the model's input, in pixels.
///
/// The formula is Keras's, in float32 with truncation: `cropHeight = min(h, ⌊w · size / size⌋)` and so on,
/// centred; but one pixel at least, where Keras's window would be empty.
///
/// - Source: Keras, `smart_resize`.
struct CropWindow: Equatable {
  let left: Int
  let top: Int
  let width: Int
  let height: Int

  init(left: Int, top: Int, width: Int, height: Int) {
    (self.left, self.top, self.width, self.height) = (left, top, width, height)
  }

  init(width: Int, height: Int, targetWidth: Int, targetHeight: Int) {
    let cropHeight = Int(Float(width * targetHeight) / Float(targetWidth))
    let cropWidth = Int(Float(height * targetWidth) / Float(targetHeight))
    self.width = min(width, max(cropWidth, 1))
    self.height = min(height, max(cropHeight, 1))
    left = Int(Float(width - self.width) / 2)
    top = Int(Float(height - self.height) / 2)
  }
}
