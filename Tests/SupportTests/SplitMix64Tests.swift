import Support
import Testing

struct SplitMix64Tests {
  /// The first numbers of the authors' own program, `splitmix64.c`, for the seed 1234567.
  @Test func numbersAreThePublishedOnes() {
    var generator = SplitMix64(seed: 1_234_567)
    #expect(
      (0..<5).map { _ in generator.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }

  @Test func numbersStayInTheirRanges() {
    var generator = SplitMix64(seed: 3)
    let integers = (0..<500).map { _ in generator.integer(in: -2...2) }
    #expect(Set(integers) == [-2, -1, 0, 1, 2])
    #expect(generator.floats(500, in: -0.5...2).allSatisfy { (-0.5...2).contains($0) })
    #expect((0..<500).allSatisfy { _ in (0..<1).contains(generator.unit()) })
    let mean = (0..<2000).reduce(0) { sum, _ in sum + generator.normal(5, 2) } / 2000
    // The mean of 2000 has a deviation of 2 / √2000; five of them are 0.22.
    #expect(abs(mean - 5) < 0.22)
  }
}
