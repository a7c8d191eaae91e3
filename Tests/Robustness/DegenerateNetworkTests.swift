import Foundation
import KerasModels
import Parallelism
import PostTrainingQuantization
import Quantization
import Support
import TestSupport
import Testing
import WorkbookKit

/// At the extremes the workbook gives MCT's thresholds, or one clear error; the page says which.
struct DegenerateNetworkTests {
  private static let page = ReferenceFolder.packageRoot.appendingPathComponent(
    "Sources/Workbook/WorkbookTool/DEGENERATE.md")

  /// What calibration gives, or the error in one line.
  private func calibration(_ one: DegenerateCase) throws -> Result<Calibration, Refusal> {
    let scratch = try ScratchFolder()
    one.write(to: scratch.file("model.h5"))
    do {
      let model = try KerasModel(contentsOf: scratch.file("model.h5")).model
      return .success(
        try Calibration(
          of: model, representativeDataset: one.dataset(in: scratch), on: Machine(threads: 1)))
    } catch {
      #expect(ExitStatus(error) == .badData, "\(one.name): \(error)")
      let text = oneLine("\(error)").replacingOccurrences(of: scratch.url.path + "/", with: "")
      return .failure(Refusal(text: text))
    }
  }

  private struct Refusal: Error { let text: String }

  /// One run of the workbook in the words of the page.
  private func verdict(_ run: DegenerateCase.Run, _ calibration: Calibration) throws -> String {
    let config = try #require(run.config)
    let result: QuantizationResult
    do {
      result = try calibration.quantized(by: config, weights: calibration.quantizedWeights(config))
    } catch {
      #expect(ExitStatus(error) == .badData)
      return "error: " + oneLine("\(error)")
    }
    var ours: [String: [Double]] = [:]
    for activation in result.info.activations {
      let parameters = activation.result.parameters
      switch parameters.range {
      case .threshold(let threshold, _): ours[activation.node] = [threshold]
      // What MCT's quantizer holds is moved so that zero is on the grid.
      case .interval: ours[activation.node] = [parameters.grid.lower, parameters.grid.upper]
      }
    }
    #expect(ours.values.joined().allSatisfy { $0.isFinite }, "\(run): \(ours)")
    guard let theirs = run.ranges else { return "thresholds where MCT has none" }
    guard Set(theirs.keys) == Set(ours.keys) else { return "other nodes: \(ours.keys.sorted())" }
    let odd = theirs.keys.sorted().filter { node in
      let pairs = zip(theirs[node] ?? [], ours[node] ?? [])
      return !pairs.allSatisfy { theirs, ours in
        guard let expected = Double(theirs) else { return false }
        // Powers of two exactly; MCT rounds the others to float32.
        return run.grid == "powerOfTwo"
          ? ours == expected : abs(ours - expected) <= 0x1p-23 * abs(expected)
      }
    }
    return odd.isEmpty
      ? "as MCT"
      : "other numbers than MCT at " + odd.joined(separator: ", ")
  }

  /// What all runs of a case say, the same together.
  private func summary(_ verdicts: [(run: DegenerateCase.Run, text: String)]) -> String {
    var order: [String] = []
    var runs: [String: [DegenerateCase.Run]] = [:]
    for (run, text) in verdicts {
      if runs[text] == nil { order.append(text) }
      runs[text, default: []].append(run)
    }
    return order.map { text in
      let some = runs[text] ?? []
      guard some.count < verdicts.count else { return text }
      let names = some.map { "\($0.method) \($0.grid) \($0.bits)" }
      return text + " (" + (some.count > 4 ? "\(some.count) runs" : names.joined(separator: ", "))
        + ")"
    }.joined(separator: "; ").replacingOccurrences(of: "|", with: "\\|")
  }

  @Test("the page says of every extreme case what MCT and the workbook do")
  func table() throws {
    var rows = ["| what goes in | MCT 2.4.5 | the workbook |", "|---|---|---|"]
    for one in try DegenerateCase.all() {
      let theirs = one.runs.map { ($0, $0.error.map { "error: " + $0 } ?? "thresholds") }
      let ours: String
      switch try calibration(one) {
      case .failure(let refusal): ours = "error: " + refusal.text
      case .success(let calibration):
        ours = summary(try one.runs.map { ($0, try verdict($0, calibration)) })
      }
      rows.append("| \(one.name) | \(summary(theirs)) | \(ours) |")
    }
    let text = try String(contentsOf: Self.page, encoding: .utf8)
    let start = try #require(text.range(of: "| what goes in")).lowerBound
    let end = text.range(of: "\n\n", range: start..<text.endIndex)?.lowerBound ?? text.endIndex
    let expected = rows.joined(separator: "\n")
    let found = text[start..<end].trimmingCharacters(in: .newlines)
    if Recording.isOn {
      let rest = text[end...]
      let whole = String(text[..<start]) + expected + (rest.isEmpty ? "\n" : String(rest))
      try Recording.record(Data(whole.utf8), to: Self.page)
    } else {
      #expect(found == expected)
    }
  }

  /// Every grid, method and bit width on every case that can be calibrated: numbers, or one clear error.
  @Test func everyGridMethodAndBitWidth() throws {
    let isLong = ProcessInfo.processInfo.environment["ROBUSTNESS_SECONDS"] != nil
    var (searched, refused) = (0, 0)
    for one in try DegenerateCase.all() {
      guard case .success(let calibration) = try calibration(one) else { continue }
      for family in QuantizationMethod.allCases {
        for method in QuantizationErrorMethod.mctMethods + [
          .kl(guard: .entropyCalibration), .lp(p: 3),
        ]
        where isLong || family != .uniform || method == .mse {
          for bits in isLong ? Array(2...16) : [2, 16] {
            let config = QuantizationConfig(
              activationErrorMethod: method, activationQuantizationMethod: family,
              activationBitWidth: bits)
            do {
              let weights = try calibration.quantizedWeights(config)
              for activation in try calibration.quantized(by: config, weights: weights).info
                .activations
              {
                let grid = activation.result.parameters.grid
                #expect(
                  grid.lower.isFinite && grid.upper.isFinite && grid.step > 0,
                  "\(one.name), \(method), \(family), \(bits): \(activation.node)")
              }
              searched += 1
            } catch {
              #expect(ExitStatus(error) == .badData, "\(one.name): \(error)")
              refused += 1
            }
          }
        }
      }
    }
    if isLong { print("degenerate networks: \(searched) quantized, \(refused) refused") }
    #expect(searched > 100)
  }
}
