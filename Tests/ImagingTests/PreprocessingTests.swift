import Foundation
import Imaging
import Support
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
    #expect(
      image.preprocessed(for: ModelInput(height: 8, width: 8, preprocessing: .none)).values
        == image.pixels.map(Float.init))
  }

  @Test func theMiddleIsCutOut() {
    // 12 × 8 to 4 × 4: columns 2 to 9 stay, then every second pair is averaged.
    let resized = ramp(width: 12, height: 8).preprocessed(
      for: ModelInput(height: 4, width: 4, preprocessing: .none))
    let red = stride(from: 0, to: 12, by: 3).map { resized.values[$0] }
    #expect(red == [2.5, 4.5, 6.5, 8.5])
    let green = stride(from: 1, to: 48, by: 12).map { resized.values[$0] }
    #expect(green == [0.5, 2.5, 4.5, 6.5])
  }

  @Test func anOddRestIsTruncated() {
    // 11 × 8: three columns too many, one on the left.
    let resized = ramp(width: 11, height: 8).preprocessed(
      for: ModelInput(height: 8, width: 8, preprocessing: .none))
    #expect(resized.values[0] == 1)
    #expect(resized.values[21] == 8)
  }

  @Test func aWindowHasOnePixelAtLeast() {
    let image = Image(width: 1, height: 1, pixels: [1, 2, 3])
    #expect(
      image.preprocessed(for: ModelInput(height: 1, width: 2, preprocessing: .none)).values == [
        1, 2, 3, 1, 2, 3,
      ])
    #expect(
      image.preprocessed(for: ModelInput(height: 2, width: 1, preprocessing: .none)).values == [
        1, 2, 3, 1, 2, 3,
      ])
  }

  @Test func preprocessingMapsToMinusOneToOne() {
    let image = Image(width: 2, height: 1, pixels: [0, 255, 51, 0, 255, 51])
    let tensor = image.preprocessed(for: ModelInput(size: 1))
    #expect(tensor.shape == [1, 1, 1, 3])
    #expect(tensor.values == [-1, 1, Float(51) / 127.5 - 1])
  }

  @Test(
    "rows that pass by give the pixels of a picture that stays",
    arguments: [
      (5, 3, 8, 8), (8, 8, 3, 5), (13, 40, 7, 7), (200, 90, 32, 32), (1, 9, 4, 4), (64, 64, 64, 64),
      (31, 30, 32, 32), (7, 100, 50, 20),
    ])
  func everySizeFollowsTheFormula(
    width: Int, height: Int, targetWidth: Int, targetHeight: Int
  ) {
    var random = SplitMix64(seed: UInt64(width * 1000 + height))
    let pixels = (0..<width * height * 3).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    let image = Image(width: width, height: height, pixels: pixels)
    let cropHeight = min(height, Int(Float(width * targetHeight) / Float(targetWidth)))
    let cropWidth = min(width, Int(Float(height * targetWidth) / Float(targetHeight)))
    let (left, top) = ((width - cropWidth) / 2, (height - cropHeight) / 2)
    func place(_ index: Int, _ input: Int, _ output: Int) -> (Int, Int, Float) {
      let x = (Float(index) + 0.5) * (Float(input) / Float(output)) - 0.5
      return (
        max(Int(x.rounded(.down)), 0), min(Int(x.rounded(.up)), input - 1), x - x.rounded(.down)
      )
    }
    var expected: [Float] = []
    for row in 0..<targetHeight {
      let (upper, lower, down) = place(row, cropHeight, targetHeight)
      for column in 0..<targetWidth {
        let (west, east, right) = place(column, cropWidth, targetWidth)
        for channel in 0..<3 {
          func at(_ y: Int, _ x: Int) -> Float {
            Float(pixels[((top + y) * width + left + x) * 3 + channel])
          }
          let above = at(upper, west) + (at(upper, east) - at(upper, west)) * right
          let below = at(lower, west) + (at(lower, east) - at(lower, west)) * right
          expected.append(above + (below - above) * down)
        }
      }
    }
    #expect(
      image.preprocessed(
        for: ModelInput(height: targetHeight, width: targetWidth, preprocessing: .none)
      ).values == expected)
  }
}
