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
    let guarded = try search(.kl(guard: .firstLocalMinimum)).search(Self.bell)
    #expect((2...16).contains(guarded.parameters.range.magnitude))
    #expect(guarded.reason == .firstLocalMinimum)
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
