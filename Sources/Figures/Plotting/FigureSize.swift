/// The sheet that a figure is laid out on: its size, and that of its letters.
public struct FigureSize: Hashable, Sendable {
  /// The name on the command line.
  public let name: String
  /// Width in points, 72 to the inch.
  public let width: Double
  /// Height in points; figures that need more take more.
  public let height: Double
  /// Pixels per inch of a PNG file.
  public let dotsPerInch: Double
  /// The title's size in points.
  let titleSize: Double
  /// The size of labels in points; all distances follow from it.
  let textSize: Double

  /// A whole slide: 1920 × 1080 pixels, labels of 16 points.
  public static let slide = FigureSize(
    name: "slide", width: 921.6, height: 518.4, dotsPerInch: 150, titleSize: 24, textSize: 16)
  /// One column of a paper: 3.5 inches at 300 dots per inch.
  public static let paper = FigureSize(
    name: "paper", width: 252, height: 190, dotsPerInch: 300, titleSize: 8, textSize: 6.5)
  /// Half a slide, or a post: 1080 × 1080 pixels.
  public static let square = FigureSize(
    name: "square", width: 518.4, height: 518.4, dotsPerInch: 150, titleSize: 19, textSize: 13)

  /// Every sheet.
  public static let all = [slide, paper, square]

  /// The sheet of that name, or `nil`.
  public init?(name: String) {
    guard let size = FigureSize.all.first(where: { $0.name == name }) else { return nil }
    self = size
  }

  private init(
    name: String, width: Double, height: Double, dotsPerInch: Double, titleSize: Double,
    textSize: Double
  ) {
    self.name = name
    self.width = width
    self.height = height
    self.dotsPerInch = dotsPerInch
    self.titleSize = titleSize
    self.textSize = textSize
  }
}
