import Evaluation
import Testing

struct StatisticsTests {
  /// Wilson's interval for 8 of 10, to four digits, from Newcombe 1998's formula worked by hand:
  /// (0.8 + z²/20 ± z √(0.016 + z²/400)) / (1 + z²/10) with z = 1.96.
  @Test func wilson() {
    let interval = Proportion(8, of: 10).interval
    #expect(abs(interval.lowerBound - 0.4902) < 1e-4)
    #expect(abs(interval.upperBound - 0.9433) < 1e-4)
    #expect(Proportion(0, of: 5).interval.lowerBound == 0)
    #expect(Proportion(5, of: 5).interval.upperBound == 1)
  }

  @Test func mcNemar() {
    // 2 · (1 + 8 + 28) / 256 for a split of 2 and 6.
    #expect(abs(PairedComparison(onlyFirst: 6, onlySecond: 2).pValue - 74.0 / 256) < 1e-12)
    #expect(PairedComparison(onlyFirst: 0, onlySecond: 0).pValue == 1)
    #expect(PairedComparison(onlyFirst: 3, onlySecond: 3).pValue == 1)
  }
}
