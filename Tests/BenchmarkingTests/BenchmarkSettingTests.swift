import Support
import Testing

@testable import Benchmarking

struct BenchmarkSettingTests {
  @Test func everythingThatDiffersIsNamed() {
    let here = BenchmarkSetting(
      processor: "A", cores: 2, instructionSet: "avx512", build: "release", threads: 2,
      weightsDigest: "12", inputShape: [8, 8, 3])
    let there = BenchmarkSetting(
      processor: "B", cores: 4, instructionSet: "avx2", build: "debug", threads: 1,
      weightsDigest: "34", inputShape: [8, 16, 3])
    #expect(here.differences(from: here).isEmpty)
    let differences = here.differences(from: there)
    #expect(
      differences.map(\.key) == [
        "processor", "cores", "instructionSet", "build", "threads", "weightsDigest", "inputShape",
      ])
    #expect(differences[1] == .init(key: "cores", recorded: .integer(4), now: .integer(2)))
  }

  @Test func whatARecordedRunDoesNotSayDoesNotDiffer() {
    let here = BenchmarkSetting(
      processor: "A", cores: 2, instructionSet: "avx512", build: "release", threads: 2,
      weightsDigest: "12", inputShape: [8, 8, 3])
    let old = BenchmarkSetting(
      processor: "A", cores: 2, instructionSet: "avx512", build: "release", threads: 2,
      weightsDigest: nil, inputShape: nil)
    #expect(here.differences(from: old).isEmpty)
  }
}
