import Testing

@testable import Explorer

struct ExplorerMeasurementTests {
  @Test("every method at every bit width, and every output at every threshold, was run")
  func runs() throws {
    let measurement = try SmallExplorer().data().measurement
    #expect(measurement.float.total == 12)
    #expect(measurement.together.count == 18)
    #expect(measurement.together.allSatisfy { $0.top1.total == 12 && $0.agreement.total == 12 })
    #expect(measurement.together.prefix(6).allSatisfy { $0.bitWidth == 8 })
    #expect(measurement.alone.allSatisfy { $0.runs.count == 4 })
    #expect(measurement.alone.flatMap(\.runs).allSatisfy { (0...3).contains($0.kept) })
    // Four times the threshold leaves two bits less.
    let inner = measurement.alone.dropFirst().dropLast(2)
    let coarser = inner.count { $0.runs[3].decibels < $0.runs[1].decibels }
    #expect(4 * coarser > 3 * inner.count, "\(coarser) of \(inner.count)")
  }
}
