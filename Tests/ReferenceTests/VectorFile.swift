import Foundation
import Quantization
import TestSupport

/// The test vectors that MCT computed, as far as the tests use them.
struct VectorFile: Decodable {
  struct Dataset: Decodable {
    let edges: [Double]
    let counts: [Double]
    var histogram: Histogram { Histogram(edges: edges, counts: counts) }
  }

  struct Activation: Decodable {
    let id: Int
    let dataset: String
    let restriction: String
    let method: String
    let bits: Int
    let signed: Bool
    let lp_p: Double
    let z_threshold: Double?
    let min_threshold: Double
    let threshold: Double?
    let range_min: Double?
    let range_max: Double?
    let candidates: [Double]?
    let errors: [Double?]?
  }

  struct Kernel: Decodable {
    let shape: [Int]
    let out_axis: Int
    let values: [Double]
  }

  struct Weights: Decodable {
    let kernel: String
    let restriction: String
    let method: String
    let bits: Int
    let per_channel: Bool
    let channel_axis: Int
    let lp_p: Double
    let threshold: OneOrMany?
    let range_min: OneOrMany?
    let range_max: OneOrMany?
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
    let type: String
    let threshold: Double?
    let range_min: Double?
    let range_max: Double?
    let signed: Bool?
    let bits: Int
    let x: [Double]
    let search_time: [Double]
    let runtime_tf_float32: [Double]
  }

  struct Merge: Decodable {
    struct Batch: Decodable {
      let counts: [Double]
      let edges: [Double]
    }
    let name: String
    let n_bins: Int
    let batches: [[Double]]
    let per_batch: [Batch]
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

  let datasets: [String: Dataset]
  let activation: [Activation]
  let kernels: [String: Kernel]
  let weights: [Weights]
  let bias_correction: [BiasCorrection]
  let quantizers: [Quantizer]
  let histogram_collector: [Merge]

  static func load() throws -> VectorFile {
    let data = try Data(contentsOf: ReferenceFolder.file("reference/mct_vectors.json"))
    return try JSONDecoder().decode(VectorFile.self, from: data)
  }
}

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
  switch name {
  case "POWER_OF_TWO": .powerOfTwo
  case "SYMMETRIC": .symmetric
  case "UNIFORM": .uniform
  default: throw UnknownName(name: name)
  }
}

struct UnknownName: Error { let name: String }

/// |actual − expected| relative to the expected value, and absolute where that is 0.
func relativeDifference(_ actual: Double, _ expected: Double) -> Double {
  actual == expected ? 0 : abs(actual - expected) / (expected == 0 ? 1 : abs(expected))
}
