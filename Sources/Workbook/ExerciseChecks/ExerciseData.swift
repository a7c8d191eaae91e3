import Graph
import Imaging
import KerasModels
import Parallelism
import PostTrainingQuantization
import Quantization
import Tensors
import WorkbookKit

/// What checks compute with: the embedded network and its calibration, each made at most once, and
/// only when an answer asks for it.
public final class ExerciseData {
  /// The workbook's data could not be loaded: not the answer's fault.
  struct Failure: Error { let cause: any Error }

  private var foundWorkbook: Workbook?
  private var foundCalibration: Calibration?
  private var foundWeights: QuantizedWeights?
  private var foundModel: QuantizedModel?

  /// Creates data that nothing is loaded for yet.
  public init() {}

  /// Marks what goes wrong inside as no fault of the answer.
  func loading<Value>(_ load: () throws -> Value) throws -> Value {
    do { return try load() } catch { throw Failure(cause: error) }
  }

  /// What a check needs of the data, for it must not pass over what it cannot look at.
  ///
  /// - Parameter what: What is missing when there is no value, as a sentence.
  func needed<Value>(_ value: Value?, _ what: String) throws -> Value {
    try loading {
      guard let value else { throw CannotCheck(reason: what) }
      return value
    }
  }

  private func workbook() throws -> Workbook {
    if let foundWorkbook { return foundWorkbook }
    let workbook = try loading { try Workbook.withDefaults() }
    foundWorkbook = workbook
    return workbook
  }

  /// The float network that comes with the workbook.
  func network() throws -> KerasModel { try loading { try workbook().network() } }

  /// The layer of that name.
  func layer(_ name: String) throws -> Layer {
    let model = try network().model
    return try loading {
      guard let layer = model[name] else {
        throw GraphError.unknownLayer(name, known: model.layers.map(\.name))
      }
      return layer
    }
  }

  /// The picture that chapter 1 looks at, `[1, h, w, 3]`.
  func picture() throws -> Tensor {
    try loading {
      let workbook = try workbook()
      return try preprocessedImages(
        workbook.imageFolder().images.prefix(1), for: workbook.input(), on: workbook.machine)
    }
  }

  /// How to compute.
  func machine() throws -> Machine { try workbook().machine }

  /// What the network reads.
  func input() throws -> ModelInput { try loading { try workbook().input() } }

  /// The images that the chapters evaluate on.
  func labelledImages() throws -> [LabelledImage] {
    try loading { try workbook().labelledImages() }
  }

  /// The network quantized with MCT's defaults, and how.
  func quantized() throws -> QuantizationResult {
    let (calibration, weights) = (try calibration(), try weights())
    return try loading { try calibration.quantized(by: QuantizationConfig(), weights: weights) }
  }

  /// The images that the chapters calibrate on.
  func representativeDataset() throws -> RepresentativeDataset {
    try loading { try workbook().representativeDataset() }
  }

  /// The network on the representative dataset.
  func calibration() throws -> Calibration {
    if let foundCalibration { return foundCalibration }
    let calibration = try loading { try workbook().calibration() }
    foundCalibration = calibration
    return calibration
  }

  /// The quantized kernels.
  func weights() throws -> QuantizedWeights {
    if let foundWeights { return foundWeights }
    let calibration = try calibration()
    let weights = try loading { try calibration.quantizedWeights() }
    foundWeights = weights
    return weights
  }

  /// The network quantized with MCT's defaults.
  func quantizedModel() throws -> QuantizedModel {
    if let foundModel { return foundModel }
    let (calibration, weights) = (try calibration(), try weights())
    let model = try loading {
      try calibration.quantized(by: QuantizationConfig(), weights: weights).model
    }
    foundModel = model
    return model
  }

  /// The node of that name in the folded model.
  func node(_ name: String) throws -> QuantizationNode {
    let prepared = try calibration().prepared
    return try loading {
      guard let node = prepared[name] else {
        throw GraphError.unknownLayer(name, known: prepared.nodes.map(\.name))
      }
      return node
    }
  }

  /// What calibration saw of a node's output.
  func statistics(of name: String) throws -> NodeStatistics {
    let statistics = try calibration().ledger.statistics
    return try loading {
      guard let node = statistics[name] else {
        throw GraphError.unknownLayer(name, known: statistics.keys.sorted())
      }
      return node
    }
  }
}

/// The workbook's data are not what an exercise is about.
struct CannotCheck: Error, CustomStringConvertible {
  let reason: String

  var description: String {
    "an answer cannot be checked: \(reason); check with the data that come with the workbook (without "
      + "WORKBOOK_DATA)"
  }
}
