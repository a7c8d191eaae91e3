import Foundation
import TestSupport
import Testing

/// `workbook bench` and the options about the machine; never how long anything took.
struct BenchCommandTests {
  let small: SmallModelFolder

  init() throws { small = try SmallModelFolder() }

  @Test func benchHasTheDocumentedKeys() throws {
    let outcome = try Programs.run(
      "workbook", ["bench", "--repetitions", "1", "--threads", "2", "--json"] + small.options)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let json = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    let report = try #require(json as? [String: Any])
    #expect(report["schema"] as? Int == 1)
    #expect(report["threads"] as? Int == 2 && report["repetitions"] as? Int == 1)
    #expect((report["peakGFLOPS"] as? Double ?? 0) > 0)
    #expect((report["model"] as? [String: Any])?["weightsDigest"] is String)
    #expect(report["against"] is NSNull)
    let machine = try #require(report["machine"] as? [String: Any])
    #expect((machine["cores"] as? Int ?? 0) > 0)
    for key in ["processor", "instructionSet", "build"] {
      #expect(machine[key] as? String != nil, "\(key)")
    }
    let parts = try #require(report["parts"] as? [[String: Any]])
    #expect(
      parts.map { $0["part"] as? String } == [
        "decode", "resize", "float", "float", "quantized", "quantized", "integer", "integer",
        "calibration", "search", "comparison",
      ])
    #expect(parts.compactMap { $0["batch"] as? Int } == [1, 32, 1, 32, 1, 32])
    for part in parts {
      #expect((part["milliseconds"] as? Double ?? 0) > 0)
      #expect((part["peakMemoryMB"] as? Double ?? 0) > 0)
      #expect((part["repetitionMilliseconds"] as? [Double])?.count == 1)
      #expect(part["against"] is NSNull)
      #expect(
        (part["batch"] is Int)
          == ["float", "quantized", "integer"].contains(part["part"] as? String))
      let isInFloats = ["float", "quantized"].contains(part["part"] as? String)
      for key in [
        "gflops", "fractionOfPeak", "memoryMBPerImage", "memoryGBPerSecond", "fractionOfMemoryPeak",
      ] {
        #expect((part[key] as? Double ?? 0 > 0) == isInFloats, "\(key)")
      }
      let bound = part["boundBy"] as? String
      #expect(isInFloats ? ["arithmetic", "memory", "neither"].contains(bound) : bound == nil)
      #expect((part["millisecondsPerImage"] is Double) == (part["part"] as? String != "search"))
    }
  }

  @Test func benchPrintsATable() throws {
    let outcome = try Programs.run(
      "workbook",
      ["bench", "--repetitions", "1", "--part", "float", "--batch", "3", "--weights"]
        + [small.weights.path, "--input-size", "32"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("float inference, batch 3"))
    #expect(outcome.output.contains("peak of multiply-adds"))
  }

  @Test func aRunIsComparedWithARecordedOne() throws {
    let command =
      ["bench", "--repetitions", "1", "--part", "float", "--weights", small.weights.path]
      + ["--input-size", "32", "--batch", "3"]
    let recorded = try Programs.run("workbook", command + ["--json", "--threads", "1"])
    #expect(recorded.status == 0, "\(recorded.errors)")
    try small.scratch.write(Data(recorded.output.utf8), to: "recorded.json")
    let against = ["--against", small.scratch.file("recorded.json").path]

    let same = try Programs.run("workbook", command + ["--threads", "1"] + against)
    #expect(same.status == 0 && !same.errors.contains("note"), "\(same.errors)")
    #expect(same.output.contains("too few repetitions") && same.output.contains("change %"))

    let other = try Programs.run(
      "workbook", command + ["--threads", "2", "--batch", "5", "--json"] + against)
    #expect(other.errors.contains("threads was 1 and is 2"), "\(other.errors)")
    let json = try JSONSerialization.jsonObject(with: Data(other.output.utf8))
    let report = try #require(json as? [String: Any])
    let comparison = try #require(report["against"] as? [String: Any])
    #expect(comparison["missing"] as? [String] == ["float inference, batch 5"])
    #expect((comparison["differences"] as? [[String: Any]])?.count == 1)
    let parts = try #require(report["parts"] as? [[String: Any]])
    #expect((parts[0]["against"] as? [String: Any])?["change"] is Double)
    #expect(parts[1]["against"] is NSNull)
  }

  @Test(
    "what cannot be compared with is told before anything is measured",
    arguments: [
      ("", 65, "it is empty"), ("times", 65, "it is no JSON"), ("[]", 65, "it is no JSON object"),
      (#"{"schema": 2}"#, 65, "its schema is 2, not 1"),
      (#"{"schema": 1, "images": 4}"#, 65, ".machine is missing"),
      (nil, 66, "there is no such file"),
    ])
  func unfitFiles(text: String?, status: Int32, reason: String) throws {
    if let text { try small.scratch.write(Data(text.utf8), to: "other.json") }
    let file = small.scratch.file("other.json").path
    // The weights are not there, which would be told later.
    let outcome = try Programs.run(
      "workbook", ["bench", "--weights", "none.h5", "--against", file])
    #expect(outcome.status == status && outcome.output.isEmpty, "\(outcome.errors)")
    #expect(outcome.errors.hasPrefix("workbook: error: \(file): \(reason)"), "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 1)
  }

  @Test(arguments: [
    (["bench", "--part", "sleep"], "no part “sleep”"),
    (["bench", "--batch", "0"], "--batch is 0"),
    (["bench", "--repetitions", "0"], "--repetitions is 0"),
    (["quantize", "--threads", "0"], "--threads is 0"),
    (["evaluate", "--instruction-set", "mmx"], "no instruction set “mmx”"),
  ])
  func senselessOptionsAreRefused(_ arguments: [String], _ message: String) throws {
    let outcome = try Programs.run("workbook", arguments)
    #expect(outcome.status == 64 && outcome.output.isEmpty)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test func resultsDoNotDependOnThreads() throws {
    let command = ["evaluate", "--error-method", "all", "--json"] + small.options
    let expected = try Programs.run("workbook", command + ["--threads", "1"])
    #expect(expected.status == 0, "\(expected.errors)")
    for threads in ["2", "5"] {
      let other = try Programs.run("workbook", command + ["--threads", threads])
      #expect(other.output == expected.output, "\(threads) threads")
    }
  }

  @Test func theBaselineIsAlwaysThere() throws {
    let command = ["quantize", "--error-method", "all"] + small.options
    let best = try Programs.run("workbook", command)
    let baseline = try Programs.run("workbook", command + ["--instruction-set", "baseline"])
    #expect(baseline.status == 0, "\(baseline.errors)")
    #expect(baseline.output == best.output)
  }
}
