import Exercises
import Testing

/// Every explanation has one right case, and a reply of its own to each of the others.
struct ExplanationTests {
  private func expectOneRightCase<Choice: Explanation>(_: Choice.Type) {
    let replies = Choice.allCases.map(\.whyWrong)
    #expect(replies.count { $0 == nil } == 1, "\(Choice.self)")
    #expect(replies.count >= 3, "\(Choice.self)")
    #expect(Set(replies).count == replies.count, "\(Choice.self) says the same twice")
  }

  @Test func everyExplanationHasOneRightCase() {
    expectOneRightCase(OutlierReason.self)
    expectOneRightCase(BoundReason.self)
    expectOneRightCase(DatasetReason.self)
    expectOneRightCase(LastNodeReason.self)
    expectOneRightCase(SmallKLReason.self)
    expectOneRightCase(SmallDifferenceReason.self)
    expectOneRightCase(PaddingReason.self)
    expectOneRightCase(DifferenceByOneReason.self)
    expectOneRightCase(UnseenPicturesReason.self)
    expectOneRightCase(AgreeingHalvesReason.self)
    expectOneRightCase(EntropyReason.self)
  }
}
