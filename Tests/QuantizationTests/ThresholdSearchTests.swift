import Foundation
import Quantization
import Support
import Tensors
import TestSupport
import Testing

struct ThresholdSearchTests {
  /// A bell with a few values far out.
  static let bell: Histogram = {
    var generator = SplitMix64(seed: 3)
    var values = (0..<20_000).map { _ in
      Double((0..<12).reduce(Float(-6)) { sum, _ in sum + generator.float(in: 0...1) })
    }
    values += [-9.5, 9.75]
    return (try? Histogram(of: values)) ?? Histogram(edges: [0, 1], counts: [0])
  }()

  private func search(
    _ method: QuantizationErrorMethod, _ family: QuantizationMethod = .powerOfTwo, bits: Int = 8,
    isSigned: Bool? = nil, zThreshold: Double = .infinity
  ) throws -> ThresholdSearch {
    try ThresholdSearch(
      method: family, errorMethod: method, bitWidth: bits, isSigned: isSigned,
      zThreshold: zThreshold)
  }

  @Test func noClippingCoversTheOutliersAndMSEGivesThemUp() throws {
    #expect(
      try search(.noClipping).search(Self.bell).parameters.range == .threshold(16, isSigned: true))
    #expect(
      try search(.mse, bits: 4).search(Self.bell).parameters.range == .threshold(4, isSigned: true))
    let far = try search(.noClipping, zThreshold: 3.5).search(Self.bell)
    #expect(far.parameters.range == .threshold(4, isSigned: true))
  }

  @Test func theLeftmostEdgeIsNeverLookedAt() throws {
    // From −4.0005 to 3: the largest magnitude of a right edge is just below 4.
    let step = 7.0005 / 2048
    let edges = (0...2048).map { -4.0005 + Double($0) * step }
    let histogram = Histogram(edges: edges, counts: Array(repeating: 1, count: 2048))
    #expect(
      try search(.noClipping).search(histogram).parameters.range == .threshold(4, isSigned: true))
  }

  @Test func lpWithTwoIsMSEAndWithOneIsMAE() throws {
    for family in QuantizationMethod.allCases {
      let mse = try search(.mse, family).search(Self.bell)
      let lp2 = try search(.lp(p: 2), family).search(Self.bell)
      #expect(mse.parameters == lp2.parameters && mse.candidates == lp2.candidates)
      let mae = try search(.mae, family).search(Self.bell)
      let lp1 = try search(.lp(p: 1), family).search(Self.bell)
      #expect(mae.parameters == lp1.parameters && mae.candidates == lp1.candidates)
    }
  }

  @Test func everyCandidateIsKeptAndTheFirstSmallestErrorWins() throws {
    let result = try search(.mse).search(Self.bell)
    #expect(result.candidates.map(\.range.magnitude) == (0..<20).map { 32 / pow(2, Double($0)) })
    let smallest = try #require(result.candidates.map(\.error).min())
    #expect(result.chosen?.error == smallest)
    #expect(result.candidates.first { $0.error == smallest }?.range == result.parameters.range)
    // Every kept error is the error that the search itself computes for that range.
    let search = try search(.mse)
    for candidate in result.candidates {
      #expect(search.error(of: candidate.range, on: Self.bell) == candidate.error)
    }
  }

  @Test func tiesGoToTheLargerThreshold() throws {
    // Sixteen bits hold every edge of 0 … 6 exactly at 16 and at 8: both errors are 0.
    let edges = (0...2048).map { Double($0) * 6 / 2048 }
    let histogram = Histogram(edges: edges, counts: Array(repeating: 5, count: 2048))
    #expect(
      try search(.mse, bits: 16).search(histogram).parameters.range
        == .threshold(16, isSigned: false))
  }

  @Test func klCollapsesUnlessItIsGuarded() throws {
    let literal = try search(.kl()).search(Self.bell)
    let bin = Self.bell.edges[1] - Self.bell.edges[0]
    #expect(literal.parameters.range.magnitude <= bin)
    #expect(literal.chosen?.error == 0)
    let guarded = try search(.kl(guard: .entropyCalibration)).search(Self.bell)
    #expect((2...16).contains(guarded.parameters.range.magnitude))
    #expect(guarded.reason == .smallestError)
  }

  /// Half of the values are 0, as behind a ReLU; the others fall off evenly to 6.
  static let rectified: Histogram = {
    let edges = (0...2048).map { Double($0) * 6 / 2048 }
    let falling = (0..<2048).map { Double(2048 - $0) }
    return Histogram(
      edges: edges, counts: [falling.reduce(0, +)] + falling.dropFirst())
  }()

  @Test(arguments: QuantizationMethod.allCases, [8, 6, 4])
  func zerosDoNotMoveGuardedKL(family: QuantizationMethod, bits: Int) throws {
    let guarded = try search(.kl(guard: .entropyCalibration), family, bits: bits)
    let found = try guarded.search(Self.rectified).parameters.range
    // However many zeros there are, the threshold is the same, and little is clipped.
    var more = Self.rectified.counts
    more[0] *= 100
    let other = try guarded.search(Histogram(edges: Self.rectified.edges, counts: more))
    #expect(other.parameters.range == found)
    #expect(found.magnitude >= 4)
    // Raw KL is drawn away from coarse steps by them.
    let raw = try search(.kl(), family, bits: bits).search(Self.rectified)
    #expect(raw.parameters.range.magnitude < found.magnitude)
  }

  @Test func guardedKLNeverComparesFewerBinsThanLevels() throws {
    for bits in [2, 4, 8, 10] {
      let guarded = try search(.kl(guard: .entropyCalibration), bits: bits)
      let result = try guarded.search(Self.bell)
      for candidate in result.candidates {
        let isEnough = guarded.comparedBins(of: candidate.range, on: Self.bell) >= 1 << bits
        let coversAll = candidate.range.magnitude >= 9.75
        #expect(candidate.error.isFinite == (isEnough || coversAll), "\(candidate)")
      }
      #expect(try #require(result.chosen).error.isFinite)
    }
    // With more levels than bins only what covers all is left.
    let many = try search(.kl(guard: .entropyCalibration), bits: 16).search(Self.bell)
    #expect(many.parameters.range.magnitude >= 9.75)
  }

  @Test func theErrorIsClippingPlusRounding() throws {
    for method in [QuantizationErrorMethod.mse, .mae, .lp(p: 3)] {
      let search = try search(method)
      for threshold in [1.0, 2, 4, 16] {
        let range = QuantizationRange.threshold(threshold, isSigned: true)
        let parts = search.errorParts(of: range, on: Self.bell)
        let whole = search.error(of: range, on: Self.bell)
        #expect(abs(parts.clipping + parts.rounding - whole) <= 1e-12 * whole)
        if threshold == 16 { #expect(parts.clipping == 0) }
      }
    }
  }

  /// ERR(t) as chapter 0 writes it: every value by itself, in the order of the list.
  @Test(arguments: [QuantizationErrorMethod.mse, .mae, .lp(p: 3), .lp(p: 1), .lp(p: 2)])
  func theErrorIsTheMeanCostOfTheValues(method: QuantizationErrorMethod) throws {
    let power: Double =
      method == .mae
      ? 1
      : method == .mse
        ? 2
        : [3, 1, 2].first {
          method == .lp(p: $0)
        } ?? 0
    let values = [0.1, 0.25, 0.25, 0.4, 0.9, 1.4, 4.2, 4.2, 4.2]
    let histogram = try Histogram(countingEach: values)
    let search = try ThresholdSearch(errorMethod: method, bitWidth: 3)
    for t in [8.0, 4, 2, 1.3] {
      let grid = UniformGrid(threshold: t, isSigned: false, bitWidth: 3)
      let costs = values.map { pow(abs(grid($0) - $0), power) }
      let expected = costs.reduce(0, +) / Double(values.count)
      let range = QuantizationRange.threshold(t, isSigned: false)
      #expect(abs(search.error(of: range, on: histogram) - expected) <= 1e-14 * expected)
    }
  }

  @Test func theBestOfSomeIsTheFirstWithTheSmallestError() throws {
    let search = try ThresholdSearch(errorMethod: .mse, bitWidth: 4)
    let ranges = [16.0, 2, 6, 4, 6].map { QuantizationRange.threshold($0, isSigned: true) }
    let errors = ranges.map { search.error(of: $0, on: Self.bell) }
    let best = search.best(of: ranges, on: Self.bell)
    #expect(
      best.error == errors.min() && best.range == ranges[errors.firstIndex(of: best.error) ?? 0])
    #expect(search.best(of: Array(ranges.prefix(1)), on: Self.bell).range == ranges[0])
  }

  /// The bins within ±t, and the one that −t lies in; one where both ends lie in the same bin.
  @Test func theBinsThatKLComparesAreCounted() throws {
    let histogram = Histogram(
      edges: [-4, -3, -2, -1, 0, 1, 2, 3, 4], counts: [1, 1, 1, 1, 1, 1, 1, 1])
    let search = try ThresholdSearch(errorMethod: .kl(), bitWidth: 8)
    for (t, bins) in [(8.0, 8), (4, 7), (2.5, 5), (1.5, 3), (0.5, 1), (0.25, 1)] {
      #expect(
        search.comparedBins(of: .threshold(t, isSigned: true), on: histogram) == bins, "t = \(t)")
    }
  }

  @Test func symmetricAndUniformAreNoWorseThanPowersOfTwo() throws {
    for method in [QuantizationErrorMethod.mse, .mae, .lp(p: 3)] {
      let power = try #require(search(method).search(Self.bell).chosen?.error)
      let symmetric = try #require(search(method, .symmetric).search(Self.bell).chosen?.error)
      #expect(symmetric <= power)
    }
  }

  @Test func boundedOutputsAreNotSearched() throws {
    for method in QuantizationErrorMethod.mctMethods {
      let result = try search(method).search(boundedBy: 0...1)
      #expect(result.parameters.range == .threshold(1, isSigned: false))
      #expect(result.reason == .boundedOutput && result.candidates.isEmpty)
    }
  }

  @Test func signednessComesFromTheDataUnlessThePlatformSays() throws {
    let positive = try Histogram(of: [0, 1, 2, 3])
    #expect(try search(.mse).search(positive).parameters.range.isSigned == false)
    #expect(try search(.mse, isSigned: true).search(positive).parameters.range.isSigned)
    #expect(try search(.mse).search(Self.bell).parameters.range.isSigned)
  }

  @Test func whatCannotBeSearchedIsRefused() throws {
    #expect(throws: QuantizationError.bitWidthOutOfRange(1)) { try search(.mse, bits: 1) }
    #expect(throws: QuantizationError.bitWidthOutOfRange(17)) { try search(.mse, bits: 17) }
    #expect(throws: QuantizationError.invalidExponent(0)) { try search(.lp(p: 0)) }
    #expect(throws: QuantizationError.emptyHistogram) {
      try search(.mse).search(Histogram(edges: [0, 1], counts: [0]))
    }
    #expect(throws: QuantizationError.invalidHistogram) {
      try search(.mse).search(Histogram(edges: [0, .nan], counts: [1]))
    }
    #expect(throws: QuantizationError.invalidMinimumThreshold(3)) {
      try ThresholdSearch(
        method: .powerOfTwo, errorMethod: .mse, bitWidth: 8, minimumThreshold: 3)
    }
  }
}

/// The percentile method, which is not MCT's.
extension ThresholdSearchTests {
  private func percentile(
    _ percentage: Double, _ family: QuantizationMethod, _ histogram: Histogram
  ) throws -> ThresholdSearchResult {
    try ThresholdSearch(method: family, errorMethod: .percentile(percentage), bitWidth: 8)
      .search(histogram)
  }

  @Test func aPercentileIsTheSmallestThresholdThatKeepsSoMuch() throws {
    let values = Histogram(edges: [0, 1, 2, 3, 4, 5, 6], counts: [40, 30, 20, 6, 3, 1])
    #expect(
      try percentile(100, .powerOfTwo, values).parameters.range == .threshold(8, isSigned: false))
    #expect(
      try percentile(96, .powerOfTwo, values).parameters.range == .threshold(4, isSigned: false))
    #expect(
      try percentile(96.1, .powerOfTwo, values).parameters.range == .threshold(8, isSigned: false))
    let symmetric = try percentile(90, .symmetric, values)
    #expect(symmetric.parameters.range == .threshold(3, isSigned: false))
    #expect(symmetric.candidates.isEmpty && symmetric.reason == .coversPercentage(90))
    // Half of the rest is left out at either end.
    #expect(
      try percentile(92, .uniform, values).parameters.range
        == .interval(minimum: 0.1, maximum: 4))
  }

  @Test func aPercentileSeesBothSides() throws {
    let values = Histogram(edges: [-8, -4, 0, 4], counts: [1, 4, 5])
    #expect(
      try percentile(90, .symmetric, values).parameters.range == .threshold(4, isSigned: true))
    #expect(
      try percentile(100, .powerOfTwo, values).parameters.range == .threshold(8, isSigned: true))
  }

  @Test(arguments: [0, -1, 100.1, .nan, .infinity])
  func aPercentageThatMakesNoSenseIsRefused(percentage: Double) {
    #expect(throws: QuantizationError.self) {
      try ThresholdSearch(errorMethod: .percentile(percentage), bitWidth: 8)
    }
  }

  @Test func kernelsHaveNoPercentile() {
    #expect(throws: QuantizationError.percentileOfKernel) {
      try WeightsThresholdSearch(
        method: .symmetric, errorMethod: .percentile(), bitWidth: 8, isPerChannel: true)
    }
  }
}
