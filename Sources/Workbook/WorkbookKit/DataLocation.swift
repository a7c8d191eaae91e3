import ArgumentParser
import Foundation
import Imaging

/// Where the weights, images and classes lie that a chapter uses when none are given.
struct DataLocation {
  let weights: URL
  /// The images to evaluate on.
  let images: URL
  /// The images to calibrate on, when they are others.
  let calibrationImages: URL?
  let classes: URL?

  /// The package's own `Data` folder, else the folder of the real network beside the package.
  ///
  /// - Throws: ``DataLocationError``, which names the folders tried.
  static func find() throws -> DataLocation {
    var tried: [String] = []
    for folder in candidates() {
      tried.append(folder.path)
      guard let weights = file(in: folder, below: ["", "Model"], suffix: ".h5"),
        let images = ["Images/Evaluation", "Images", "val"].lazy
          .map(folder.appendingPathComponent).first(where: exists)
      else { continue }
      let calibration = folder.appendingPathComponent("Images/Calibration")
      return DataLocation(
        weights: weights, images: images,
        calibrationImages: exists(calibration) ? calibration : nil,
        classes: file(in: folder, below: ["", "Model"], suffix: "classes.csv"))
    }
    throw DataLocationError(tried: tried)
  }

  private static func candidates() -> [URL] {
    if let path = environmentPath("WORKBOOK_DATA") { return [URL(fileURLWithPath: path)] }
    var folders: [URL] = []
    let root = packageRoot()
    if let root { folders.append(root.appendingPathComponent("Data")) }
    if let path = environmentPath("WORKBOOK_REFERENCE") {
      folders.append(URL(fileURLWithPath: path).appendingPathComponent("imagenet"))
    } else if let root {
      folders.append(
        root.deletingLastPathComponent().appendingPathComponent("shared/imagenet"))
    }
    return folders
  }

  private static func exists(_ url: URL) -> Bool {
    FileManager.default.fileExists(atPath: url.path)
  }

  /// The first file, by name, that ends in `suffix`.
  private static func file(in folder: URL, below places: [String], suffix: String) -> URL? {
    for place in places {
      let place = place.isEmpty ? folder : folder.appendingPathComponent(place)
      let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
      if let name = names.sorted().first(where: { $0.hasSuffix(suffix) }) {
        return place.appendingPathComponent(name)
      }
    }
    return nil
  }
}

/// The folder that holds `Package.swift`, upwards from the working directory, then from the program.
public func packageRoot() -> URL? {
  let starts = [
    URL(fileURLWithPath: FileManager.default.currentDirectoryPath),
    URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath(),
  ]
  for start in starts {
    // A working directory that was deleted has no path, and nothing is above it.
    guard start.path.hasPrefix("/") else { continue }
    var names = start.standardizedFileURL.path.split(separator: "/")
    while true {
      let folder = URL(fileURLWithPath: "/" + names.joined(separator: "/"), isDirectory: true)
      let manifest = folder.appendingPathComponent("Package.swift")
      if FileManager.default.fileExists(atPath: manifest.path) { return folder }
      if names.popLast() == nil { break }
    }
  }
  return nil
}

/// The folder that holds `Package.swift`, for a command that makes no sense elsewhere.
///
/// - Throws: `ValidationError` when there is none.
public func requiredPackageRoot() throws -> URL {
  guard let root = packageRoot() else {
    throw ValidationError("There is no Package.swift above this folder; run it in the package.")
  }
  return root
}

/// Neither weights nor images were given or found.
public struct DataLocationError: Error, Equatable, CustomStringConvertible {
  let tried: [String]

  /// The folders tried, and what to do.
  public var description: String {
    let places =
      tried.isEmpty ? "no folder (there is no Package.swift above)" : tried.joined(separator: ", ")
    return
      "no weights and images were found; tried \(places). Give both with --weights FILE.h5 and "
      + "--images FOLDER, or set WORKBOOK_DATA to a folder that holds the .h5 file and val/"
  }
}
