import Foundation
import Testing
import WorkbookKit

@testable import Benchmarking

struct RecordedRunTests {
  private let whole = """
    {"schema": 1, "machine": {"processor": "P", "cores": 4, "instructionSet": "avx2", "build": "release"},
     "threads": 2, "repetitions": 4, "model": {"weightsDigest": "ab", "inputShape": [8, 8, 3]}, "parts": [
     {"name": "decode files", "part": "decode", "batch": null, "images": 3, "milliseconds": 6,
      "repetitionMilliseconds": [6, 5, 7, 6], "key of a later workbook": []}]}
    """

  private func run(_ json: String) throws(RecordedRunError) -> RecordedRun {
    try RecordedRun(json: Data(json.utf8), path: "run.json")
  }

  @Test func aRunIsRead() throws {
    let run = try run(whole)
    #expect(run.setting.processor == "P" && run.setting.cores == 4 && run.setting.threads == 2)
    #expect(run.setting.weightsDigest == "ab" && run.setting.inputShape == [8, 8, 3])
    let part = try #require(
      run.part(like: BenchmarkResult(part: .decode, batch: nil, images: 9, operations: nil)))
    #expect(part.images == 3 && part.milliseconds == 6)
    #expect(part.repetitionMilliseconds == [6, 5, 7, 6])
    #expect(
      run.part(like: BenchmarkResult(part: .float, batch: 1, images: 32, operations: 1)) == nil)
  }

  @Test("a text in UTF-16, as Windows writes it, is read; so is one with a byte order mark")
  func otherEncodings() throws {
    for data in [try #require(whole.data(using: .utf16)), Data("\u{FEFF}\(whole)".utf8)] {
      #expect(try RecordedRun(json: data, path: "run.json").parts.count == 1)
    }
  }

  @Test func aRunOfBeforeRepetitionsWerePrintedIsRead() throws {
    let old = whole.replacing(/"repetitionMilliseconds": \[.*?\],/, with: "")
      .replacing(/"model": {.*?},/, with: "")
    let run = try run(old)
    #expect(run.parts[0].repetitionMilliseconds == nil && run.setting.weightsDigest == nil)
  }

  @Test func aPartThatStandsTwiceIsRefused() throws {
    let part = try #require(whole.firstRange(of: /{"name".*\n.*\[\]}/))
    var twice = whole
    twice.insert(contentsOf: whole[part] + ",", at: part.lowerBound)
    let error = #expect(throws: RecordedRunError.self) { try run(twice) }
    #expect(error?.description.contains("“decode files” stands in it twice") == true)
  }

  @Test(arguments: [
    ("\"milliseconds\": 6", "\"milliseconds\": 0", "a time of “decode files” is not positive"),
    ("[6, 5, 7, 6]", "[6, -5, 7, 6]", "a time of “decode files” is not positive"),
    ("\"images\": 3", "\"images\": 0", "“decode files” has 0 images"),
    ("\"images\": 3", "\"images\": 0.5", "a number in it should be a whole one"),
    ("\"milliseconds\": 6", "\"milliseconds\": null", ".parts[0].milliseconds is of another kind"),
    ("\"threads\": 2", "\"threads\": -2", "it says -2 threads"),
    ("\"cores\": 4", "\"cores\": 0", "it says 0 cores"),
    ("\"threads\": 2", "\"threads\": \"2\"", ".threads is of another kind"),
    ("\"name\": \"decode files\",", "", ".parts[0].name is missing"),
    ("\"schema\": 1", "\"schema\": 7", "its schema is 7, not 1"),
    ("]}]}", "]}]", "it is no JSON: it ends early"),
    (
      "\"threads\": 2", "\"threads\": 2, \"threads\": 4",
      "it is no JSON: the key threads stands twice at byte 130"
    ),
  ])
  func whatDoesNotFitIsNamed(found: String, put: String, reason: String) throws {
    let changed = whole.replacing(found, with: put)
    #expect(changed != whole)
    #expect(throws: RecordedRunError.unfit(path: "run.json", reason: reason)) {
      try run(changed)
    }
  }
}
