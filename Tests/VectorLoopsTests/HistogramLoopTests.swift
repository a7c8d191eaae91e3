import Support
import Tensors
import Testing
import VectorLoops

@testable import Parallelism

/// The counting loop of every instruction set against the definition of a bin.
struct HistogramLoopTests {
  /// Bin i holds edges[i] ≤ x < edges[i + 1]; the last is closed.
  private func definition(_ values: [Float], edges: [Double]) -> [Double] {
    var counts = [Double](repeating: 0, count: edges.count - 1)
    for value in values {
      let above = edges.dropLast().lastIndex { Double(value) >= $0 } ?? 0
      counts[above] += 1
    }
    return counts
  }

  private func counts(_ values: [Float], edges: [Double], _ set: InstructionSet) throws -> [Double]
  {
    let table = try #require(set.table).pointee
    let bins = edges.count - 1
    var counters = [UInt32](repeating: 0, count: histogram_count(bins))
    let comparable = edges.map { Double(Float($0)) < $0 ? Float($0).nextUp : Float($0) }
    let step = Float(edges[1])
    let isExact = edges.indices.allSatisfy { Double($0) * Double(step) == edges[$0] }
    comparable.withUnsafeBufferPointer { edgePointer in
      var geometry = HistogramBins(
        lower: Float(edges[0]), bins_per_unit: Float(Double(bins) / (edges[bins] - edges[0])),
        step: isExact ? step : 0, edges: edgePointer.baseAddress, count: bins)
      var (lower, upper) = (Float.infinity, -Float.infinity)
      table.histogram(values, values.count, &geometry, &counters, &lower, &upper)
      var range = (Float.infinity, -Float.infinity)
      table.range(values, values.count, &range.0, &range.1)
      #expect((lower, upper) == range)
    }
    var sums = [Double](repeating: 0, count: bins)
    histogram_sum(counters, bins, &sums)
    return sums
  }

  @Test(arguments: InstructionSet.available)
  func countsAreThoseOfTheDefinition(_ set: InstructionSet) throws {
    var random = SplitMix64(seed: 14)
    for (lower, upper) in [(0.0, 6.0), (-3.7, 11.3), (-1e-6, 2e-6), (100, 101)] {
      let edges = (0...2048).map { lower + (upper - lower) * Double($0) / 2048 }
      let range = Float(lower)...Float(upper)
      // At the edges, beside them, at both ends over and over, and anywhere.
      var values = edges.map(Float.init).flatMap { [$0.nextDown, $0, $0.nextUp] }
      values += (0..<500).map { $0 % 2 == 0 ? range.lowerBound : range.upperBound }
      values += random.floats(3000, in: range)
      values = values.map { min(max($0, range.lowerBound), range.upperBound) }
      for count in [0, 1, 63, 64, 65, values.count] {
        let some = Array(values.suffix(count))
        #expect(
          try counts(some, edges: edges, set) == definition(some, edges: edges),
          "\(count) values in \(range)")
      }
    }
  }

  /// Behind a ReLU: many zeros (of either sign), many at the upper end, the rest anywhere and at every edge,
  /// below it and above, also where numbers have fewer digits than others.
  @Test(arguments: InstructionSet.available)
  func countsBehindAReLUAreThoseOfTheDefinition(_ set: InstructionSet) throws {
    var random = SplitMix64(seed: 16)
    for (upper, bins) in [
      (Float(6), 2048), (1, 2048), (0x1.fffffep-1, 2048), (11.345678, 2048), (3e-30, 2048),
      (2.5e30, 2048), (0x1p-100, 2048), (6, 1), (6, 2), (7, 8192), (5.3, 64),
    ] {
      let edges = (0...bins).map { Double($0) * (Double(upper) / Double(bins)) }
      var values = edges.map(Float.init).flatMap { [$0.nextDown, $0, $0.nextUp] }
      values += [-0.0, .leastNonzeroMagnitude, .leastNormalMagnitude, upper.nextDown]
      values = values.map { max($0, 0) }.map { min($0, upper) } + [-0.0]
      for _ in 0..<3000 {
        switch random.next() % 4 {
        case 0: values.append(0)
        case 1: values.append(upper)
        default: values += random.floats(2, in: 0...upper)
        }
      }
      values.shuffle(using: &random)
      for count in [0, 1, 15, 16, 17, 511, 512, 513, values.count] {
        let some = Array(values.suffix(count))
        #expect(
          try counts(some, edges: edges, set) == definition(some, edges: edges),
          "\(count) values up to \(upper) in \(bins) bins")
      }
    }
  }

  /// Just below zero, and what is no number: not what stands behind a ReLU, but to be seen if it does.
  @Test(
    "the range behind a ReLU is right where no value is 0, or some lie outside",
    arguments: InstructionSet.available)
  func rangesBehindAReLU(_ set: InstructionSet) throws {
    let edges = (0...2048).map { Double($0) * 6 / 2048 }
    var random = SplitMix64(seed: 17)
    for count in [1, 16, 255, 256, 257, 700] {
      for odd in [Float(0.5), 0, 6, 6.001, 6.5, -1e-3, -1e-30, -5, .nan, .infinity, -.infinity] {
        var values = random.floats(count, in: 0.25...5.5)
        values[count / 2] = odd
        if count > 300 { values[count / 3] = 0 }
        // The range is compared in there.
        #expect(try counts(values, edges: edges, set).reduce(0, +) == Double(count), "\(odd)")
      }
    }
  }

  @Test("channels are summed in the order of the pixels", arguments: InstructionSet.available)
  func sumsOfChannels(_ set: InstructionSet) throws {
    let table = try #require(set.table).pointee
    var random = SplitMix64(seed: 18)
    for channels in [1, 7, 8, 16, 24, 32, 40, 64, 96, 130, 200] {
      for pixels in [0, 1, 5] {
        let values = random.floats(pixels * channels, in: -3...3)
        var sums = (0..<channels).map { Double($0) / 3 }
        var expected = sums
        for (index, value) in values.enumerated() { expected[index % channels] += Double(value) }
        table.sum_channels(values, pixels, channels, &sums)
        #expect(sums == expected, "\(pixels) × \(channels)")
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func valuesPutAsideAreTheSame(_ set: InstructionSet) throws {
    let table = try #require(set.table).pointee
    for (start, count) in [(0, 0), (0, 1), (1, 100), (3, 64), (16, 32), (5, 7)] {
      let values = (0..<count).map { Float($0) + 1 }
      var memory = [Float](repeating: -1, count: start + count + 1)
      memory.withUnsafeMutableBufferPointer { buffer in
        table.put_aside(values, count, buffer.baseAddress.map { $0 + start })
      }
      #expect(memory == Array(repeating: -1, count: start) + values + [-1])
    }
  }

  @Test(arguments: InstructionSet.available)
  func valuesOutsideTheRangeFallIntoSomeBin(_ set: InstructionSet) throws {
    let edges = (0...2048).map { Double($0) / 2048 }
    let values =
      [Float](repeating: -5, count: 70)
      + [.infinity, -.infinity, .nan, 1e30, -1e30, .greatestFiniteMagnitude]
    #expect(try counts(values, edges: edges, set).reduce(0, +) == 76)
  }

  @Test(
    "the range of values that are not all finite is infinite", arguments: InstructionSet.available)
  func rangesShowWhatIsNotFinite(_ set: InstructionSet) throws {
    let table = try #require(set.table).pointee
    var random = SplitMix64(seed: 15)
    func range(_ values: [Float]) -> (lower: Float, upper: Float) {
      var range = (lower: Float.infinity, upper: -Float.infinity)
      table.range(values, values.count, &range.lower, &range.upper)
      return range
    }
    for count in [1, 15, 64, 65, 200] {
      let values = (0..<count).map { _ in Float(random.next() % 1000) / 100 - 5 }
      #expect(range(values) == (values.min() ?? 0, values.max() ?? 0))
      for position in 0..<count {
        for spoilt in [Float.nan, .infinity, -.infinity] {
          var copy = values
          copy[position] = spoilt
          #expect(range(copy) == (-.infinity, .infinity))
        }
      }
    }
  }
}
