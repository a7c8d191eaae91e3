import FastExecution
import Foundation
import Graph
import Imaging
import KerasModels
import Plotting
import Quantization
import QuantizationFigures
import TestSupport

@testable import PostTrainingQuantization

/// Figures of the workbook's own model, and figures of data that nobody would wish for.
enum SampleFigures {
  static let data = ReferenceFolder.packageRoot.appendingPathComponent("Data")

  static let network = Result {
    try KerasModel(contentsOf: data.appendingPathComponent("Model/pictures.h5"))
  }

  /// Few images: the figures are looked at here, not the thresholds.
  static let calibration = Result {
    let folder = try LabelledImageFolder(data.appendingPathComponent("Images/Calibration"))
    let images = stride(from: 0, to: folder.images.count, by: 10).map { folder.images[$0] }
    return try Calibration(
      of: network.get().model,
      representativeDataset: RepresentativeDataset(
        images: images, batchSize: 8, input: ModelInput(size: 96)))
  }

  static let weights = Result { try calibration.get().quantizedWeights() }

  static let allMethods =
    QuantizationErrorMethod.mctMethods + [.kl(guard: .entropyCalibration)]

  static func infos(
    _ methods: [QuantizationErrorMethod], bits: Int = 8, method: QuantizationMethod? = nil,
    overrides: [String: ActivationOverride] = [:]
  ) throws -> [QuantizationInfo] {
    try methods.map {
      try calibration.get().quantized(
        by: QuantizationConfig(
          activationErrorMethod: $0, activationQuantizationMethod: method,
          activationBitWidth: bits, overrides: overrides), weights: weights.get()
      ).info
    }
  }

  /// Some outputs on which the first two quantizations differ, with long names that begin alike.
  static func withLongNames(_ infos: [QuantizationInfo]) -> [QuantizationInfo] {
    let ranges = infos.map { info in info.activations.map(\.result.parameters.range) }
    let parted = ranges[0].indices.filter { ranges[0][$0] != ranges[1][$0] }.prefix(6)
    return infos.map { info in
      QuantizationInfo(
        config: info.config, ledger: info.ledger,
        activations: parted.map { index in
          let own = info.activations[index]
          return ActivationSearch(
            node: "a_network_that_stands_within_a_larger_network_" + own.node, result: own.result)
        }, kernels: info.kernels)
    }
  }

  /// The same searches where the user has said what comes of them.
  static func given(
    _ range: QuantizationRange, _ results: [ThresholdSearchResult]
  ) -> [ThresholdSearchResult] {
    results.map { result in
      let parameters = ActivationQuantizationParameters(
        method: result.parameters.method, bitWidth: result.parameters.bitWidth, range: range)
      return ThresholdSearchResult(
        parameters: parameters, errorMethod: result.errorMethod, candidates: result.candidates,
        reason: .given)
    }
  }

  /// Accuracy with 8 and 4 bits on few images.
  static func accuracy(_ methods: [QuantizationErrorMethod]) throws -> Figure {
    try accuracy(
      of: methods.flatMap { method in
        [8, 4].map {
          QuantizationConfig(activationErrorMethod: method, activationBitWidth: $0)
        }
      })
  }

  /// Accuracy on few images.
  static func accuracy(of configurations: [QuantizationConfig]) throws -> Figure {
    let images = try LabelledImageFolder(data.appendingPathComponent("Images/Evaluation")).images
    return try accuracyFigure(
      of: calibration.get(), float: FastExecutor(model: network.get().model),
      configurations: configurations,
      images: stride(from: 0, to: images.count, by: images.count / 40).map {
        images[$0]
      }, progress: { _ in })
  }

  /// A ledger with one node.
  static func ledger(_ values: [Double], name: String) throws -> CalibrationLedger {
    let statistics = NodeStatistics(
      histogram: try Histogram(of: values), channelMeans: nil, minimum: values.min() ?? 0,
      maximum: values.max() ?? 0, valueCount: values.count)
    return CalibrationLedger(
      images: ["a.jpg"], batchSize: 1, input: ModelInput(size: 32),
      digest: String(repeating: "0", count: 64),
      statistics: [name: statistics])
  }

  static func results(
    _ ledger: CalibrationLedger, name: String, methods: [QuantizationErrorMethod], bits: Int = 8,
    method: QuantizationMethod = .powerOfTwo
  ) throws -> [ThresholdSearchResult] {
    guard let histogram = ledger.statistics[name]?.histogram else { return [] }
    return try methods.map {
      try ThresholdSearch(method: method, errorMethod: $0, bitWidth: bits).search(histogram)
    }
  }

  /// A search of unsigned values that ended at a power of two, with the errors of its candidates.
  static func result(
    _ method: QuantizationErrorMethod, chosen: Double, _ errors: [Double: Double]
  ) throws -> ThresholdSearchResult {
    func range(_ t: Double) -> QuantizationRange { .threshold(t, isSigned: false) }
    return ThresholdSearchResult(
      parameters: try ThresholdSearch(errorMethod: method, bitWidth: 8)
        .search(boundedBy: 0...chosen * 0.9).parameters,
      errorMethod: method,
      candidates: errors.sorted { $0.key > $1.key }.map {
        .init(range: range($0.key), error: $0.value)
      },
      reason: .smallestError)
  }

  /// Values that make thresholds coincide, lie side by side, or lie far apart.
  static let nastyTensors: [(name: String, values: [Double])] = [
    ("one_value", [3]), ("zeros", [0, 0, 0]), ("tiny", [1e-7, -1e-7, 2e-7]),
    ("huge", [1e6, -3e6, 5]), ("a_spike", (0..<1000).map { sin(Double($0)) } + [1000]),
    ("two_values", [-1, 1]),
    (
      "a_layer_whose_name_is_much_longer_than_any_name_of_keras_so_that_titles_have_to_break",
      [1, 2]
    ),
    ("wide", (0..<5000).map { Double($0 % 97) - 48 }),
  ]

  /// All kinds of figures, of good and of bad data.
  static func all() throws -> [(name: String, figure: Figure)] {
    try ofTheModel() + ofNastyTensors()
  }

  static func ofTheModel() throws -> [(name: String, figure: Figure)] {
    var figures: [(String, Figure)] = []
    let ledger = try calibration.get().ledger
    let sets: [(String, [QuantizationErrorMethod])] = [
      ("two", [.mse, .noClipping]), ("five", QuantizationErrorMethod.mctMethods),
      ("six", allMethods), ("one", [.kl()]),
    ]
    for (label, methods) in sets {
      let infos = try infos(methods)
      for node in ["Conv1_relu", "expanded_conv_project_bn", "predictions"] {
        let results = infos.compactMap { $0[node] }
        figures += [
          (
            "\(label) distribution \(node)",
            distributionFigure(node: node, ledger: ledger, results: results)
          ),
          (
            "\(label) tutorial \(node)",
            tutorialFigure(node: node, ledger: ledger, results: results)
          ),
          (
            "\(label) staircase \(node)",
            staircaseFigure(node: node, parameters: results[0].parameters, ledger: ledger)
          ),
          (
            "\(label) errors \(node)",
            try errorCurveFigure(
              name: node, subtitle: "32 images, 8 bits", histogram: ledger.histogram(of: node),
              results: results)
          ),
        ]
      }
      figures += [
        ("\(label) thresholds", thresholdStripFigure(infos, showing: .all)),
        ("\(label) differences", thresholdStripFigure(infos, showing: .differing)),
      ]
      let noise = infos.map { info in info.activations.indices.map { 40 - Double($0 % 13) } }
      figures.append(("\(label) noise", signalToNoiseFigure(infos, measured: noise, images: 32)))
    }
    let long = withLongNames(try infos([.mse, .noClipping]))
    figures.append(("long names", thresholdStripFigure(long, showing: .differing)))
    for method in [QuantizationMethod.symmetric, .uniform] {
      let infos = try infos([.mse, .noClipping, .mae], bits: 4, method: method)
      let node = "expanded_conv_project_bn"
      let results = infos.compactMap { $0[node] }
      let range = QuantizationRange.interval(minimum: -1.5, maximum: 2)
      let given = given(
        method == .uniform ? range : .threshold(2.5, isSigned: true), results)
      for (name, results) in [("\(method)", results), ("given \(method)", given)] {
        figures += [
          (
            "\(name) errors",
            try errorCurveFigure(
              name: node, subtitle: "4 bits", histogram: ledger.histogram(of: node),
              results: results)
          ),
          ("\(name) tutorial", tutorialFigure(node: node, ledger: ledger, results: results)),
          (
            "\(name) staircase",
            staircaseFigure(node: node, parameters: results[0].parameters, ledger: ledger)
          ),
        ]
      }
      figures += [
        (
          "given \(method) distribution",
          distributionFigure(node: node, ledger: ledger, results: given)
        ),
        ("\(method) thresholds", thresholdStripFigure(infos, showing: .all)),
        ("\(method) differences", thresholdStripFigure(infos, showing: .differing)),
        (
          "\(method) distribution",
          distributionFigure(node: "expanded_conv_project_bn", ledger: ledger, results: results)
        ),
      ]
    }
    figures.append(("accuracy", try accuracy([.mse, .noClipping, .mae, .kl()])))
    figures.append(("structure", structureFigure(try calibration.get().prepared)))
    figures += try OtherNetworks.all().map {
      ("structure of \($0.name)", structureFigure($0.prepared))
    }
    return figures
  }

  static func ofNastyTensors() throws -> [(name: String, figure: Figure)] {
    var figures: [(String, Figure)] = []
    for (name, values) in nastyTensors {
      let ledger = try ledger(values, name: name)
      for bits in [2, 8] {
        let results = try results(ledger, name: name, methods: allMethods, bits: bits)
        figures += [
          (
            "nasty distribution \(name)",
            distributionFigure(node: name, ledger: ledger, results: results)
          ),
          ("nasty tutorial \(name)", tutorialFigure(node: name, ledger: ledger, results: results)),
          (
            "nasty errors \(name)",
            try errorCurveFigure(
              name: name, subtitle: "\(bits) bits", histogram: ledger.histogram(of: name),
              results: results)
          ),
          (
            "nasty staircase \(name)",
            staircaseFigure(
              grid: UniformGrid(threshold: 4, isSigned: bits == 8, bitWidth: bits), threshold: 4,
              values: values.count > 20 ? Array(values.prefix(20)) : values)
          ),
        ]
      }
    }
    return figures
  }
}
