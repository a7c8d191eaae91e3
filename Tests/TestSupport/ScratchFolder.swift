import Foundation
import Imaging
import Support
import Tensors

/// A folder of its own for one test, removed at the end.
public final class ScratchFolder: Sendable {
  /// The folder.
  public let url: URL

  /// Makes the folder.
  public init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("workbook-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// A file in the folder.
  public func file(_ name: String) -> URL { url.appendingPathComponent(name) }

  /// Writes a file, and its folders.
  public func write(_ data: Data, to name: String) throws {
    let url = file(name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url)
  }

  /// Writes random pictures as PNG files, `perClass` in each of `classes` folders called `class0` and so
  /// on below `images`.
  public func writePictures(classes: Int = 3, perClass: Int = 4, size: Int = 40) throws {
    var generator = SplitMix64(seed: 7)
    for folder in 0..<classes {
      for number in 0..<perClass {
        let base = generator.floats(3, in: 0...200)
        let pixels = (0..<size * size * 3).map { index in
          UInt8(base[index % 3] + generator.float(in: 0...55))
        }
        let picture = Image(width: size, height: size, pixels: pixels)
        try write(picture.pngData(), to: "images/class\(folder)/picture\(number).png")
      }
    }
  }
}
