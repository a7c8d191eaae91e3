import Foundation
import Support
import Testing

@testable import Benchmarking

struct BenchmarkComparisonTests {
  private func change(
    now: [Double], images: Int? = 2, recorded: Double, repetitions: [Double]?,
    recordedImages: Int? = 2
  ) -> BenchmarkChange {
    BenchmarkChange(
      now: BenchmarkResult(
        part: .decode, batch: nil, images: images, seconds: now.map { $0 / 1000 }, operations: nil),
      recorded: RecordedRun.Part(
        name: "decode files", part: "decode", batch: nil, images: recordedImages,
        milliseconds: recorded, repetitionMilliseconds: repetitions))
  }

  private func verdict(_ change: BenchmarkChange) -> String {
    if case .text(let text)? = change.row.last { text } else { "" }
  }

  @Test func aChangeIsMoreThanTheSpreadWhenTheRangesAreApart() {
    let slower = change(now: [13, 12, 12, 12], recorded: 10, repetitions: [9, 10, 10, 11])
    #expect(slower.exceedsSpread == true && verdict(slower) == "slower")
    #expect(slower.change.map { abs($0 - 0.2) < 1e-12 } == true)
    let faster = change(now: [5, 5, 5, 5], recorded: 10, repetitions: [9, 10, 10, 11])
    #expect(faster.exceedsSpread == true && verdict(faster) == "faster")
    #expect(faster.change.map { abs($0 + 0.5) < 1e-12 } == true)
    let same = change(now: [10.5, 12, 12, 12], recorded: 10, repetitions: [9, 10, 10, 11])
    #expect(same.exceedsSpread == false && verdict(same) == "within the spread")
  }

  @Test func whatCannotBeSaidIsNotSaid() {
    let few = change(now: [12, 12, 12], recorded: 10, repetitions: [10, 10, 10])
    #expect(few.exceedsSpread == nil && verdict(few) == "too few repetitions")
    let old = change(now: [12, 12, 12, 12], recorded: 10, repetitions: nil)
    #expect(old.exceedsSpread == nil && verdict(old) == "no single times in the file")
    // Per image it takes as long, but fixed costs are spread over more images.
    let fewer = change(
      now: [10, 10, 10, 10], recorded: 20, repetitions: [20, 20, 20, 20], recordedImages: 4)
    #expect(fewer.exceedsSpread == nil && verdict(fewer) == "then with 4 images")
    #expect(fewer.change == 0)
    let missing = BenchmarkChange(now: few.now, recorded: nil)
    #expect(missing.change == nil && verdict(missing) == "not in the file")
    #expect(missing.json == .null)
  }

  /// Of n and m times in random order all of one run come first in 2 of (n + m)! / (n! m!) orders.
  @Test func fourRepetitionsSuffice() {
    #expect(BenchmarkChange.suffices(4, 4) && BenchmarkChange.suffices(3, 5))
    #expect(!BenchmarkChange.suffices(3, 3) && !BenchmarkChange.suffices(1, 38))
    #expect(BenchmarkChange.suffices(1, 39) && BenchmarkChange.suffices(1000, 1000))
    #expect(!BenchmarkChange.suffices(0, 1000))
  }

  @Test func aReportIsComparedPartByPart() throws {
    func report(_ threads: Int, _ results: [BenchmarkResult]) -> BenchmarkReport {
      BenchmarkReport(
        setting: BenchmarkSetting(
          processor: "P", cores: 4, instructionSet: "avx2", build: "release", threads: threads,
          weightsDigest: "ab", inputShape: [8, 8, 3]),
        model: .object([
          ("weightsDigest", .string("ab")), ("inputShape", .array([8, 8, 3].map { .integer($0) })),
        ]),
        repetitions: 4, peak: 100, results: results)
    }
    func result(_ part: BenchmarkPart, _ milliseconds: Double) -> BenchmarkResult {
      BenchmarkResult(
        part: part, batch: nil, images: part == .search ? nil : 2,
        seconds: Array(repeating: milliseconds / 1000, count: 4), operations: nil)
    }
    let old = report(1, [result(.search, 50), result(.decode, 10)])
    let recorded = try RecordedRun(json: Data(old.json().text().utf8), path: "old.json")
    let new = report(2, [result(.decode, 20), result(.search, 50), result(.resize, 1)])
    let comparison = BenchmarkComparison(new, against: recorded)
    #expect(
      comparison.note
        == "old.json was recorded under other conditions: threads was 1 and is 2; the changes are "
        + "not the program's alone")
    #expect(
      comparison.text == """
        against old.json (other conditions: threads)

        part                            ms         recorded     now  change %  verdict
        ────────────────────────────────────────────────────────────────────────────────────────
        decode files                    per image     5.000  10.000    +100.0  slower
        threshold search, five methods  in all       50.000  50.000       0.0  within the spread
        crop, resize, scale             per image         –   0.500         –  not in the file
        """)
    let json = new.json(with: comparison).text()
    #expect(
      json.contains(
        #""against": {"file": "old.json", "differences": [{"key": "threads", "recorded": 1, "now": 2}], "#
          + #""missing": ["crop, resize, scale"]}"#))
    #expect(
      json.contains(
        #""against": {"images": 2, "milliseconds": 10, "change": 1, "exceedsSpread": true}"#))
    #expect(BenchmarkComparison(old, against: recorded).note == nil)
  }
}
