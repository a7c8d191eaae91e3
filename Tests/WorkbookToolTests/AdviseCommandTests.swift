import Foundation
import TestSupport
import Testing

/// What `workbook advise` says about a small random network.
struct AdviseCommandTests {
  let small: SmallModelFolder

  init() throws { small = try SmallModelFolder() }

  private func advise(_ words: [String]) throws -> Programs.Outcome {
    try Programs.run("workbook", ["advise"] + small.options + words)
  }

  @Test func itSaysWhatItFoundAndHowSureThatIs() throws {
    let outcome = try advise(["--outputs", "3"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    // Twelve pictures are too few for anything but a doubt.
    #expect(outcome.output.contains("Take MSE, the usual one: 12 pictures cannot tell"))
    for section in [
      "which method", "does rounding hurt?", "which output", "what helps",
      "do the calibration pictures suffice?",
    ] {
      #expect(outcome.output.contains("== \(section) =="))
    }
    #expect(outcome.output.contains("Cannot tell from answers on 12 pictures"))
    // Calibration and answers share the pictures, which is said.
    #expect(outcome.errors.contains("note: calibration saw pictures that answers are counted on"))
  }

  /// What is recommended at an output, `evaluate` takes: the same numbers come out.
  @Test func theOverridesCanBeTyped() throws {
    struct Answer: Decodable {
      struct Output: Decodable {
        let node: String
        let override: String?
        let noiseShare: Double
      }
      struct Recommendation: Decodable {
        let method: String
        let neededImages: Int?
      }
      let recommendation: Recommendation
      let outputs: [Output]
    }
    let outcome = try advise(["--json", "--activation-bits", "4", "--outputs", "4"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let answer = try JSONDecoder().decode(Answer.self, from: Data(outcome.output.utf8))
    #expect(answer.recommendation.method == "mse" && answer.recommendation.neededImages ?? 0 > 12)
    #expect(answer.outputs.count == 4)
    let shares = answer.outputs.map(\.noiseShare)
    #expect(shares == shares.sorted(by: >) && shares.allSatisfy { $0 > 0 && $0 < 1 })
    let overrides = answer.outputs.compactMap(\.override)
    #expect(!overrides.isEmpty)
    let typed = try Programs.run(
      "workbook",
      ["quantize"] + small.options + ["--error-method", "mse", "--activation-bits", "4", "--json"]
        + overrides.flatMap { ["--override", $0] })
    #expect(typed.status == 0, "\(typed.errors)")
    #expect(typed.output.components(separatedBy: "\"override\": true").count == overrides.count + 1)
    // The same run gives the same bytes.
    let again = try advise(
      ["--json", "--activation-bits", "4", "--outputs", "4", "--threads", "1"])
    #expect(again.output == outcome.output)
  }

  @Test func onePictureIsTooFew() throws {
    // All three classes have a folder, but two of them are empty.
    let folder = small.scratch.file("one/class0")
    for name in ["class0", "class1", "class2"] {
      try FileManager.default.createDirectory(
        at: small.scratch.file("one/\(name)"), withIntermediateDirectories: true)
    }
    try FileManager.default.copyItem(
      at: small.scratch.file("images/class0/picture0.png"),
      to: folder.appendingPathComponent("picture0.png"))
    let outcome = try Programs.run(
      "workbook",
      [
        "advise", "--weights", small.weights.path, "--input-size", "32", "--images",
        small.scratch.file("one").path,
      ])
    #expect(outcome.status == 66 && outcome.output.isEmpty)
    #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
  }
}
