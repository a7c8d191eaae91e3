import Support
import Testing

@testable import Benchmarking

/// What is made of times; never how long anything took.
struct BenchmarkResultTests {
  private func result(
    _ part: BenchmarkPart, seconds: [Double], images: Int?, operations: Int? = nil
  ) -> BenchmarkResult {
    BenchmarkResult(
      part: part, batch: operations.map { _ in 4 }, images: images, seconds: seconds,
      operations: operations)
  }

  @Test func theMedianOfAnEvenNumberLiesBetweenTwo() {
    let odd = result(.decode, seconds: [0.5, 0.1, 0.2], images: 10)
    #expect(abs(odd.milliseconds - 200) < 1e-9 && abs(odd.bestMilliseconds - 100) < 1e-9)
    let even = result(.decode, seconds: [0.5, 0.1, 0.2, 0.4], images: 10)
    #expect(abs(even.milliseconds - 300) < 1e-9)
    #expect(even.imagesPerSecond.map { abs($0 - 1000 / 30) < 1e-9 } == true)
  }

  @Test func ratesNeedImagesAndOperations() {
    // 8 images in 2 ms are 250 µs each; 10⁶ operations in 250 µs are 4 · 10⁹ per second.
    let float = result(.float, seconds: [0.002], images: 8, operations: 1_000_000)
    #expect(float.gflops.map { abs($0 - 4) < 1e-9 } == true)
    let search = result(.search, seconds: [0.3], images: nil)
    #expect(search.gflops == nil && search.imagesPerSecond == nil)
    #expect(float.name == "float inference, batch 4" && search.name.hasPrefix("threshold search"))
  }

  @Test func whatDoesNotApplyIsNull() {
    let text = OrderedJSON.object(
      result(.search, seconds: [0.25, 0.5, 0.125], images: nil).jsonFields(peak: 100)
    ).text()
    #expect(text.contains(#""part": "search", "batch": null, "images": null"#))
    #expect(text.contains(#""milliseconds": 250"#) && text.contains(#""gflops": null"#))
    let float = result(.float, seconds: [0.002], images: 8, operations: 1_000_000)
    #expect(text.contains(#""repetitionMilliseconds": [250, 500, 125]"#))
    #expect(
      OrderedJSON.object(float.jsonFields(peak: 8)).text().contains(#""fractionOfPeak": 0.5"#))
  }
}
