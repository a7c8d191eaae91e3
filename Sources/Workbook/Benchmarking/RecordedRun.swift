import Foundation
import Support
import WorkbookKit

/// A run that `workbook bench --json` printed into a file.
public struct RecordedRun: Sendable {
  /// One part of it.
  struct Part: Sendable, Decodable {
    let name: String
    let part: String
    let batch: Int?
    let images: Int?
    /// The median of the repetitions.
    let milliseconds: Double
    /// Every repetition, or `nil` in files of before these were printed.
    let repetitionMilliseconds: [Double]?
  }

  /// The file, as it was named.
  let path: String
  let setting: BenchmarkSetting
  let parts: [Part]

  /// Reads a file.
  ///
  /// - Throws: ``RecordedRunError``.
  public init(path: String) throws(RecordedRunError) {
    let data: Data
    do {
      data = try RegularFile.contents(path: path, limit: JSONReader.largest)
    } catch .tooLarge(let bytes, let limit) {
      throw .unfit(
        path: path, reason: RegularFileError.tooLarge(bytes: bytes, limit: limit).reason)
    } catch {
      throw .unreadable(path: path, reason: error.reason)
    }
    try self.init(json: data, path: path)
  }

  init(json: Data, path: String) throws(RecordedRunError) {
    let document: Document
    do throws(Unfit) {
      guard !json.isEmpty else { throw Unfit(reason: "it is empty") }
      let json = try checked(json)
      let schema = try decode(
        Schema.self, from: json, ifCorrupted: "a number in it should be a whole one"
      ).schema
      guard schema == 1 else { throw Unfit(reason: "its schema is \(schema), not 1") }
      document = try decode(
        Document.self, from: json, ifCorrupted: "a number in it should be a whole one")
      try document.check()
    } catch {
      throw .unfit(path: path, reason: error.reason)
    }
    self.path = path
    let machine = document.machine
    setting = BenchmarkSetting(
      processor: machine.processor, cores: machine.cores, instructionSet: machine.instructionSet,
      build: machine.build, threads: document.threads,
      weightsDigest: document.model?.weightsDigest, inputShape: document.model?.inputShape)
    parts = document.parts
  }

  /// The part with that name and batch.
  func part(like result: BenchmarkResult) -> Part? {
    parts.first { $0.part == result.part.rawValue && $0.batch == result.batch }
  }

  private struct Schema: Decodable { let schema: Int }

  private struct Document: Decodable {
    struct Machine: Decodable {
      let processor: String
      let cores: Int
      let instructionSet: String
      let build: String
    }

    struct Model: Decodable {
      let weightsDigest: String
      let inputShape: [Int]
    }

    let machine: Machine
    let threads: Int
    /// `nil` in files of before it was printed.
    let model: Model?
    let parts: [Part]

    /// - Throws: `Unfit` for what no run prints.
    func check() throws(Unfit) {
      guard threads > 0 else { throw Unfit(reason: "it says \(threads) threads") }
      guard machine.cores > 0 else { throw Unfit(reason: "it says \(machine.cores) cores") }
      var seen: Set<Measured> = []
      for part in parts {
        try part.check()
        guard seen.insert(Measured(part: part.part, batch: part.batch)).inserted else {
          throw Unfit(reason: "“\(part.name)” stands in it twice")
        }
      }
    }
  }

  /// What a part measures: compared runs have one of each.
  private struct Measured: Hashable {
    let part: String
    let batch: Int?
  }
}

/// Why a file is no recorded run.
private struct Unfit: Error { let reason: String }

/// - Throws: `Unfit` for what is no JSON, or says a thing twice.
private func checked(_ json: Data) throws(Unfit) -> Data {
  do throws(JSONReader.Failure) {
    return try JSONReader.checked(json)
  } catch {
    throw Unfit(reason: "it is no JSON: \(error.reason)")
  }
}

private func decode<Value: Decodable>(
  _ type: Value.Type, from json: Data, ifCorrupted reason: String
) throws(Unfit) -> Value {
  do {
    return try JSONDecoder().decode(type, from: json)
  } catch let error as DecodingError {
    throw Unfit(reason: error.reason ?? reason)
  } catch {
    throw Unfit(reason: reason)
  }
}

extension RecordedRun.Part {
  fileprivate func check() throws(Unfit) {
    let times = [milliseconds] + (repetitionMilliseconds ?? [])
    guard times.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      throw Unfit(reason: "a time of “\(name)” is not positive")
    }
    guard batch ?? 1 > 0 else { throw Unfit(reason: "“\(name)” has a batch of \(batch ?? 0)") }
    guard images ?? 1 > 0 else { throw Unfit(reason: "“\(name)” has \(images ?? 0) images") }
  }
}

extension DecodingError {
  /// The place that does not fit; `nil` when the text does not.
  fileprivate var reason: String? {
    func place(_ path: [any CodingKey]) -> String {
      path.map { $0.intValue.map { "[\($0)]" } ?? "." + $0.stringValue }.joined()
    }
    switch self {
    case .keyNotFound(let key, let context):
      return "\(place(context.codingPath + [key])) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return context.codingPath.isEmpty
        ? "it is no JSON object" : "\(place(context.codingPath)) is of another kind"
    default:
      return nil
    }
  }
}
