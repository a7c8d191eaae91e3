import FastExecution
import Support
import WorkbookKit

/// The times of one part of the benchmark.
public struct BenchmarkResult: Sendable {
  let part: BenchmarkPart
  /// Images that are in memory together, for inference.
  let batch: Int?
  /// Images per repetition, or `nil` when the work does not depend on them.
  let images: Int?
  /// Seconds of every repetition.
  var seconds: [Double] = []
  /// Floating-point operations per image, for inference.
  let operations: Int?
  /// The most memory that the process has held until then, in bytes.
  var peakMemory = 0
  /// The fastest transfer of one batch, for inference.
  private(set) var transfer: Transfer?

  /// Keeps a transfer if it is the fastest one until then.
  mutating func take(_ other: Transfer) {
    if other.seconds < transfer?.seconds ?? .infinity { transfer = other }
  }

  var name: String {
    switch part {
    case .decode: "decode files"
    case .resize: "crop, resize, scale"
    case .float: "float inference, batch \(batch ?? 1)"
    case .quantized: "quantized inference, batch \(batch ?? 1)"
    case .integer: "integer inference, batch \(batch ?? 1)"
    case .calibration: "calibration"
    case .search: "threshold search, five methods"
    case .comparison: "five-method comparison, files to JSON"
    }
  }

  /// The median of the repetitions, in milliseconds.
  var milliseconds: Double {
    let sorted = seconds.sorted()
    return 500 * (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2])
  }

  var bestMilliseconds: Double { 1000 * (seconds.min() ?? 0) }

  func perImage(_ milliseconds: Double) -> Double? { images.map { milliseconds / Double($0) } }

  var imagesPerSecond: Double? { perImage(milliseconds).map { 1000 / $0 } }

  /// 10⁹ floating-point operations per second.
  var gflops: Double? {
    guard let operations, let perImage = perImage(milliseconds) else { return nil }
    return Double(operations) / perImage * 1e-6
  }

  func jsonFields(peak: Double) -> [(key: String, value: OrderedJSON)] {
    func number(_ value: Double?) -> OrderedJSON { value.map(OrderedJSON.number) ?? .null }
    return [
      ("name", .string(name)), ("part", .string(part.rawValue)),
      ("batch", batch.map(OrderedJSON.integer) ?? .null),
      ("images", images.map(OrderedJSON.integer) ?? .null),
      ("milliseconds", .number(milliseconds)), ("bestMilliseconds", .number(bestMilliseconds)),
      ("millisecondsPerImage", number(perImage(milliseconds))),
      ("bestMillisecondsPerImage", number(perImage(bestMilliseconds))),
      ("imagesPerSecond", number(imagesPerSecond)), ("gflops", number(gflops)),
      ("fractionOfPeak", number(fractionOfPeak(peak))),
      ("memoryMBPerImage", number(memoryPerImage.map { $0 / 1_048_576 })),
      ("memoryGBPerSecond", number(memoryRate)),
      ("fractionOfMemoryPeak", number(fractionOfMemoryPeak)),
      ("boundBy", bound(peak: peak).map { .string($0.rawValue) } ?? .null),
      ("peakMemoryMB", .number(Double(peakMemory) / 1_048_576)),
      ("repetitionMilliseconds", .array(seconds.map { .number(1000 * $0) })),
    ]
  }

  func row(peak: Double) -> [Table.Cell] {
    func number(_ value: Double?, digits: Int) -> Table.Cell {
      value.map { .number($0, digits: digits) } ?? .none
    }
    return [
      .text(name), images.map(Table.Cell.integer) ?? .none, .number(milliseconds, digits: 1),
      number(perImage(milliseconds), digits: 2), number(perImage(bestMilliseconds), digits: 2),
      number(imagesPerSecond, digits: 0), number(gflops, digits: 0),
      number(fractionOfPeak(peak).map { 100 * $0 }, digits: 0),
      number(fractionOfMemoryPeak.map { 100 * $0 }, digits: 0),
      bound(peak: peak).map { .text($0.rawValue) } ?? .none,
      .number(Double(peakMemory) / 1_048_576, digits: 0),
    ]
  }
}
