import Foundation

/// What the ImageNet development kit says about the validation images.
public struct DevelopmentKit: Sendable {
  /// The WordNet id by ImageNet's own class number, counted from 1.
  public let identifiers: [Int: String]
  /// ImageNet's class number of every validation image, in order.
  public let groundTruth: [Int]

  /// The most bytes of `meta.mat` and of the ground truth; the real ones have less than one million.
  private static let largestFile = 32 << 20

  /// Reads `meta.mat` and the ground truth out of `ILSVRC2012_devkit_t12.tar.gz`.
  ///
  /// - Throws: ``ImageNetError``.
  public init(contentsOf url: URL) throws {
    let archive = try ArchiveEntries(url)
    var meta: Data?
    var truth: Data?
    /// The file's content, unless there was such a file before: nobody knows which of the two is right.
    func contents(_ entry: ArchiveEntries.Entry, after earlier: Data?) throws -> Data {
      guard earlier == nil else {
        let name = entry.name.split(separator: "/").last.map(String.init) ?? entry.name
        throw ImageNetError.severalInKit(path: url.path, file: name)
      }
      return try archive.contents(of: entry, limit: Self.largestFile)
    }
    while let entry = try archive.next() {
      if entry.isLink { continue }
      if entry.name.hasSuffix("data/meta.mat") { meta = try contents(entry, after: meta) }
      if entry.name.hasSuffix("ILSVRC2012_validation_ground_truth.txt") {
        truth = try contents(entry, after: truth)
      }
    }
    guard let meta else { throw ImageNetError.missingInKit(path: url.path, file: "data/meta.mat") }
    guard let truth else {
      throw ImageNetError.missingInKit(
        path: url.path, file: "data/ILSVRC2012_validation_ground_truth.txt")
    }
    do {
      identifiers = try DevelopmentKit.identifiers(meta)
      groundTruth = try DevelopmentKit.classNumbers(truth, knownTo: identifiers)
    } catch let failure as MatlabFile.Failure {
      throw ImageNetError.damagedArchive(path: url.path, reason: failure.reason)
    }
  }

  /// The WordNet id of a validation image, counted from 1.
  func identifier(ofImage number: Int) -> String? {
    groundTruth.indices.contains(number - 1) ? identifiers[groundTruth[number - 1]] : nil
  }

  private static func classNumbers(
    _ truth: Data, knownTo identifiers: [Int: String]
  ) throws -> [Int] {
    try truth.split { [0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D].contains($0) }.map { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      guard let number = Int(text) else {
        throw MatlabFile.Failure(reason: "the ground truth holds “\(text)”, which is no number")
      }
      guard identifiers[number] != nil else {
        throw MatlabFile.Failure(
          reason: "the ground truth holds the class \(number), which meta.mat does not have")
      }
      return number
    }
  }

  /// The WordNet ids by class number. They become names of folders, so nothing else than a WordNet id is
  /// taken.
  private static func identifiers(_ meta: Data) throws -> [Int: String] {
    let (numberField, nameField) = ("ILSVRC2012_ID", "WNID")
    let structs: [[String: MatlabFile.Value]]
    do {
      structs = try MatlabFile.structs("synsets", fields: [numberField, nameField], in: meta)
    } catch let failure as MatlabFile.Failure {
      throw MatlabFile.Failure(reason: "meta.mat: " + failure.reason)
    }
    var result: [Int: String] = [:]
    var seen: Set<String> = []
    for (index, fields) in structs.enumerated() {
      func failure(_ what: String) -> MatlabFile.Failure {
        MatlabFile.Failure(reason: "meta.mat: synset \(index) \(what)")
      }
      guard case .numbers(let numbers) = fields[numberField], numbers.count == 1,
        let number = Int(exactly: numbers[0]), number > 0
      else { throw failure("has no \(numberField) that is a whole number from 1 on") }
      guard case .text(let name) = fields[nameField], isWordNetIdentifier(name) else {
        throw failure("has no \(nameField) such as n01440764")
      }
      guard result.updateValue(name, forKey: number) == nil else {
        throw failure("has the \(numberField) \(number) of another one")
      }
      guard seen.insert(name).inserted else { throw failure("has the \(nameField) of another one") }
    }
    return result
  }

  /// Whether a text is `n` and eight digits.
  private static func isWordNetIdentifier(_ text: String) -> Bool {
    text.utf8.count == 9 && text.utf8.first == UInt8(ascii: "n")
      && text.utf8.dropFirst().allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }
}
