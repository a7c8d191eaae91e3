import Foundation
import Imaging
import Plotting
import Support

/// The folder that pictures and tables are written to.
public struct OutputFolder: Sendable {
  /// The folder.
  public let url: URL
  /// The names of the figures that were written to it, without the ending, and those of their dark twins.
  private let drawn = Locked<Set<String>>([])

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
  /// - Parameters:
  ///   - name: The files' name without the ending; it may hold a layer's name, whatever that is.
  ///   - isDarkToo: Whether to draw it for dark pages too: that file's name ends in `-dark`.
  /// - Returns: The name of the figure's file. Where that of another figure written here would be the same, it ends
  ///   in a number: the errors of a layer `x` are called as the distribution of a layer `x-errors` is.
  /// - Throws: `OutputError`, ``PlottingError``.
  public func write(
    _ figure: Figure, as name: String, style: FigureStyle, isDarkToo: Bool = false
  ) throws -> String {
    let name = ownName(fileNamePart(name))
    let file = "\(name).\(style.format.rawValue)"
    let data = try figure.fileData(style)
    let numbers = Data(figure.csv.utf8)
    removePictures(of: name, but: file, unlessOf: numbers)
    try write(data, to: file)
    try write(numbers, to: name + ".csv")
    if isDarkToo {
      var dark = style
      dark.theme = .dark
      try write(figure.fileData(dark), to: "\(name)-dark.\(style.format.rawValue)")
    }
    return file
  }

  /// The name, with a number behind it where it is that of another figure.
  private func ownName(_ name: String) -> String {
    drawn.withLock { drawn in
      var own = name
      var number = 2
      while drawn.contains(own) || drawn.contains(own + "-dark") {
        own = "\(name)-\(number)"
        number += 1
      }
      drawn.formUnion([own, own + "-dark"])
      return own
    }
  }

  /// Removes what an earlier run drew of other numbers in another format or for dark pages: a page would show it
  /// as a figure of this run.
  ///
  /// A picture without a table beside it is nobody's figure, and one of the same numbers may stay.
  private func removePictures(of name: String, but file: String, unlessOf numbers: Data) {
    guard isThere(name + ".csv"), !holds(numbers, in: name + ".csv") else { return }
    // No page shows a PDF.
    let endings = [FigureFormat.png, .svg].map(\.rawValue)
    var old = endings.map { "\(name).\($0)" }
    // With a table of its own it is another figure, such as that of a layer whose name ends so.
    if !isThere(name + "-dark.csv") { old += endings.map { "\(name)-dark.\($0)" } }
    for picture in old where picture != file && isThere(picture) {
      let picture = url.appendingPathComponent(picture)
      // What this run reads stays, and so does a link: the tool makes none.
      let target = try? FileManager.default.destinationOfSymbolicLink(atPath: picture.path)
      guard target == nil, (try? checkWritable(picture)) != nil else { continue }
      unlink(picture.path)
    }
  }

  private func isThere(_ name: String) -> Bool {
    FileState(url.appendingPathComponent(name).path)?.kind == .regular
  }

  private func holds(_ data: Data, in name: String) -> Bool {
    let path = url.appendingPathComponent(name).path
    return (try? RegularFile.contents(path: path, limit: data.count)) == data
  }

  /// Writes a file completely or not at all.
  ///
  /// - Throws: `OutputError`.
  public func write(_ data: Data, to name: String) throws {
    try writeFile(data, named: name, in: url)
  }
}
