import Foundation
import Imaging
import Tensors
import TestSupport
import Testing

struct PreprocessingTests {
  /// A picture whose red is the column, green the row.
  private func ramp(width: Int, height: Int) -> Image {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width { pixels += [UInt8(x), UInt8(y), 7] }
    }
    return Image(width: width, height: height, pixels: pixels)
  }

  @Test func theSameSizeChangesNothing() {
    let image = ramp(width: 8, height: 8)
    #expect(image.smartResized(width: 8, height: 8).values == image.pixels.map(Float.init))
  }

  @Test func theMiddleIsCutOut() {
    // 12 × 8 to 4 × 4: columns 2 to 9 stay, then every second pair is averaged.
    let resized = ramp(width: 12, height: 8).smartResized(width: 4, height: 4)
    let red = stride(from: 0, to: 12, by: 3).map { resized.values[$0] }
    #expect(red == [2.5, 4.5, 6.5, 8.5])
    let green = stride(from: 1, to: 48, by: 12).map { resized.values[$0] }
    #expect(green == [0.5, 2.5, 4.5, 6.5])
  }

  @Test func anOddRestIsTruncated() {
    // 11 × 8: three columns too many, one on the left.
    let resized = ramp(width: 11, height: 8).smartResized(width: 8, height: 8)
    #expect(resized.values[0] == 1)
    #expect(resized.values[21] == 8)
  }

  @Test func preprocessingMapsToMinusOneToOne() {
    let image = Image(width: 2, height: 1, pixels: [0, 255, 51, 0, 255, 51])
    let tensor = image.preprocessed(size: 1)
    #expect(tensor.shape == [1, 1, 1, 3])
    #expect(tensor.values == [-1, 1, Float(51) / 127.5 - 1])
  }
}
