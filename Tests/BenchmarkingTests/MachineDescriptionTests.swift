import Testing

@testable import Benchmarking

struct MachineDescriptionTests {
  @Test func theProcessorAndTheMemoryAreKnown() {
    let description = MachineDescription()
    #expect(!description.processor.isEmpty && description.cores > 0)
    // More than a megabyte and less than a terabyte: the unit is the byte.
    #expect((1 << 20)...(1 << 40) ~= MachineDescription.peakMemory)
  }
}
