import ArgumentParser
import Plotting

extension FigureFormat: ExpressibleByArgument {}
extension Theme: ExpressibleByArgument {}
extension FigureSize: ExpressibleByArgument {
  /// The sheet of that name, or `nil`.
  public init?(argument: String) { self.init(name: argument) }
  /// The names of all sheets.
  public static var allValueStrings: [String] { FigureSize.all.map(\.name) }
  /// The name on the command line.
  public var defaultValueDescription: String { name }
}

/// How figures are to look, and where they go.
public struct FigureOptions: ParsableArguments, Sendable {
  /// The format of the files.
  @Option(help: "The format of figures.")
  public var format = FigureFormat.png

  /// The sheet.
  @Option(help: "The sheet: a slide, a column of a paper, or a square.")
  public var figureSize = FigureSize.slide

  /// The colours.
  @Option(help: "Dark on white or light on black.")
  public var theme = Theme.light

  /// Whether the sheet is left out.
  @Flag(help: "Leave the background out.")
  public var transparent = false

  @Option(help: "The folder that figures are written to.", transform: outputFolderPath("--output"))
  public var output = "Output"

  public init() {}

  /// The look that was asked for.
  public var style: FigureStyle {
    FigureStyle(
      format: format, size: figureSize, theme: theme, isTransparent: transparent)
  }
}
