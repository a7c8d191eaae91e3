import Foundation
import Support

/// A figure as it looks on white, and on a dark page if it was drawn for one.
struct FigurePair {
  let light: String
  let dark: String?

  init(light: String, dark: String? = nil) {
    self.light = light
    self.dark = dark
  }

  /// A figure of a run.
  ///
  /// - Returns: `nil` when there is no picture of that name in a format that can be shown.
  init?(folder: URL, name: String) {
    // A run may draw SVG instead; PDF cannot be shown.
    for kind in ["png", "svg"] {
      let file = folder.appendingPathComponent("\(name).\(kind)")
      guard let light = FigurePair.address(file) else { continue }
      self.light = light
      dark = FigurePair.address(folder.appendingPathComponent("\(name)-dark.\(kind)"))
      return
    }
    return nil
  }

  /// A recorded figure. If a run has plotted the very same numbers, its pictures take its place, for there
  /// a dark one may lie beside.
  init?(recorded file: URL, run: URL?) {
    let name = file.deletingPathExtension().lastPathComponent
    if let run, let numbers = FigurePair.numbers(of: file),
      numbers == FigurePair.numbers(of: run.appendingPathComponent(name + ".png")),
      let pair = FigurePair(folder: run, name: name)
    {
      self = pair
      return
    }
    guard let light = FigurePair.address(file) else { return nil }
    self.light = light
    dark = nil
  }

  /// What a figure plots: the table that lies beside it.
  private static func numbers(of picture: URL) -> Data? {
    try? Data(contentsOf: picture.deletingPathExtension().appendingPathExtension("csv"))
  }

  /// The picture as an element of a page.
  func html(alt: String) -> String {
    let image = "<img src=\"\(light)\" alt=\"\(xmlText(alt))\">"
    guard let dark else { return image }
    return "<picture><source media=\"screen and (prefers-color-scheme: dark)\" srcset=\"\(dark)\">"
      + "\(image)</picture>"
  }

  /// A picture file's address, with all of its bytes; `nil` when there is none.
  static func address(_ file: URL) -> String? {
    guard let data = try? Data(contentsOf: file) else { return nil }
    let kind = file.pathExtension == "svg" ? "svg+xml" : file.pathExtension
    return "data:image/\(kind);base64," + data.base64EncodedString()
  }
}
