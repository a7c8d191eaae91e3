/// Which part of a picture goes to which part of the model's input, in pixels.
struct ResizingWindow: Equatable {
  /// The part of the picture.
  let source: CropWindow
  /// The part of the input; black around it.
  let target: CropWindow

  /// - Parameters:
  ///   - width: The picture's columns.
  ///   - height: The picture's rows.
  init(width: Int, height: Int, for input: ModelInput) {
    let all = CropWindow(left: 0, top: 0, width: width, height: height)
    let full = CropWindow(left: 0, top: 0, width: input.width, height: input.height)
    switch input.resizing {
    case .crop:
      source = CropWindow(
        width: width, height: height, targetWidth: input.width, targetHeight: input.height)
      target = full
    case .stretch:
      source = all
      target = full
    case .pad:
      source = all
      target = ResizingWindow.padded(width: width, height: height, input)
    }
  }

  /// The largest window of the picture's aspect ratio, in float32 with truncation; but one pixel at least.
  ///
  /// - Source: TensorFlow, `image_ops_impl._resize_image_with_pad_common`.
  private static func padded(width: Int, height: Int, _ input: ModelInput) -> CropWindow {
    let ratio = max(
      Float(width) / Float(input.width), Float(height) / Float(input.height))
    let (rows, columns) = (Float(height) / ratio, Float(width) / ratio)
    let top = ((Float(input.height) - rows) / 2).rounded(.down)
    let left = ((Float(input.width) - columns) / 2).rounded(.down)
    return CropWindow(
      left: max(0, Int(left)), top: max(0, Int(top)), width: max(1, Int(columns)),
      height: max(1, Int(rows)))
  }
}
