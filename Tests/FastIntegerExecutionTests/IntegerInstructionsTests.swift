import FastIntegerExecution
import Parallelism
import Testing

struct IntegerInstructionsTests {
  @Test func theBestOnesBelongToTheInstructionSet() {
    #expect(IntegerInstructions.available.first == .baseline)
    for set in InstructionSet.available {
      let best = IntegerInstructions(best: set)
      #expect(IntegerInstructions.available.contains(best))
      switch set {
      case .baseline: #expect([.baseline, .dotProduct].contains(best))
      case .avx2: #expect(best == .avx2)
      case .avx512: #expect([.avx512, .vnni].contains(best))
      }
    }
  }
}
