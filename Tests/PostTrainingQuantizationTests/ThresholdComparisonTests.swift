import Imaging
import Quantization
import TestSupport
import Testing

@testable import PostTrainingQuantization

struct ThresholdComparisonTests {
  private static func search(
    _ node: String, _ t: Double, isSigned: Bool = false, _ method: QuantizationErrorMethod = .mse
  ) -> ActivationSearch {
    ActivationSearch(
      node: node,
      result: ThresholdSearchResult(
        parameters: ActivationQuantizationParameters(
          method: .powerOfTwo, bitWidth: 8, range: .threshold(t, isSigned: isSigned)),
        errorMethod: method, candidates: [], reason: .smallestError))
  }

  @Test func outputsAreCounted() {
    let reference = [
      Self.search("a", 4), Self.search("b", 4), Self.search("c", 4, isSigned: true),
      Self.search("d", 4, isSigned: true), Self.search("e", 4),
    ]
    let other = [
      Self.search("a", 4), Self.search("b", 8), Self.search("c", 2, isSigned: true),
      Self.search("d", 4), Self.search("e", 2),
    ]
    let comparison = ThresholdComparison(of: other, with: reference)
    #expect(comparison.same == 2 && comparison.smaller == 2 && comparison.larger == 1)
    // A sign that is given up is a move, too.
    #expect(comparison.movedSigned == 2 && comparison.movedUnsigned == 2)
    #expect(comparison.moved == 4)
  }

  private static func ledger(_ values: [String: [Double]]) throws -> CalibrationLedger {
    CalibrationLedger(
      images: ["a.jpg"], batchSize: 1, input: ModelInput(size: 32), digest: "",
      statistics: try values.mapValues { values in
        NodeStatistics(
          histogram: try Histogram(of: values), channelMeans: nil, minimum: values.min() ?? 0,
          maximum: values.max() ?? 0, valueCount: values.count)
      })
  }

  private static func info(
    _ method: QuantizationErrorMethod, _ thresholds: [String: Double], _ ledger: CalibrationLedger
  ) -> QuantizationInfo {
    QuantizationInfo(
      config: QuantizationConfig(activationErrorMethod: method), ledger: ledger,
      activations: thresholds.keys.sorted().map { search($0, thresholds[$0] ?? 0, method) },
      kernels: [])
  }

  /// Values up to 5: with t = 8 nothing is cut off, with t = 4 the largest one is.
  @Test func aMethodsOwnErrorDecides() throws {
    let values = (0..<1000).map { Double($0 % 100) * 0.03 } + [5]
    let ledger = try Self.ledger(["a": values, "b": values, "c": values])
    let mae = Self.info(.mae, ["a": 4, "b": 8, "c": 4], ledger)
    let other = Self.info(.mse, ["a": 8, "b": 4, "c": 4], ledger)
    // By its absolute error a half-step for all is worth one that is cut off: a, but not b; c is the same.
    #expect(try mae.smallerErrors(than: other) == 1)
    #expect(try other.smallerErrors(than: mae) == 1)
  }

  @Test func calibrationsAreComparedByTheirThresholds() throws {
    let scratch = try ScratchFolder()
    try scratch.writePictures()
    let images = try LabelledImageFolder(scratch.file("images")).images
    let calibrations = try [Array(images.prefix(1)), images].map {
      try Calibration(
        of: SyntheticNetwork().network.model,
        representativeDataset: RepresentativeDataset(
          images: $0, batchSize: 5, input: ModelInput(size: 32)))
    }
    #expect(try calibrations[0].moved(from: calibrations[0], by: .noClipping) == 0)
    let thresholds = try calibrations.map { calibration in
      try calibration.searches(by: QuantizationConfig(activationErrorMethod: .noClipping))
        .map(\.result.parameters.range)
    }
    let expected = zip(thresholds[0], thresholds[1]).count { $0 != $1 }
    #expect(expected > 0)
    #expect(try calibrations[0].moved(from: calibrations[1], by: .noClipping) == expected)
    // The softmax's range is known: its histogram may change, its threshold may not.
    #expect(thresholds[0].last == thresholds[1].last)
  }
}
