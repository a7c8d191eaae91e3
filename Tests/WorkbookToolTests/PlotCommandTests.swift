import Foundation
import Support
import TestSupport
import Testing

/// What `workbook plot` is asked for is what it draws.
struct PlotCommandTests {
  let small: SmallModelFolder

  init() throws { small = try SmallModelFolder() }

  /// The rows of the CSV file beside a figure.
  private func rows(
    _ kind: String, as name: String, _ options: [String]
  ) throws -> [[String]] {
    let output = small.scratch.file("Plots-\(UUID().uuidString)")
    let outcome = try Programs.run(
      "workbook", ["plot", kind] + small.options + options + ["--output", output.path])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let csv = output.appendingPathComponent("\(name).csv")
    return try CSV.rows(of: String(contentsOf: csv, encoding: .utf8)).map(\.fields)
  }

  /// Accuracy is that of the grids and overrides that were asked for.
  @Test func accuracyIsMeasuredAsAsked() throws {
    let options = ["--error-method", "mse", "--activation-bits", "8", "--evaluation-images", "12"]
    func agreement(_ more: [String]) throws -> Double {
      let intervals = try rows("accuracy", as: "accuracy", options + more).filter {
        $0.count > 5 && $0[1] == "interval" && $0[0].contains("float")
      }
      #expect(intervals.count == 1)
      return try #require(intervals.first.flatMap { Double($0[5]) })
    }
    let plain = try agreement([])
    // A threshold that lets nothing through: all pictures get one answer.
    let ruined = try agreement(["--override", "Conv1_relu=0.0009765625"])
    #expect(ruined < plain, "\(ruined) and \(plain)")
  }

  /// The curve is that of the values that the search saw, without those that were dropped.
  @Test(arguments: ["1", "2"])
  func theCurveGoesThroughWhatWasTried(zThreshold: String) throws {
    let own = ["--error-method", "mse", "--layer", "Conv1_relu", "--z-threshold", zThreshold]
    let rows = try rows("errors", as: "errors-Conv1_relu", own)
    var curve: [Double: Double] = [:]
    for row in rows where row.count > 5 && row[1] == "line" && row[2].isEmpty {
      if let x = Double(row[3]), let y = Double(row[5]) { curve[x] = y }
    }
    var compared = 0
    for row in rows where row.count > 5 && ["tried", "chosen"].contains(row[2]) {
      guard let x = Double(row[3]), let y = Double(row[5]), let own = curve[x] else { continue }
      #expect(abs(own - y) <= 1e-5 * y, "t = \(x): \(own) and \(y)")
      compared += 1
    }
    #expect(compared > 3)
  }

  /// Where methods shift negative values by different constants, no one figure shows the values of all.
  @Test func valuesThatAreShiftedDifferentlyAreRefused() throws {
    var file = KerasModelFile()
    file["stem_relu"].config = #""negative_slope": 0.001"#
    let weights = small.scratch.file("slope.h5")
    file.write(to: weights)
    let options = [
      "--weights", weights.path, "--images", small.scratch.file("images").path,
      "--calibration-images", "12", "--batch-size", "5", "--layer", "pool", "--output",
      small.scratch.file("Shifted").path, "--error-method", "mse",
    ]
    let two = options + ["--error-method", "kl"]
    let refused = try Programs.run("workbook", ["plot", "distribution"] + two)
    #expect(refused.status == 64, "\(refused.errors)")
    #expect(refused.errors.split(separator: "\n").count == 1, "\(refused.errors)")
    #expect(refused.errors.contains("pool: the error methods shift its negative values"))
    #expect(refused.errors.contains("give one --error-method"))
    // One method has its values, the searches have those before the shift, and a staircase is that of one.
    for more in [["distribution"] + options, ["errors"] + two, ["staircase"] + two] {
      let outcome = try Programs.run("workbook", ["plot"] + more)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    let chapter = try Programs.run("chapter4", two)
    #expect(chapter.status == 0, "\(chapter.errors)")
    #expect(chapter.output.contains("pool: no distribution; "), "\(chapter.output)")
  }
}
