import Foundation
import PostTrainingQuantization
import Quantization
import TestSupport
import Testing

/// What calibration gathers, and the searches on MCT's own statistics.
@Suite(.enabled(if: ReferenceFolder.isPresent, ReferenceFolder.absence))
struct CalibrationStatisticsTests {
  let reference: NetworkFile
  let statistics: NumPyFile

  init() throws {
    reference = try NetworkFile.load()
    statistics = try NumPyFile(ReferenceFolder.file("reference/mct_statistics.npz"))
  }

  static func histogram(of node: String, in file: NumPyFile) throws -> Histogram {
    Histogram(
      edges: try #require(file.arrays[node + "|edges"]).values,
      counts: try #require(file.arrays[node + "|counts"]).values)
  }

  @Test func statisticsAreMCTsUpToTheOrderOfAdditionsInTheNetwork() throws {
    let calibration = try RealNetwork.calibration.get()
    let nodes = Set(statistics.arrays.keys.map { $0.split(separator: "|")[0] }).map(String.init)
    #expect(nodes.count == 70)
    let worstEdge = WorstDifference()
    let worstShare = WorstDifference()
    let worstMean = WorstDifference()
    for node in nodes {
      let own = try #require(calibration.ledger.statistics[node], "\(node)")
      let range = try #require(statistics.arrays[node + "|minmax"]).values
      let width = range[1] - range[0]
      if let histogram = own.histogram {
        let expected = try Self.histogram(of: node, in: statistics)
        worstEdge.note(
          max(
            abs(histogram.edges[0] - expected.edges[0]),
            abs(histogram.edges[2048] - expected.edges[2048])) / width, node)
        // How much of the distribution lies in another bin: values on an edge fall to either side.
        let total = expected.total
        var moved = 0.0
        var cumulative = 0.0
        for bin in 0..<2048 {
          cumulative += histogram.counts[bin] - expected.counts[bin]
          moved = max(moved, abs(cumulative) / total)
        }
        worstShare.note(moved, node)
      }
      let mean = try #require(statistics.arrays[node + "|mean"]).values
      if let ownMean = own.channelMeans {
        for (a, e) in zip(ownMean, mean) { worstMean.note(abs(a - e) / width, node) }
      }
    }
    #expect(worstEdge.value <= 1e-5)
    #expect(worstShare.value <= 1e-3)
    #expect(worstMean.value <= 1e-5)
    print("histogram ends: worst difference in ranges \(worstEdge.description)")
    print("histograms: largest share of values beyond another edge \(worstShare.description)")
    print("channel means: worst difference in ranges \(worstMean.description)")
  }

  @Test(arguments: MCTNetwork.methods)
  func thresholdsOnMCTsStatisticsAreMCTs(name: String, method: QuantizationErrorMethod) throws {
    var searched = 0
    for expected in reference.network.activations
    where expected.node != "predictions_post_activation" {
      let search = try ThresholdSearch(
        method: .powerOfTwo, errorMethod: method, bitWidth: expected.num_bits)
      let result = try search.search(Self.histogram(of: expected.node, in: statistics))
      let threshold = try #require(expected.threshold[name])
      #expect(
        result.parameters.range == .threshold(threshold, isSigned: expected.signed),
        "\(expected.node)")
      searched += 1
    }
    #expect(searched == 65)
  }

  /// On the same statistics the walks of the symmetric and uniform searches end where MCT's end, to the
  /// last bits: where the whole procedure ends elsewhere, it is because a walk has met a near-tie.
  @Test(arguments: NetworkTests.settings)
  func otherSettingsOnMCTsStatisticsAreMCTs(name: String, config: QuantizationConfig) throws {
    let expected = try #require(reference.other_settings[name])
    let worst = WorstDifference()
    for activation in expected.activations
    where activation.node != "predictions_post_activation" {
      let search = try ThresholdSearch(
        method: config.activationQuantizationMethod ?? .powerOfTwo,
        errorMethod: config.activationErrorMethod, bitWidth: activation.num_bits)
      let result = try search.search(Self.histogram(of: activation.node, in: statistics))
      if let threshold = result.parameters.range.threshold {
        let reference = try #require(activation.threshold?.first)
        #expect(relativeDifference(threshold, reference) <= 1e-9, "\(activation.node)")
        worst.note(relativeDifference(threshold, reference), activation.node)
      } else {
        let grid = result.parameters.grid
        let low = try #require(activation.min_range?.first)
        let high = try #require(activation.max_range?.first)
        let difference = max(abs(grid.lower - low), abs(grid.upper - high)) / (high - low)
        #expect(difference <= 1e-9, "\(activation.node)")
        worst.note(difference, activation.node)
      }
    }
    print("\(name) on MCT's statistics: worst relative difference \(worst.description)")
  }
}
