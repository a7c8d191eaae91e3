import FastExecution
import Foundation
import Graph
import Imaging
import KerasModels
import Parallelism
import Quantization
import TargetPlatform
import Tensors
import TestSupport
import Testing

@testable import PostTrainingQuantization

struct CalibrationTests {
  let scratch: ScratchFolder
  let images: [LabelledImage]
  let model = SyntheticNetwork().network.model

  init() throws {
    scratch = try ScratchFolder()
    try scratch.writePictures()
    images = try LabelledImageFolder(scratch.file("images")).images
  }

  private func dataset(batchSize: Int = 5) throws -> RepresentativeDataset {
    try RepresentativeDataset(images: images, batchSize: batchSize, input: ModelInput(size: 32))
  }

  /// The collector against the plain definition: what the executor puts out, one histogram per batch, merged.
  @Test func statisticsAreThoseOfTheDefinition() throws {
    let calibration = try Calibration(of: model, representativeDataset: dataset())
    let executor = FastExecutor(model: calibration.prepared.model)
    for name in ["input_1", "Conv1_relu", "block_1_pad", "block_2_add", "predictions"] {
      let own = try #require(calibration.ledger.statistics[name])
      var batches: [Histogram] = []
      var means: [[Double]] = []
      var range = ValueRange()
      for batch in try dataset().batches {
        let input = try preprocessedImages(images[batch], for: ModelInput(size: 32), on: Machine())
        let output = try #require(executor.outputs(of: [name], for: input)[name])
        let values = output.values.map(Double.init)
        for value in output.values { range.join(ValueRange(lower: value, upper: value)) }
        batches.append(try Histogram(of: values))
        let channels = output.shape[-1]
        var sums = [Double](repeating: 0, count: channels)
        for (index, value) in values.enumerated() { sums[index % channels] += value }
        means.append(sums.map { $0 / Double(values.count / channels) })
      }
      #expect(own.minimum == Double(range.lower) && own.maximum == Double(range.upper), "\(name)")
      if let histogram = own.histogram {
        let expected = Histogram.merging(batches)
        #expect(histogram.edges == expected.edges, "\(name)")
        for (a, e) in zip(histogram.counts, expected.counts) { #expect(abs(a - e) < 1e-6) }
      }
      if let mean = own.channelMeans {
        for channel in mean.indices {
          let expected = means.reduce(0) { $0 + $1[channel] } / Double(means.count)
          #expect(abs(mean[channel] - expected) < 1e-9, "\(name)")
        }
      }
    }
  }

  @Test(
    "what is padded has the zeros of its border in its range, and in its means, though it is not made"
  )
  func bordersAreSeen() throws {
    func layer(_ name: String, _ operation: Graph.Operation, _ input: String, _ shape: Shape)
      -> Layer
    {
      Layer(name: name, operation: operation, inputs: [input], outputShape: shape)
    }
    let border = Border(top: 1, bottom: 0, left: 2, right: 1)
    let kernel = Tensor(shape: [3, 3, 3, 1], values: (0..<27).map { Float($0) / 27 })
    let model = Model(
      name: "padded",
      layers: [
        Layer(name: "input", operation: .input, inputs: [], outputShape: [32, 32, 3]),
        layer("sigmoid", .activation(.sigmoid), "input", [32, 32, 3]),
        layer("inner", .zeroPadding(border), "sigmoid", [33, 35, 3]),
        layer("outer", .zeroPadding(border), "inner", [34, 38, 3]),
        layer(
          "depthwise",
          .depthwiseConvolution(
            DepthwiseConvolution(kernel: kernel, bias: [0, 1, 2], padding: .valid)), "outer",
          [32, 36, 3]),
      ])
    let calibration = try Calibration(of: model, representativeDataset: dataset(batchSize: 40))
    let statistics = calibration.ledger.statistics
    let (inner, outer) = (try #require(statistics["sigmoid"]), try #require(statistics["outer"]))
    #expect(inner.minimum > 0.2 && outer.minimum == 0 && outer.maximum == inner.maximum)
    #expect(outer.valueCount == images.count * 34 * 38 * 3)
    let input = try preprocessedImages(images[...], for: ModelInput(size: 32), on: Machine())
    let values = try #require(
      FastExecutor(model: model).outputs(of: ["outer"], for: input)["outer"])
    for channel in 0..<3 {
      let own = stride(from: channel, to: values.values.count, by: 3).map {
        Double(values.values[$0])
      }
      let mean = own.reduce(0, +) / Double(own.count)
      #expect(abs((outer.channelMeans?[channel] ?? 0) - mean) < 1e-12)
    }
  }

  /// However values wait for their range, and however often a forecast of it is wrong.
  @Test(arguments: [1, 2, 5, 12, 40], [0, 300_000, 128 << 20])
  func theLedgerDoesNotDependOnMemory(_ batchSize: Int, _ budget: Int) throws {
    let prepared = try PreparedModel(model, targetPlatformCapabilities: .mctDefault)
    var frugal = StatisticsCollector(prepared, on: Machine(threads: 2))
    frugal.waitingBudget = budget
    if budget == 0 { frugal.countingBudget = 10 * HistogramCounters.byteCount(workers: 2) }
    let found = try frugal.collect(dataset(batchSize: batchSize))
    let executor = FastExecutor(model: prepared.model)
    for node in prepared.quantizedNodes {
      let batches = try dataset(batchSize: batchSize).batches.map { batch in
        let input = try preprocessedImages(images[batch], for: ModelInput(size: 32), on: Machine())
        let output = try #require(executor.outputs(of: [node.name], for: input)[node.name])
        return try Histogram(of: output.values.map(Double.init))
      }
      #expect(found.statistics[node.name]?.histogram == Histogram.merging(batches), "\(node.name)")
    }
  }

  /// However seldom 32 bits have room for what is counted: thousands of large pictures have more zeros than 2^32.
  @Test(arguments: [1, 50_000, 1_000_000])
  func nothingIsLostWhereCountersAreFull(_ limit: Int) throws {
    let prepared = try PreparedModel(model, targetPlatformCapabilities: .mctDefault)
    var collector = StatisticsCollector(prepared, on: Machine(threads: 2))
    let usual = try collector.collect(dataset(batchSize: 20))
    collector.countLimit = limit
    for budget in [0, collector.waitingBudget] {
      collector.waitingBudget = budget
      let found = try collector.collect(dataset(batchSize: 20))
      for node in prepared.quantizedNodes {
        let (own, expected) = (found.statistics[node.name], usual.statistics[node.name])
        #expect(own?.histogram == expected?.histogram, "\(node.name)")
        #expect(own?.channelMeans == expected?.channelMeans, "\(node.name)")
      }
    }
    let calibration = Calibration(prepared: prepared, ledger: usual, on: Machine(threads: 2))
    let details = try calibration.secondLook(at: dataset(batchSize: 20))
    let seldom = try calibration.secondLook(at: dataset(batchSize: 20), countLimit: limit) { _, _ in
    }
    for (name, detail) in details {
      #expect(seldom[name]?.magnitudes == detail.magnitudes, "\(name)")
    }
  }

  @Test func aPieceIsFullBeforeItsCountersAre() throws {
    let pieces = try dataset().pieces(of: 0..<40, size: 100, limit: 1_250)
    #expect(pieces.map(\.images) == [0..<12, 12..<24, 24..<36, 36..<40])
    #expect(pieces.map(\.isFull) == [false, true, true, true])
    let usual = try dataset().pieces(of: 10..<100, size: 100, limit: 6_400)
    #expect(usual.map(\.images) == [10..<42, 42..<74, 74..<100])
    #expect(usual.map(\.isFull) == [false, false, true])
  }

  @Test func countsOfABatchKeepTheirValues() {
    let counts: [Double] = (0..<2048).map { index in
      [0, 1, 127, 128, 16_383, 16_384, 4_294_967_295, 1e12][index % 8]
    }
    let batch = BatchHistogram(counts, range: ValueRange(lower: 0, upper: 6))
    #expect(batch.counts == counts)
  }

  @Test func theLedgerDoesNotDependOnThreads() throws {
    let one = try Calibration(of: model, representativeDataset: dataset(), on: Machine(threads: 1))
      .ledger
    let eight = try Calibration(
      of: model, representativeDataset: dataset(), on: Machine(threads: 8)
    ).ledger
    #expect(one.digest == eight.digest)
    #expect(one.statistics.keys.sorted() == eight.statistics.keys.sorted())
    for (name, statistics) in one.statistics {
      #expect(statistics.histogram == eight.statistics[name]?.histogram, "\(name)")
      #expect(statistics.channelMeans == eight.statistics[name]?.channelMeans, "\(name)")
    }
  }

  @Test func theDigestNamesTheImagesAndTheBatches() throws {
    let digest = try dataset().digest()
    #expect(try dataset().digest() == digest)
    #expect(try dataset(batchSize: 4).digest() != digest)
    var data = try Data(contentsOf: images[3].url)
    data[data.count - 20] ^= 1
    try data.write(to: images[3].url)
    #expect(try dataset().digest() != digest)
  }

  @Test("the digest is that of the bytes that were decoded, and a file that changes is noticed")
  func theDigestIsOfWhatWasDecoded() throws {
    let dataset = try dataset(batchSize: 4)
    let digest = DigestInBackground(dataset)
    let bytes = try dataset.images.map { try Data(contentsOf: $0.url) }
    for batch in dataset.batches {
      for image in batch.reversed() { try digest.take(bytes[image], image: image) }
      // Looked at again, as for a range that was forecast wrongly.
      try digest.take(bytes[batch.lowerBound], image: batch.lowerBound)
      #expect(throws: ImageError.changed(path: dataset.images[batch.lowerBound].path)) {
        try digest.take(bytes[batch.lowerBound] + [0], image: batch.lowerBound)
      }
      digest.endPart(batch)
    }
    #expect(try digest.value() == dataset.digest())
    let ledger = try Calibration(of: model, representativeDataset: dataset).ledger
    #expect(try ledger.digest == dataset.digest())
  }

  @Test("values so large that a histogram around them has no width are an error, not a trap")
  func hugeConstants() throws {
    for value in [0x1p52, 0x1p53, 0x1p60, 1e38] {
      let range = ValueRange(lower: Float(value), upper: Float(value))
      #expect(range.hasRoomForBins == (value < 0x1p53))
      if value < 0x1p53 {
        #expect(try Histogram(of: [value, value]).counts.reduce(0, +) == 2)
      } else {
        #expect(throws: QuantizationError.invalidHistogram) { try Histogram(of: [value, value]) }
      }
    }
  }

  @Test func theStructureIsTheTutorials() throws {
    let calibration = try Calibration(of: model, representativeDataset: dataset())
    let nodes = calibration.prepared.nodes
    #expect(nodes.count == 105)
    #expect(nodes.count { $0.mode == .quantized } == 66)
    #expect(nodes.count { $0.mode == .fused } == 35)
    #expect(nodes.count { $0.mode == .float } == 4)
    let weights = try calibration.quantizedWeights()
    #expect(weights.kernels.count == 53)
    let result = try calibration.quantized(by: .init(), weights: weights)
    let (quantized, info) = (result.model, result.info)
    #expect(quantized.exportedLayers.count == 171)
    #expect(quantized.holder(of: "Conv1_relu")?.index == 4)
    #expect(quantized.holder(of: "expanded_conv_project_bn")?.index == 9)
    #expect(info["predictions_post_activation"]?.parameters.range == .threshold(1, isSigned: false))
  }

  @Test func everyQuantizedOutputIsOnItsGrid() throws {
    let result = try postTrainingQuantization(of: model, representativeDataset: dataset())
    let (quantized, info) = (result.model, result.info)
    let input = try preprocessedImages(images[0..<2], for: ModelInput(size: 32), on: Machine())
    for name in ["input_1", "Conv1_relu", "expanded_conv_project_bn", "block_2_add", "predictions"]
    {
      let output = try #require(quantized.outputs(of: [name], for: input)[name])
      let quantizer = try #require(info[name]).parameters.quantizer().fakeQuantizer
      for value in output.values { #expect(quantizer(value) == value) }
    }
  }

  @Test func fewerBitsAndOtherFamiliesAreObeyed() throws {
    let calibration = try Calibration(of: model, representativeDataset: dataset())
    let weights = try calibration.quantizedWeights()
    let config = QuantizationConfig(activationQuantizationMethod: .uniform, activationBitWidth: 4)
    let info = try calibration.quantized(by: config, weights: weights).info
    for search in info.activations {
      #expect(search.result.parameters.bitWidth == 4)
      #expect(search.result.parameters.method == .uniform)
    }
  }

  @Test func modelsWithTheSameThresholdsAreEquivalent() throws {
    let calibration = try Calibration(of: model, representativeDataset: dataset())
    let weights = try calibration.quantizedWeights()
    func quantized(_ method: QuantizationErrorMethod) throws -> QuantizedModel {
      try calibration.quantized(by: method, weights: weights).model
    }
    #expect(try quantized(.mse).isEquivalent(to: quantized(.lp(p: 2))))
    #expect(try !quantized(.mse).isEquivalent(to: quantized(.kl())))
    let others = try calibration.quantizedWeights()
    let same = try calibration.quantized(by: .init(), weights: others).model
    #expect(try !quantized(.mse).isEquivalent(to: same), "other memory, nothing is known")
  }

  @Test func substitutionsThatAreNotBuiltAreRefused() throws {
    let calibration = try Calibration(of: model, representativeDataset: dataset())
    for substitution in Substitution.allCases {
      #expect(throws: QuantizationRequestError.substitutionNotBuilt(substitution)) {
        try calibration.quantizedWeights(.init(substitutions: [substitution]))
      }
    }
  }

  @Test func aModelWithoutSenseIsRefused() throws {
    let broken = model.replacingOperations { layer in
      guard case .convolution(var convolution) = layer.operation, layer.name == "Conv1" else {
        return layer.operation
      }
      convolution.kernel.values[0] = .nan
      return .convolution(convolution)
    }
    #expect(throws: (any Error).self) {
      try Calibration(of: broken, representativeDataset: dataset())
    }
  }

  @Test func requestsWithoutImagesAreRefused() {
    #expect(throws: QuantizationRequestError.emptyBatch(0)) {
      try RepresentativeDataset(images: images, batchSize: 0, input: ModelInput(size: 32))
    }
    #expect(throws: QuantizationRequestError.tooFewImages(found: 0, wanted: 1)) {
      try RepresentativeDataset(images: [], batchSize: 1, input: ModelInput(size: 32))
    }
  }

  @Test func otherPlatformsDoWhatMCTDoes() throws {
    // TensorFlow Lite's capabilities contradict themselves for a model with zero paddings.
    #expect(throws: QuantizationRequestError.preservingAndQuantizing(layer: "ZeroPadding2D")) {
      try PreparedModel(model, targetPlatformCapabilities: .init(.tfliteV1))
    }
    // QNNPACK's operator sets carry no options: no kernel is quantized, and depthwise is not fused.
    let qnnpack = try PreparedModel(model, targetPlatformCapabilities: .init(.qnnpackV1))
    #expect(qnnpack.kernelNodes.isEmpty)
    #expect(qnnpack.nodes.count { $0.mode == .fused } == 18)
    for version in [TargetPlatformVersion.imx500V4, .imx500V5, .imx500V6] {
      let prepared = try PreparedModel(model, targetPlatformCapabilities: .init(version))
      #expect(prepared.quantizedNodes.count == 66)
      #expect(prepared["block_1_pad"]?.mode == .preserving)
    }
  }
}
