import Foundation
import HDF5Reader
import Support
import Tensors

/// A file that Keras wrote, in any of its formats: a description of the model, where there is one, and the
/// weights.
///
/// | file | what |
/// |---|---|
/// | `.keras` | zip archive: `config.json`, `model.weights.h5` |
/// | `.h5` by `save` | HDF5: the attribute `model_config`, the group `model_weights` |
/// | `.h5` by `save_weights` | HDF5: what the group `model_weights` would hold |
/// | `.weights.h5` | HDF5: groups that follow the model's structure, see ``StructuredWeights`` |
struct KerasFile {
  /// The file's path, for messages.
  let path: String
  /// Keras's description of the model, if the file holds one.
  let description: JSONValue?
  /// The bytes of the file.
  let byteCount: Int
  /// What kind of file it is.
  let format: KerasFormat
  /// The version of Keras that wrote it, such as `2.14.0`, if the file says so.
  let kerasVersion: String?
  /// The weights.
  let weights: any WeightStore
  let hdf5: HDF5File

  /// - Throws: ``KerasModelError``.
  init(_ url: URL) throws {
    path = url.path
    do {
      let file = try RegularFile(path: path)
      byteCount = file.byteCount
      var start = [UInt8](repeating: 0, count: min(8, file.byteCount))
      try start.withUnsafeMutableBytes { try file.read(at: 0, into: $0) }
      if start.starts(with: [0x50, 0x4B]) {
        let archive = try ZipArchive(file)
        guard let config = try archive.contents(of: "config.json", limit: JSONReader.largest)
        else {
          throw KerasModelError.notKeras(
            path: path, found: KerasModelError.kind(ofArchive: archive.names))
        }
        guard let packed = try archive.contents(of: "model.weights.h5") else {
          throw KerasModelError.noWeights(path: path)
        }
        description = try KerasFile.parsed(config, path: path, name: "config.json")
        kerasVersion = try archive.contents(of: "metadata.json", limit: 1 << 20).flatMap {
          try? JSONValue(parsing: $0)["keras_version"].string
        }
        hdf5 = try HDF5File(bytes: packed, storedBytes: file.byteCount)
        weights = try KerasFile.store(hdf5, of: description, path: path)
        format = .archive
      } else {
        hdf5 = try HDF5File(path: path)
        let texts = try hdf5.longStrings(attribute: "model_config", of: "/")
        let config = texts?.first
        // Without one, a file holds weights only, and another description or none would be taken.
        guard texts == nil || config != nil else {
          throw KerasModelError.damaged(path: path, reason: "its model_config is not a text")
        }
        description = try config.map {
          try KerasFile.parsed(Array($0.utf8), path: url.path, name: "model_config")
        }
        weights = try KerasFile.store(hdf5, of: description, path: path)
        // Keras writes it in both places.
        let root = try hdf5.exists("model_weights") ? "/model_weights" : "/"
        let version =
          try hdf5.strings(attribute: "keras_version", of: root)
          ?? hdf5.strings(attribute: "keras_version", of: "/")
        kerasVersion = version?.first
        format =
          config != nil ? .wholeModel : weights is StructuredWeights ? .weights : .listedWeights
      }
    } catch let error as HDF5Error {
      throw KerasModelError(error, path: url.path)
    } catch let error as ZipArchive.Failure {
      throw KerasFile.error(error, path: url.path)
    } catch let error as RegularFileError {
      throw KerasFile.error(error, path: url.path)
    }
  }

  /// A description in a file of its own, as `model.to_json()` gives it.
  ///
  /// - Throws: ``KerasModelError``.
  static func description(contentsOf url: URL) throws -> JSONValue {
    do {
      let file = try RegularFile(path: url.path)
      guard file.byteCount <= JSONReader.largest else {
        throw KerasModelError.tooLarge(
          path: url.path, reason: "\(file.byteCount) bytes of description")
      }
      var bytes = [UInt8](repeating: 0, count: file.byteCount)
      try bytes.withUnsafeMutableBytes { try file.read(at: 0, into: $0) }
      // Some programs write a byte order mark before UTF-8.
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
      // UTF-16 has a zero in every Latin letter, which JSON has nowhere.
      guard !bytes.contains(0), String(validating: bytes, as: UTF8.self) != nil else {
        throw KerasModelError.notUTF8(path: url.path)
      }
      return try parsed(bytes, path: url.path, name: "the file")
    } catch let error as RegularFileError { throw KerasFile.error(error, path: url.path) }
  }

  private static func parsed(_ bytes: [UInt8], path: String, name: String) throws -> JSONValue {
    do { return try JSONValue(parsing: bytes) } catch {
      throw KerasModelError.damaged(
        path: path, reason: "\(name) cannot be read as JSON: \(error.reason)")
    }
  }

  private static func store(
    _ file: HDF5File, of description: JSONValue?, path: String
  ) throws -> any WeightStore {
    let root = try file.exists("model_weights") ? "/model_weights" : "/"
    if let names = try file.longStrings(attribute: "layer_names", of: root) {
      return try ListedWeights(file, root: root, layers: names)
    }
    for container in ["layers", "_layer_checkpoint_dependencies"] where try file.exists(container) {
      return StructuredWeights(file, container: container)
    }
    // A model that is a class of its own saves its weights in groups of its own.
    if let description {
      do throws(KerasModelError.Finding) { _ = try KerasDescription(description) } catch {
        throw KerasModelError.model(path: path, error)
      }
    }
    throw KerasModelError.notKeras(
      path: path,
      found: "an HDF5 file without the layers of a functional or sequential model")
  }

  private static func error(_ error: RegularFileError, path: String) -> KerasModelError {
    switch error {
    case .missing: .missing(path: path)
    case .notRegular(let kind):
      FileManager.default.fileExists(atPath: path + "/saved_model.pb")
        ? .savedModel(path: path) : .notAFile(path: path, kind: kind)
    case .cutOff: .damaged(path: path, reason: "it became shorter while it was read")
    case .unreadable(let reason): .unreadable(path: path, reason: reason)
    case .tooLarge: .tooLarge(path: path, reason: error.reason)
    }
  }

  private static func error(_ error: ZipArchive.Failure, path: String) -> KerasModelError {
    switch error {
    case .damaged(let reason): .damaged(path: path, reason: reason)
    case .unsupported(let found): .notKeras(path: path, found: found)
    case .tooLarge(let reason): .tooLarge(path: path, reason: reason)
    }
  }
}

extension HDF5File {
  /// The names of a list; a nested model has those of its weights in one.
  private static let mostTexts = 1 << 16

  /// The texts of an attribute; long lists lie in pieces called `name0`, `name1`, …
  ///
  /// - Throws: ``HDF5Error``.
  func longStrings(attribute: String, of group: String) throws(HDF5Error) -> [String]? {
    if let whole = try strings(attribute: attribute, of: group) { return whole }
    var result: [String]?
    var number = 0
    while let part = try strings(attribute: attribute + String(number), of: group) {
      result = (result ?? []) + part
      number += 1
      guard result?.count ?? 0 <= HDF5File.mostTexts else {
        throw .damaged("\(attribute) has more than \(HDF5File.mostTexts) names")
      }
    }
    // An empty list may be stored as numbers; Keras writes it so for layers without weights.
    if result == nil, try hasAttribute(attribute, of: group) { return [] }
    return result
  }
}
