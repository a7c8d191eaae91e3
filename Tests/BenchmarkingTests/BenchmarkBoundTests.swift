import FastExecution
import Support
import Testing

@testable import Benchmarking

struct BenchmarkBoundTests {
  @Test(arguments: [
    (0.7, 0.2, BenchmarkBound.arithmetic), (0.2, 0.7, .memory), (0.5, 0.5, .neither),
    (0.6, 0.8, .memory), (0.8, 0.6, .arithmetic), (0.1, 0.1, .neither),
  ])
  func whatTakesMoreThanHalfBinds(arithmetic: Double, memory: Double, bound: BenchmarkBound) {
    #expect(BenchmarkBound(arithmetic: arithmetic, memory: memory) == bound)
  }

  /// Batches of 4, two per repetition, 10 ms in the median and 8 ms at best.
  private func result(_ part: BenchmarkPart, operations: Int?) -> BenchmarkResult {
    BenchmarkResult(
      part: part, batch: 4, images: 8, seconds: [0.012, 0.01, 0.008], operations: operations)
  }

  @Test func sharesAreOfTheMedianAndTheBoundOfTheBest() throws {
    // 1.25 ms per image; 10⁸ operations at 200 · 10⁹ per second are 0.5 ms.
    var result = result(.float, operations: 100_000_000)
    result.take(Transfer(bytes: 4_000_000, seconds: 0.002))
    result.take(Transfer(bytes: 4_000_000, seconds: 0.001))
    result.take(Transfer(bytes: 4_000_000, seconds: 0.003))
    let arithmetic = try #require(result.fractionOfPeak(200))
    let memory = try #require(result.fractionOfMemoryPeak)
    #expect(abs(arithmetic - 0.4) < 1e-9 && abs(memory - 0.2) < 1e-9)
    // Of 1 ms per image at best the operations are just half.
    #expect(result.bound(peak: 199) == .arithmetic && result.bound(peak: 201) == .neither)
    #expect(result.memoryPerImage == 1_000_000)
    #expect(result.memoryRate.map { abs($0 - 4) < 1e-9 } == true)
    let text = OrderedJSON.object(result.jsonFields(peak: 199)).text()
    #expect(text.contains(#""boundBy": "arithmetic""#))
  }

  @Test func whereAShareIsNotKnownNothingIsSaid() {
    #expect(result(.float, operations: 100_000_000).bound(peak: 200) == nil)
    var unknown = result(.search, operations: nil)
    unknown.take(Transfer(bytes: 4, seconds: 1))
    #expect(unknown.bound(peak: 200) == nil)
  }
}
