import Foundation
import Imaging
import Plotting
import Support

/// The folder that pictures and tables are written to.
public struct OutputFolder: Sendable {
  /// The folder.
  public let url: URL

  /// Makes the folder when it is not there, and checks that files can be written to it, so that a long
  /// computation does not end in vain.
  ///
  /// - Throws: `OutputError`.
  public init(_ url: URL) throws {
    self.url = url
    try makeOutputFolder(url)
  }

  /// Draws a figure, and writes beside it a CSV file with what it plots.
  ///
  /// - Parameter name: The files' name without the ending; it may hold a layer's name, whatever that is.
  /// - Returns: The name of the figure's file.
  /// - Throws: `OutputError`, ``PlottingError``.
  public func write(_ figure: Figure, as name: String, style: FigureStyle) throws -> String {
    let name = fileNamePart(name)
    let file = "\(name).\(style.format.rawValue)"
    try write(figure.fileData(style), to: file)
    try write(Data(figure.csv.utf8), to: name + ".csv")
    return file
  }

  /// Draws a figure for dark pages: the file's name ends in `-dark`.
  ///
  /// - Throws: `OutputError`, ``PlottingError``.
  func writeDark(_ figure: Figure, as name: String, style: FigureStyle) throws {
    var style = style
    style.theme = .dark
    try write(figure.fileData(style), to: "\(fileNamePart(name))-dark.\(style.format.rawValue)")
  }

  /// Writes a file completely or not at all.
  ///
  /// - Throws: `OutputError`.
  public func write(_ data: Data, to name: String) throws {
    try writeFile(data, named: name, in: url)
  }
}
