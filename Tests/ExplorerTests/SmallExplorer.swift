import FastExecution
import Imaging
import Parallelism
import PostTrainingQuantization
import Quantization
import Support
import TestSupport

@testable import Explorer

/// A small random network for the page.
struct SmallExplorer {
  private let scratch: ScratchFolder
  private let calibration: Calibration
  private let measurement: ExplorerMeasurement

  init(threads: Int = 2) throws {
    scratch = try ScratchFolder()
    try scratch.writePictures()
    let images = try LabelledImageFolder(scratch.file("images")).images
    let input = ModelInput(size: 32)
    let model = SyntheticNetwork().network.model
    let machine = Machine(threads: threads)
    calibration = try Calibration(
      of: model,
      representativeDataset: RepresentativeDataset(images: images, batchSize: 5, input: input),
      on: machine)
    measurement = try ExplorerMeasurement(
      of: calibration, float: FastExecutor(model: model, on: machine), images: images,
      few: images.sample(3), as: input)
  }

  func data(zThreshold: Double = .infinity) throws -> ExplorerData {
    try ExplorerData(
      network: "small", calibration: calibration, zThreshold: zThreshold, measurement: measurement)
  }

  /// The same outputs under other names, the first of which the network has too.
  func data(named names: [String]) throws -> ExplorerData {
    let data = try data()
    let outputs = data.outputs.enumerated().map { index, output in
      renamed(output, index < names.count ? names[index] : output.node)
    }
    return ExplorerData(
      network: names[0], ledger: data.ledger, outputs: outputs, first: names[0],
      measurement: measurement)
  }

  /// So many outputs, of which no bin is empty.
  func data(count: Int, isFull: Bool) throws -> ExplorerData {
    let data = try data()
    var generator = SplitMix64(seed: 3)
    let outputs = (0..<count).map { number in
      let own = data.outputs[number % data.outputs.count]
      let counts = generator.floats(Histogram.binCount, in: 1...1000).map { Double($0) / 3 }
      return renamed(
        own, "block_\(number)_a_name_of_usual_length",
        Histogram(edges: own.histogram.edges, counts: counts))
    }
    return ExplorerData(
      network: "full", ledger: data.ledger, outputs: outputs, first: outputs[0].node,
      measurement: measurement)
  }

  private func renamed(
    _ output: ExplorerData.Output, _ name: String, _ histogram: Histogram? = nil
  ) -> ExplorerData.Output {
    ExplorerData.Output(
      node: name, histogram: histogram ?? output.histogram, statistics: output.statistics,
      bitWidth: output.bitWidth, isSigned: output.isSigned, isBounded: output.isBounded,
      results: output.results)
  }
}
