import ArchiveReader
import Foundation

/// What the ImageNet development kit says about the validation images.
public struct DevelopmentKit: Sendable {
  /// The WordNet id by ImageNet's own class number, counted from 1.
  public let identifiers: [Int: String]
  /// ImageNet's class number of every validation image, in order.
  public let groundTruth: [Int]

  /// Reads `meta.mat` and the ground truth out of `ILSVRC2012_devkit_t12.tar.gz`.
  ///
  /// - Throws: ``ImageNetError``.
  public init(contentsOf url: URL) throws {
    let archive = try ArchiveEntries(url)
    var meta: Data?
    var truth: Data?
    while let (name, size) = try archive.next() {
      if name.hasSuffix("data/meta.mat") { meta = try archive.contents(size: size) }
      if name.hasSuffix("ILSVRC2012_validation_ground_truth.txt") {
        truth = try archive.contents(size: size)
      }
    }
    guard let meta else { throw ImageNetError.missingInKit(path: url.path, file: "data/meta.mat") }
    guard let truth else {
      throw ImageNetError.missingInKit(
        path: url.path, file: "data/ILSVRC2012_validation_ground_truth.txt")
    }
    identifiers = try DevelopmentKit.identifiers(meta, path: url.path)
    groundTruth = try String(decoding: truth, as: UTF8.self)
      .split(whereSeparator: \.isWhitespace)
      .map { text in
        guard let number = Int(text) else {
          throw ImageNetError.damagedArchive(
            path: url.path, reason: "the ground truth holds “\(text)”, which is no number")
        }
        return number
      }
  }

  /// The WordNet id of a validation image, counted from 1.
  func identifier(ofImage number: Int) -> String? {
    groundTruth.indices.contains(number - 1) ? identifiers[groundTruth[number - 1]] : nil
  }

  private static func identifiers(_ meta: Data, path: String) throws -> [Int: String] {
    // The library reads files only.
    let copy = FileManager.default.temporaryDirectory
      .appendingPathComponent("workbook-\(UUID().uuidString).mat")
    try meta.write(to: copy)
    defer { try? FileManager.default.removeItem(at: copy) }
    var message = [CChar](repeating: 0, count: 256)
    guard let structs = matlab_structs_open(copy.path, "synsets", &message, message.count) else {
      let reason = String(
        decoding: message.prefix { $0 != 0 }.map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self)
      throw ImageNetError.damagedArchive(path: path, reason: "meta.mat: " + reason)
    }
    defer { matlab_structs_close(structs) }
    var result: [Int: String] = [:]
    for index in 0..<matlab_structs_count(structs) {
      var number = 0.0
      var text = [CChar](repeating: 0, count: 64)
      guard matlab_structs_number(structs, "ILSVRC2012_ID", index, &number) == 0,
        matlab_structs_text(structs, "WNID", index, &text, text.count) == 0
      else {
        throw ImageNetError.damagedArchive(
          path: path, reason: "meta.mat: synset \(index) has no ILSVRC2012_ID or WNID")
      }
      result[Int(number)] = String(
        decoding: text.prefix { $0 != 0 }.map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self)
    }
    return result
  }
}
