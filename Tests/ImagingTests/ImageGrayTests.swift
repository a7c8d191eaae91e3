import Foundation
import Imaging
import Testing

struct ImageGrayTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures")

  @Test(
    "what TensorFlow makes no gray of is named so, also where files are only checked",
    arguments: [
      ("cmyk.jpg", "CMYK JPEG"), ("gray.bmp", "BMP"), ("color.bmp", "BMP"), ("color.gif", "GIF"),
    ])
  func noGray(name: String, format: String) throws {
    let url = Self.folder.appendingPathComponent(name)
    let gray = ModelInput(height: 8, width: 8, channels: 1, resizing: .crop, preprocessing: .none)
    let color = ModelInput(height: 8, width: 8, channels: 3, resizing: .crop, preprocessing: .none)
    #expect(throws: ImageError.noGray(path: name, format: format)) {
      try Image.check(contentsOf: url, name: name, for: gray)
    }
    try Image.check(contentsOf: url, name: name, for: color)
  }
}
