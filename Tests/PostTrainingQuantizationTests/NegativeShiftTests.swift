import FastExecution
import Graph
import Imaging
import Parallelism
import Quantization
import Support
import Tensors
import Testing

@testable import PostTrainingQuantization

/// What is shifted, and where that fails, is what MCT 2.4.5 gave for the same networks in Keras 2.14.
struct NegativeShiftTests {
  typealias Network = SubstitutionsTests.Network

  private func calibration(_ build: (inout Network) -> Void) throws -> Calibration {
    var network = Network(slope: 0.001)
    build(&network)
    let prepared = try PreparedModel(network.model, targetPlatformCapabilities: .mctDefault)
    let statistics = NodeStatistics(
      histogram: Histogram(edges: [-0.01, 4], counts: [8]), channelMeans: [1, 2, 3, 4],
      minimum: -0.01, maximum: 4, valueCount: 8)
    let ledger = CalibrationLedger(
      images: [], batchSize: 1, input: ModelInput(size: 8), digest: "",
      statistics: Dictionary(
        uniqueKeysWithValues: prepared.nodes.map { ($0.name, statistics) }))
    return Calibration(prepared: prepared, ledger: ledger, on: Machine())
  }

  private func searches(_ calibration: Calibration, threshold: Double = 4) -> [ActivationSearch] {
    calibration.prepared.quantizedNodes.map {
      ActivationSearch(
        node: $0.name,
        result: ThresholdSearchResult(
          parameters: ActivationQuantizationParameters(
            method: .powerOfTwo, bitWidth: 8, range: .threshold(threshold, isSigned: true)),
          errorMethod: .mse, candidates: [], reason: .smallestError))
    }
  }

  /// The shifted network behind the ReLU; that it answers as before is checked too.
  private func shifted(_ build: (inout Network) -> Void) throws -> [Layer] {
    let calibration = try calibration(build)
    let found = searches(calibration)
    let (own, _) = calibration.applying(try calibration.shifts(at: found), to: found)
    var random = SplitMix64(seed: 6)
    let images = Tensor(shape: [2, 9, 9, 3], values: random.floats(2 * 9 * 9 * 3))
    for executor in [
      ReferenceExecutor(model: own.prepared.model) as any Executor,
      FastExecutor(model: own.prepared.model),
    ] {
      let expected = try ReferenceExecutor(model: calibration.prepared.model).output(for: images)
      let largest = expected.values.map(abs).max() ?? 0
      // The constant comes and goes: a few more roundings of sums.
      for (a, b) in zip(try executor.output(for: images).values, expected.values) {
        #expect(abs(a - b) < 1e-5 * largest)
      }
    }
    return Array(own.prepared.model.layers.dropFirst(3))
  }

  private func expectFailure(_ build: (inout Network) -> Void) throws {
    let calibration = try calibration(build)
    #expect(throws: QuantizationRequestError.self) {
      try calibration.shifts(at: searches(calibration))
    }
  }

  @Test func theConstantIsTheLowestPointThatSuffices() {
    // 256 points of the unsigned grid, 1/64 apart.
    #expect(NegativeShift.constant(minimum: -0.01, threshold: 4, bitWidth: 8) == 0.015625)
    #expect(NegativeShift.constant(minimum: -0.015625, threshold: 4, bitWidth: 8) == 0.015625)
    #expect(NegativeShift.constant(minimum: -0.02, threshold: 4, bitWidth: 8) == 0.03125)
    #expect(NegativeShift.constant(minimum: -0.02, threshold: 4, bitWidth: 4) == 0.25)
    #expect(NegativeShift.constant(minimum: 0, threshold: 4, bitWidth: 8) == nil)
    #expect(NegativeShift.constant(minimum: -0.21, threshold: 4, bitWidth: 8) == nil)
    #expect(NegativeShift.constant(minimum: -0.2, threshold: 4, bitWidth: 8) != nil)
  }

  @Test func bordersAreTheConstants() throws {
    let same = try shifted { $0.add("c", $0.convolution([3, 3, 4, 4])) }
    #expect(same.map(\.name) == ["relu_post_add", "c_pre_pad", "c"])
    #expect(
      same[1].operation
        == .zeroPadding(Border(top: 1, bottom: 1, left: 1, right: 1, value: 0.015625)))
    #expect(same.map(\.inputs) == [["relu"], ["relu_post_add"], ["c_pre_pad"]])
    let padded = try shifted {
      $0.add("pad", .zeroPadding(Border(top: 1, bottom: 0, left: 2, right: 0)))
      $0.add("d", $0.depthwise(3, padding: .valid))
    }
    #expect(padded.map(\.name) == ["relu_post_add", "d_pre_pad", "d"])
    #expect(
      padded[1].operation
        == .zeroPadding(Border(top: 1, bottom: 0, left: 2, right: 0, value: 0.015625)))
    let none = try shifted { $0.add("c", $0.convolution([1, 1, 4, 4], strides: 2)) }
    #expect(none.map(\.name) == ["relu_post_add", "c"])
    let wide = try shifted { $0.add("c", $0.convolution([2, 2, 4, 4], strides: 3)) }
    #expect(wide.map(\.name) == ["relu_post_add", "c"])
    let groups = try shifted { $0.add("c", $0.convolution([3, 3, 2, 4], groups: 2)) }
    #expect(groups.map(\.name) == ["relu_post_add", "c_pre_pad", "c"])
  }

  @Test func noNewLayerTakesANameThatIsThere() throws {
    for (name, owner) in [("relu_post_add", "relu"), ("c_pre_pad", "c")] {
      let calibration = try calibration {
        $0.add("c", $0.convolution([3, 3, 4, 4]))
        $0.add(name, .reLU(maximum: nil))
      }
      #expect(throws: QuantizationRequestError.nameTaken(name: name, by: [owner])) {
        try calibration.shifts(at: searches(calibration))
      }
    }
  }

  @Test func someLayersLieBetween() throws {
    let dropout = try shifted {
      $0.add("drop", .identity(.dropout))
      $0.add("c", $0.convolution([3, 3, 4, 4]))
    }
    #expect(dropout.map(\.name) == ["relu_post_add", "drop", "c_pre_pad", "c"])
    let pooled = try calibration {
      $0.add("mean", .globalAveragePooling)
      $0.add(
        "dense", .dense(Dense(kernel: Tensor(shape: [4, 2], values: $0.numbers(8)), bias: nil)))
    }
    let found = searches(pooled)
    let (own, activations) = pooled.applying(try pooled.shifts(at: found), to: found)
    let parameters = Dictionary(
      uniqueKeysWithValues: activations.map { ($0.node, $0.result.parameters) })
    #expect(parameters["relu"]?.bitWidth == 16)
    #expect(parameters["relu"]?.range == .threshold(4, isSigned: true))
    #expect(parameters["relu_post_add"]?.bitWidth == 8)
    for node in ["relu_post_add", "mean"] {
      #expect(parameters[node]?.range == .threshold(4, isSigned: false))
      #expect(
        own.ledger.statistics[node]?.channelMeans == [1.015625, 2.015625, 3.015625, 4.015625])
    }
    #expect(own.prepared.quantizedNodes.map(\.name) == activations.map(\.node))
    // Another class computes the same and is left alone, and so is what Flatten reads.
    #expect(
      try shifted {
        $0.add("flat", .reshape([324]))
        $0.add(
          "dense",
          .dense(Dense(kernel: Tensor(shape: [324, 1], values: $0.numbers(324)), bias: nil)))
      }.map(\.name) == ["flat", "dense"])
    let leaky = try calibration {
      $0.add("leaky", .activation(.reLU(slope: 0.001)), className: "LeakyReLU")
      $0.add("c", $0.convolution([3, 3, 4, 4]))
    }
    #expect(try leaky.shifts(at: searches(leaky)).isEmpty)
  }

  @Test func whereShiftingFails() throws {
    try expectFailure {
      $0.add("c", $0.convolution([3, 3, 4, 4], dilation: 2))
    }
    let pad = Operation.zeroPadding(Border(top: 1, bottom: 1, left: 1, right: 1))
    try expectFailure {
      $0.add("drop", .identity(.dropout))
      $0.add("pad", pad)
      $0.add("c", $0.convolution([3, 3, 4, 4], padding: .valid))
    }
    // Below a threshold of 0.2 nothing would have been shifted, and nothing fails.
    let calibration = try calibration { $0.add("c", $0.convolution([3, 3, 4, 4], dilation: 2)) }
    #expect(try calibration.shifts(at: searches(calibration, threshold: 0.125)).isEmpty)
  }
}
