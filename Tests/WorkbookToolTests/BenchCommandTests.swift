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
    let machine = try #require(report["machine"] as? [String: Any])
    #expect((machine["cores"] as? Int ?? 0) > 0)
    for key in ["processor", "instructionSet", "build"] {
      #expect(machine[key] as? String != nil, "\(key)")
    }
    let parts = try #require(report["parts"] as? [[String: Any]])
    #expect(
      parts.map { $0["part"] as? String } == [
        "decode", "resize", "float", "float", "quantized", "quantized", "calibration", "search",
        "comparison",
      ])
    #expect(parts.compactMap { $0["batch"] as? Int } == [1, 32, 1, 32])
    for part in parts {
      #expect((part["milliseconds"] as? Double ?? 0) > 0)
      #expect((part["peakMemoryMB"] as? Double ?? 0) > 0)
      let isInference = part["batch"] is Int
      #expect((part["gflops"] is Double) == isInference)
      #expect((part["fractionOfPeak"] is Double) == isInference)
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
