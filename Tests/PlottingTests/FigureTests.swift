import Imaging
import Testing

@testable import Plotting

struct FigureTests {
  let figure = Figure(
    title: "A figure", subtitle: "of nothing", x: .init("x (unit)"),
    y: .init("y (unit)", scale: .log10),
    series: [
      .init("", .steps(edges: [0, 1, 2, 3], heights: [10, 1000, 1]), style: 0),
      .init("line", .line([.init(0, 1), .init(3, 100)]), style: 1),
    ],
    markers: [.init(2, "here", style: 2)])

  @Test func theSameFigureGivesTheSamePixels() throws {
    let image = try figure.drawn(width: 480, height: 270, scale: 1)
    #expect(image.width == 480 && image.height == 270)
    #expect(try figure.drawn(width: 480, height: 270, scale: 1) == image)
  }

  @Test func thePaperIsWhiteAndTheDataAreNot() throws {
    let image = try figure.drawn(width: 480, height: 270, scale: 1)
    #expect(Array(image.pixels.prefix(3)) == [255, 255, 255])
    let inked = stride(from: 0, to: image.pixels.count, by: 3).count { image.pixels[$0] < 250 }
    #expect(inked > 2000)
  }

  @Test func ticksAreRoundNumbersInsideTheRange() {
    let linear = AxisLayout(.init("x", range: -65...67), values: [])
    #expect(linear.ticks.map(\.value) == [-50, -25, 0, 25, 50])
    #expect(linear.position(-65) == 0 && linear.position(67) == 1)
    let powers = AxisLayout(.init("t", scale: .log2, range: 0.25...16), values: [])
    #expect(powers.ticks.map(\.label) == ["2⁻²", "2⁻¹", "1", "2", "4", "8", "16"])
    #expect(powers.position(2) == 0.5)
  }

  @Test func stylesDifferByMoreThanColour() {
    let dashes = Style.palette.map(\.dashes)
    // The first two are the grey of data and the one full line.
    #expect(Set(dashes.dropFirst()).count == dashes.count - 1)
  }

  @Test func aContactSheetShowsThePictures() throws {
    let red = Image(width: 10, height: 10, pixels: (0..<300).map { $0 % 3 == 0 ? 255 : 0 })
    let sheet = try contactSheet([(red, "red"), (red, "again")], columns: 2, size: 40)
    #expect(sheet.width == 12 + 2 * 52)
    let middle = ((12 + 20) * sheet.width + 12 + 20) * 3
    #expect(Array(sheet.pixels[middle..<middle + 3]) == [255, 0, 0])
  }
}
