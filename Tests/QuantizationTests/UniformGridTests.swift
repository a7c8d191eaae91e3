import Quantization
import Support
import Tensors
import TestSupport
import Testing

struct UniformGridTests {
  @Test func signedAndUnsignedGrids() {
    let signed = UniformGrid(threshold: 4, isSigned: true, bitWidth: 3)
    #expect(signed.values == [-4, -3, -2, -1, 0, 1, 2, 3])
    let unsigned = UniformGrid(threshold: 4, isSigned: false, bitWidth: 2)
    #expect(unsigned.values == [0, 1, 2, 3])
  }

  @Test func aRangeIsMovedSoThatZeroIsOnTheGrid() {
    let excluded = UniformGrid(lower: 2, upper: 5, bitWidth: 4)
    #expect(excluded.lower == 0 && excluded.upper == 5)
    let negative = UniformGrid(lower: -3, upper: -1, bitWidth: 4)
    #expect(negative.lower == -3 && negative.upper == 0)
    let moved = UniformGrid(lower: -0.37, upper: 1.21, bitWidth: 8)
    #expect(moved.values.contains { abs($0) < 1e-12 })
    #expect(abs((moved.upper - moved.lower) - 1.58) < 1e-12)
  }

  @Test func aGridOverNothingButZeroHasNothingElse() {
    for bitWidth in [2, 8, 16] {
      let grid = UniformGrid(lower: 0, upper: 0, bitWidth: bitWidth)
      #expect(grid.step > 0 && grid.step.isFinite)
      #expect([-1, 0, 1e-30, 5].allSatisfy { grid($0) == 0 })
      #expect(grid.values.count == 1 << bitWidth && grid.values.allSatisfy { $0 == 0 })
    }
  }

  @Test(arguments: [
    (0.3, 0.5), (0.5, 0.5), (1.0, 1.0), (1.0001, 2.0), (6.0, 8.0), (0x1p-20, 0x1p-20),
  ])
  func nextPowersOfTwo(x: Double, expected: Double) {
    #expect(nextPowerOfTwo(x) == expected)
  }

  @Test func valuesAreThoseThatMCTsSearchSees() throws {
    let worst = WorstDifference()
    let vectors: [MCTVectors.Quantizer] = try MCTVectors.cases("quantizers")
    #expect(vectors.count == 10)
    for vector in vectors {
      let grid = try vector.parameters().grid
      for (x, expected) in zip(vector.x, vector.search_time) {
        let difference = relativeDifference(grid(x), expected)
        #expect(difference <= 1e-9, "\(vector.place) at \(x)")
        worst.note(difference, "\(vector.place) at \(x)")
      }
    }
    print("quantizers at search time: worst relative difference \(worst.description)")
  }
}
