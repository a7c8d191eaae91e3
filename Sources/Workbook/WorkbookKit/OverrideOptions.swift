import ArgumentParser
import Foundation
import PostTrainingQuantization
import Quantization
import Support

/// Choices for single outputs.
public struct OverrideOptions: ParsableArguments, Sendable {
  /// The choices, or files of them.
  @Option(
    help: ArgumentHelp(
      "NODE=CHOICE, for one output: an error method, a threshold such as 4, bits such as 6bits, a family of grids or "
        + "the ends of a uniform one such as uniform,-1..3; several with commas. Or a JSON file "
        + "{\"NODE\": \"CHOICE\"}. May be repeated.",
      valueName: "node=choice"),
    transform: { $0.contains("=") ? $0 : try inputPath($0) })
  public var override: [String] = []

  public init() {}

  /// Checks the words; names of layers are looked up later, in the network.
  public func validate() throws {
    for text in override where text.contains("=") {
      do {
        _ = try pair(text)
      } catch let error as OverrideError {
        throw ValidationError("\(error).")
      }
    }
  }

  /// The choices by the names that the user gave.
  ///
  /// - Throws: ``OverrideError``.
  func choices() throws -> [(name: String, choice: ActivationOverride, place: String)] {
    try override.flatMap { text in
      text.contains("=") ? [try pair(text)] : try OverrideFile(path: text).choices()
    }
  }

  private func pair(
    _ text: String
  ) throws -> (name: String, choice: ActivationOverride, place: String) {
    // A choice has no equals sign; a layer's name may have one.
    guard let sign = text.lastIndex(of: "=") else { return (text, ActivationOverride(), text) }
    let name = String(text[..<sign])
    let place = "--override \(text)"
    guard !name.isEmpty else {
      throw OverrideError(place: place, reason: "there is no name before =")
    }
    return (
      name, try ActivationOverride(text: String(text[text.index(after: sign)...]), place: place),
      place
    )
  }
}

/// A choice for one output that cannot be understood.
public struct OverrideError: Error, Equatable, CustomStringConvertible {
  /// The option, or the file and the name in it.
  let place: String
  let reason: String

  /// Whether it stands on the command line, and not in a file.
  var isOnCommandLine: Bool { place.hasPrefix("--") }

  /// Where it stands and what is wrong.
  public var description: String {
    let families = QuantizationMethod.allCases.map(\.rawValue).joined(separator: ", ")
    return
      "\(place): \(reason); a choice is a method (\(MethodOptions.names)), a threshold such as 4, bits such as 6bits, a "
      + "family (\(families)), the ends of a grid such as uniform,-1..3, or several of these with commas"
  }
}

extension ActivationOverride {
  /// A choice as people write it: `mae`, `4`, `6bits`, `symmetric,3.2`, `uniform,-1..3`.
  ///
  /// - Throws: ``OverrideError``.
  init(text: String, place: String) throws {
    self.init()
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      try take(part.trimmingCharacters(in: .whitespaces).lowercased(), place)
    }
  }

  /// The choice as people write it.
  var choice: String {
    [
      errorMethod?.name, quantizationMethod?.rawValue, bitWidth.map { "\($0)bits" },
      threshold.map { "\($0)" }, interval.map { "\($0.lowerBound)..\($0.upperBound)" },
    ].compactMap { $0 }.joined(separator: ",")
  }

  private mutating func take(_ word: String, _ place: String) throws {
    func set<Value>(_ field: WritableKeyPath<Self, Value?>, _ value: Value) throws {
      guard self[keyPath: field] == nil else {
        throw OverrideError(place: place, reason: "“\(word)” comes second of its kind")
      }
      self[keyPath: field] = value
    }
    // `Double` stops at a character 0 and takes what stands before it.
    func number(_ text: String) -> Double? { text.contains("\0") ? nil : Double(text) }
    if let method = QuantizationErrorMethod(name: word) {
      try set(\.errorMethod, method)
    } else if let family = QuantizationMethod.allCases.first(where: {
      $0.rawValue.lowercased() == word
    }) {
      try set(\.quantizationMethod, family)
    } else if let bits = ["bits", "bit"].first(where: word.hasSuffix).flatMap({
      Int(word.dropLast($0.count))
    }) {
      guard supportedBitWidths.contains(bits) else {
        throw OverrideError(place: place, reason: "\(bits) bits are outside of 2 ... 16")
      }
      try set(\.bitWidth, bits)
    } else if let number = number(word), number.isFinite, number > 0 {
      try set(\.threshold, number)
    } else if let dots = word.range(of: ".."), let lower = number(String(word[..<dots.lowerBound])),
      let upper = number(String(word[dots.upperBound...])), lower <= upper
    {
      // Of three dots, the third would be taken for a decimal point.
      guard !word[..<dots.lowerBound].hasSuffix("."), !word[dots.upperBound...].hasPrefix("."),
        !word.hasPrefix("."), !word.hasSuffix(".")
      else {
        throw OverrideError(
          place: place,
          reason: "“\(word)” has a number that begins or ends with a dot; between the ends "
            + "stand two, as in 0..3")
      }
      try set(\.interval, lower...upper)
    } else {
      throw OverrideError(place: place, reason: "“\(word)” is no choice")
    }
    if threshold != nil, interval != nil {
      throw OverrideError(
        place: place, reason: "a threshold and the ends of a grid exclude one another")
    }
  }
}

/// A JSON file of choices: `{"Conv1_relu": "4", "block_3_add": "mae,6bits"}`.
private struct OverrideFile {
  let path: String

  /// A choice, or a threshold as a number.
  private enum Choice: Decodable {
    case text(String)
    case threshold(Double)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        self = .threshold(number)
      } else {
        self = .text(try container.decode(String.self))
      }
    }
  }

  func choices() throws -> [(name: String, choice: ActivationOverride, place: String)] {
    let data: Data
    do {
      data = try JSONReader.checked(RegularFile.contents(path: path, limit: JSONReader.largest))
    } catch let failure as JSONReader.Failure {
      throw OverrideError(place: path, reason: "it is no JSON: \(failure.reason)")
    } catch RegularFileError.tooLarge(let bytes, let limit) {
      throw OverrideError(
        place: path, reason: RegularFileError.tooLarge(bytes: bytes, limit: limit).reason)
    } catch let error as RegularFileError {
      throw OverrideFileUnreadable(path: path, reason: error.reason)
    }
    guard let found = try? JSONDecoder().decode([String: Choice].self, from: data) else {
      throw OverrideError(
        place: path, reason: "it is no JSON object of names and choices, {\"NODE\": \"CHOICE\"}")
    }
    return try found.keys.sorted().map { name in
      let place = "\(path), \(name)"
      switch found[name] {
      case .threshold(let number)?:
        return (name, try ActivationOverride(text: "\(number)", place: place), place)
      case .text(let text)?: return (name, try ActivationOverride(text: text, place: place), place)
      case nil: preconditionFailure("a key of the file is not in it")
      }
    }
  }
}

/// A file of choices that is not there or cannot be read.
public struct OverrideFileUnreadable: Error, Equatable, CustomStringConvertible {
  let path: String
  let reason: String

  /// The file, and what to do.
  public var description: String {
    "\(path): \(reason); give --override NODE=CHOICE, or a JSON file of such pairs"
  }
}
