import Foundation
import Quantization
import Tensors
import TestSupport

/// What MCT makes of small synthetic inputs, as `Data/Making/vectors.py` wrote it down.
enum MCTVectors {
  struct NamedHistogram: Decodable {
    let edges: [Double]
    let counts: [Double]
    var histogram: Histogram { Histogram(edges: edges, counts: counts) }
  }

  struct ActivationThreshold: Decodable {
    let histogram: String
    let restriction: String
    let method: String
    let bits: Int
    let signed: Bool
    let p: Double
    let z_threshold: Double?
    let min_threshold: Double
    let threshold: Double?
    let range_min: Double?
    let range_max: Double?
    /// The candidates of a power-of-two search, and their errors; `nil` where there is none.
    let candidates: [Double]?
    let errors: [Double?]?

    var place: String { "\(histogram) \(restriction) \(method) \(bits) bits" }
  }

  struct Kernel: Decodable {
    let shape: [Int]
    let output_axis: Int
    let values: [Double]
    var tensor: Tensor { Tensor(shape: Shape(shape), values: values.map(Float.init)) }
  }

  struct KernelThreshold: Decodable {
    let kernel: String
    let restriction: String
    let method: String
    let bits: Int
    let per_channel: Bool
    let channel_axis: Int
    let p: Double
    let threshold: OneOrMany?
    let range_min: OneOrMany?
    let range_max: OneOrMany?

    var place: String {
      "\(kernel) \(restriction) \(method) \(bits) bits, per \(per_channel ? "channel" : "tensor")"
    }
  }

  struct BiasCorrection: Decodable {
    let kernel: String
    let bits: Int
    let threshold: [Double]
    let quantized_kernel: [Double]
    let input_mean: [Double]
    let correction: [Double]
  }

  struct Quantizer: Decodable {
    let restriction: String
    let threshold: Double?
    let range_min: Double?
    let range_max: Double?
    let signed: Bool?
    let bits: Int
    let x: [Double]
    let search_time: [Double]
    let finished_model: [Double]

    var place: String { "\(restriction) \(bits) bits" }

    func parameters() throws -> ActivationQuantizationParameters {
      let range: QuantizationRange
      if let threshold, let signed {
        range = .threshold(threshold, isSigned: signed)
      } else if let range_min, let range_max {
        range = .interval(minimum: range_min, maximum: range_max)
      } else {
        throw UnknownName(name: "neither a threshold nor a range")
      }
      return ActivationQuantizationParameters(
        method: try quantizationMethod(restriction), bitWidth: bits, range: range)
    }
  }

  struct Merge: Decodable {
    let name: String
    let bins: Int
    let batches: [[Double]]
    let per_batch: [NamedHistogram]
    let merged_edges: [Double]
    let merged_counts: [Double]
  }

  /// A number or a list of numbers.
  struct OneOrMany: Decodable {
    let values: [Double]
    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      values = try (try? [container.decode(Double.self)]) ?? container.decode([Double].self)
    }
  }

  static let histograms = Result {
    try read("histograms", "histograms", [String: NamedHistogram].self)
  }
  static let kernels = Result { try read("kernels", "kernels", [String: Kernel].self) }

  /// The cases of one of the other files.
  static func cases<Case: Decodable>(_ file: String) throws -> [Case] {
    try read(file, "cases", [Case].self)
  }

  private static func read<Value: Decodable>(
    _ file: String, _ key: String, _ type: Value.Type
  ) throws -> Value {
    let url = ReferenceFolder.packageRoot.appendingPathComponent(
      "Data/Reference/Vectors/\(file).json")
    let content = try JSONDecoder().decode(Content<Value>.self, from: Data(contentsOf: url))
    guard let value = content.values[key] else { throw UnknownName(name: key) }
    return value
  }

  /// A file: the versions that it was made with, and one list or dictionary.
  private struct Content<Value: Decodable>: Decodable {
    let values: [String: Value]

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      values = try container.allKeys.filter { $0.stringValue != "made_with" }
        .reduce(into: [:]) { $0[$1.stringValue] = try container.decode(Value.self, forKey: $1) }
    }

    private struct Key: CodingKey {
      let stringValue: String
      let intValue: Int? = nil
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }
  }
}

struct UnknownName: Error { let name: String }

func errorMethod(_ name: String, p: Double) throws -> QuantizationErrorMethod {
  switch name {
  case "NOCLIPPING": .noClipping
  case "MSE": .mse
  case "MAE": .mae
  case "KL": .kl()
  case "LP": .lp(p: p)
  default: throw UnknownName(name: name)
  }
}

func quantizationMethod(_ name: String) throws -> QuantizationMethod {
  guard let method = QuantizationMethod.allCases.first(where: { $0.mctName == name }) else {
    throw UnknownName(name: name)
  }
  return method
}
