import Imaging
import Quantization
import Testing

@testable import PostTrainingQuantization

struct ThresholdMoveTests {
  private func info(
    _ method: QuantizationErrorMethod, _ values: [[Double]], bitWidth: Int = 2,
    family: QuantizationMethod = .powerOfTwo
  ) throws -> QuantizationInfo {
    let search = try ThresholdSearch(method: family, errorMethod: method, bitWidth: bitWidth)
    var statistics: [String: NodeStatistics] = [:]
    var activations: [ActivationSearch] = []
    for (index, values) in values.enumerated() {
      let histogram = try Histogram(of: values)
      statistics["node\(index)"] = NodeStatistics(
        histogram: histogram, channelMeans: nil, minimum: values.min() ?? 0,
        maximum: values.max() ?? 0, valueCount: values.count)
      activations.append(
        ActivationSearch(node: "node\(index)", result: try search.search(histogram)))
    }
    return QuantizationInfo(
      config: QuantizationConfig(activationErrorMethod: method),
      ledger: CalibrationLedger(
        images: [], batchSize: 1, input: ModelInput(size: 8), digest: "", statistics: statistics),
      activations: activations, kernels: [])
  }

  /// Where the largest value decides, the margin says how far the largest values are apart.
  @Test func theLargestValuesAreCompared() throws {
    let first = try info(.noClipping, [[0, 1, 3], [0, 7], [-2, 1]])
    let second = try info(.noClipping, [[0, 1, 5], [0, 6], [0, 1]])
    let moves = try first.moves(to: second)
    #expect(moves.map(\.node) == ["node0", "node2"])
    #expect(moves[0].first == .threshold(4, isSigned: false))
    #expect(moves[0].second == .threshold(8, isSigned: false))
    // The values are 3 and 5; -2 and 1.
    let differences: [Double] = [moves[0].margin - 5.0 / 3, moves[1].margin - 2]
    #expect(differences.allSatisfy { abs($0) < 1e-12 })
    #expect(moves[0].isUpward && !moves[0].changesSign && !moves[0].isCoinToss)
    #expect(moves[1].isDownward && moves[1].changesSign)
    #expect(try first.moves(to: first).isEmpty)
  }

  /// Where a percentile decides, the margin says how far the percentiles are apart.
  @Test(arguments: QuantizationMethod.allCases)
  func thePercentilesAreCompared(family: QuantizationMethod) throws {
    // Evenly from 0 to 3.9, 4.1 and 7: a half of them is below 1.95, 2.05 and 3.5.
    let values = [3.9, 4.1, 7].map { largest in (0...1000).map { Double($0) / 1000 * largest } }
    let infos = try values.map { try info(.percentile(50), [$0], family: family) }
    let near = try #require(try infos[0].moves(to: infos[1]).first)
    // Within a bin of 2048.
    #expect(abs(near.margin - 4.1 / 3.9) < 0.01 && near.isCoinToss)
    let far = try #require(try infos[0].moves(to: infos[2]).first)
    #expect(abs(far.margin - 7 / 3.9) < 0.01 && !far.isCoinToss)
  }

  /// A range has two ends: that one of them stays does not make a toss of the other.
  @Test func bothEndsOfARangeAreCompared() throws {
    let ends: [[Double]] = [[-1, 2], [-0.5, 2], [-1, 2.1]]
    let infos = try ends.map { try info(.noClipping, [$0], bitWidth: 8, family: .uniform) }
    let half = try #require(try infos[0].moves(to: infos[1]).first)
    #expect(abs(half.margin - 2) < 0.05 && !half.isCoinToss)
    let near = try #require(try infos[0].moves(to: infos[2]).first)
    #expect(near.margin < 1.1 && near.isCoinToss)
    func cut(_ ends: [Double]) throws -> QuantizationInfo {
      let step = (ends[1] - ends[0]) / 1000
      let values = (0...1000).map { ends[0] + Double($0) * step }
      return try info(.percentile(99), [values], bitWidth: 8, family: .uniform)
    }
    let move = try #require(try cut(ends[0]).moves(to: cut(ends[1])).first)
    #expect(move.margin > 1.5 && !move.isCoinToss)
  }

  /// Where errors are compared, the margin is made of the errors at both thresholds on both sets of values.
  @Test func theErrorsAreCompared() throws {
    let small = (0..<100).map { Double($0) / 40 }
    let large = (0..<100).map { Double($0) / 20 }
    let (first, second) = (try info(.mse, [small]), try info(.mse, [large]))
    let move = try #require(try first.moves(to: second).first)
    #expect(move.first.magnitude == 2 || move.first.magnitude == 4)
    #expect(move.second.magnitude > move.first.magnitude)
    let search = try ThresholdSearch(method: .powerOfTwo, errorMethod: .mse, bitWidth: 2)
    let factors = try [(small, move.second, move.first), (large, move.first, move.second)].map {
      values, other, own in
      let histogram = try Histogram(of: values)
      return search.error(of: other, on: histogram) / search.error(of: own, on: histogram)
    }
    #expect(move.margin == factors.max() && move.margin > 1)
    // The other way round it is the same.
    #expect(try second.moves(to: first).map(\.margin) == [move.margin])
  }

  @Test func aTenthMoreErrorIsStillACoinToss() {
    func move(_ margin: Double) -> ThresholdMove {
      ThresholdMove(
        node: "a", first: .threshold(4, isSigned: true), second: .threshold(8, isSigned: true),
        margin: margin)
    }
    #expect(move(1.1).isCoinToss && !move(1.11).isCoinToss && !move(.infinity).isCoinToss)
  }
}
