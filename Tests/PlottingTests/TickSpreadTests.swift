import Testing

@testable import Plotting

struct TickSpreadTests {
  @Test func labelsWithRoomStayWhereTheyAre() {
    #expect(TickSpread([0, 10, 30], gap: 5, bounds: 0...40).places == [0, 10, 30])
    #expect(TickSpread([], gap: 5, bounds: 0...40).places == [])
  }

  @Test func crowdedLabelsMoveAsideAsLittleAsPossible() throws {
    #expect(TickSpread([10, 11, 12], gap: 5, bounds: 0...40).places == [6, 11, 16])
    #expect(TickSpread([39, 40], gap: 5, bounds: 0...40).places == [35, 40])
    let many = try #require(TickSpread([1, 2, 3, 20, 21], gap: 6, bounds: 0...30).places)
    #expect(zip(many, many.dropFirst()).allSatisfy { $1 - $0 >= 6 - 1e-9 })
    #expect(many.allSatisfy { (0...30).contains($0) })
  }

  @Test func labelsWithoutRoomAreRefused() {
    #expect(TickSpread([1, 2, 3], gap: 30, bounds: 0...40).places == nil)
  }
}
