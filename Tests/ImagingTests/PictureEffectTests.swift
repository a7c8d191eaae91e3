import Imaging
import Tensors
import Testing

struct PictureEffectTests {
  private func values(
    _ image: Image, _ effect: PictureEffect?, preprocessing: Preprocessing = .none,
    resizing: Resizing = .crop
  ) -> [Float] {
    image.preprocessed(
      for: ModelInput(
        height: 8, width: 8, resizing: resizing, preprocessing: preprocessing, effect: effect)
    ).values
  }

  /// One white pixel in the middle of a black picture.
  private var star: Image {
    var pixels = [UInt8](repeating: 0, count: 8 * 8 * 3)
    for channel in 0..<3 { pixels[(4 * 8 + 4) * 3 + channel] = 200 }
    return Image(width: 8, height: 8, pixels: pixels)
  }

  private var colours: Image {
    Image(width: 8, height: 8, pixels: (0..<64).flatMap { _ in [200, 100, 50] as [UInt8] })
  }

  @Test func lightAndColoursChangeBeforePreprocessing() {
    #expect(values(colours, .darker(0.5)).prefix(3) == [100, 50, 25])
    #expect(values(colours, .swappedColours).suffix(3) == [50, 100, 200])
    let scaled: [Float] = [100, 50, 25].map { $0 / 255 }
    let both = values(colours, .darker(0.5), preprocessing: .zeroToOne)
    #expect(Array(both.prefix(3)) == scaled)
    #expect(values(colours, nil) == values(colours, .darker(1)))
  }

  /// The blur neither adds light nor takes any, and is the same to all sides.
  @Test func aBlurSpreadsEvenly() throws {
    // A deviation of half a pixel, so that nothing reaches the border.
    let blurred = values(star, .blurred(0.5 / 8))
    func at(_ y: Int, _ x: Int) -> Float { blurred[(y * 8 + x) * 3] }
    #expect(at(4, 4) < 200 && at(4, 4) > at(4, 5) && at(4, 5) > at(5, 5))
    #expect(at(4, 5) == at(4, 3) && at(3, 4) == at(5, 4))
    // Two products in another order: the last bit of a number below 64.
    #expect(abs(at(3, 4) - at(4, 3)) < 1e-5)
    let sum = stride(from: 0, to: blurred.count, by: 3).reduce(Float(0)) { $0 + blurred[$1] }
    // Sums of 64 float32 numbers: a few last bits.
    #expect(abs(sum - 200) < 1e-3)
    // Beyond the border lies what is at the border.
    for (blurred, value) in zip(values(colours, .blurred(0.3)), values(colours, nil)) {
      #expect(abs(blurred - value) < 1e-3)
    }
    #expect(values(star, .blurred(0)) == values(star, nil))
  }

  /// The black border of a padded picture is part of the picture, and preprocessed once.
  @Test func aPaddedPictureIsPreprocessedOnce() {
    let wide = Image(width: 8, height: 4, pixels: [UInt8](repeating: 255, count: 8 * 4 * 3))
    let padded = values(
      wide, .darker(0.5), preprocessing: .minusOneToOne, resizing: .pad)
    #expect(padded[0] == -1 && padded[4 * 8 * 3] == 0)
  }

  @Test func anEffectHasADigestOfItsOwn() {
    let input = ModelInput(size: 8)
    let effects: [PictureEffect] = [
      .darker(0.5), .darker(0.25), .blurred(0.1), .swappedColours,
    ]
    let descriptions = effects.map { input.with($0).description } + [input.description]
    #expect(Set(descriptions).count == 5)
    #expect(
      input.with(.darker(0.5)).description
        == "decode_image(3) JDCT_IFAST; smart_resize 8 bilinear; x*0.5; x/127.5-1")
    let both = input.with(.darker(0.5)).with(Preprocessing.zeroToOne)
    #expect(both.effect == .darker(0.5) && both.preprocessing == .zeroToOne)
    #expect(both.shape == input.shape && both.resizing == input.resizing)
  }
}
