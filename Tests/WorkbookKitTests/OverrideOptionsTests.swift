import ArgumentParser
import Foundation
import PostTrainingQuantization
import TargetPlatform
import TestSupport
import Testing

@testable import WorkbookKit

struct OverrideOptionsTests {
  @Test(arguments: [
    ("mae", ActivationOverride(errorMethod: .mae)),
    ("klGuarded", ActivationOverride(errorMethod: .kl(guard: .entropyCalibration))),
    ("4", ActivationOverride(threshold: 4)),
    ("0.5", ActivationOverride(threshold: 0.5)),
    ("6bits", ActivationOverride(bitWidth: 6)),
    ("symmetric,3.2", ActivationOverride(quantizationMethod: .symmetric, threshold: 3.2)),
    ("uniform, -1..3", ActivationOverride(quantizationMethod: .uniform, interval: -1...3)),
    ("MAE,4bit", ActivationOverride(errorMethod: .mae, bitWidth: 4)),
  ])
  func choicesAreRead(_ text: String, _ expected: ActivationOverride) throws {
    #expect(try ActivationOverride(text: text, place: "here") == expected)
  }

  @Test(arguments: [
    "", "best", "0", "-4", "nan", "inf", "17bits", "1bit", "mae,mse", "4,8", "4,-1..3", "3..-1",
    "mae,", "1e400", "16 bit", "4\0", "-1\0..3",
    "0...3", "uniform,-1...3", ".5..3", "-1..3.", "-1...5",
  ])
  func nonsenseIsRefused(_ text: String) {
    #expect(throws: OverrideError.self) { try ActivationOverride(text: text, place: "here") }
    #expect(throws: (any Error).self) {
      try OverrideOptions.parse(["--override", "Conv1=\(text)"])
    }
  }

  @Test func threeDotsAreNoDecimalPoint() {
    let error = #expect(throws: OverrideError.self) {
      try ActivationOverride(text: "uniform,0...3", place: "here")
    }
    #expect(error?.reason.hasSuffix("between the ends stand two, as in 0..3") == true)
  }

  /// A file says the same as the command line, and a layer goes by its Keras name.
  @Test func filesAndNames() throws {
    let small = try SmallModelFolder()
    let scratch = small.scratch
    let file = scratch.file("own.json")
    try Data(#"{"conv1_RELU": 4, "expanded_conv_project": "mae,6bits"}"#.utf8).write(to: file)
    let workbook = Workbook(
      try DataOptions.parse([
        "--weights", small.weights.path, "--images", scratch.file("images").path, "--input-size",
        "32",
      ]))
    func overrides(_ words: [String]) throws -> [String: ActivationOverride] {
      try workbook.overrides(
        OverrideOptions.parse(words.flatMap { ["--override", $0] }), on: .mctDefault)
    }
    let expected = [
      "Conv1_relu": ActivationOverride(threshold: 4),
      "expanded_conv_project_bn": ActivationOverride(errorMethod: .mae, bitWidth: 6),
    ]
    #expect(try overrides([file.path]) == expected)
    #expect(try overrides(["Conv1_relu=4", "expanded_conv_project=mae,6bits"]) == expected)
    #expect(throws: LayerNotQuantized.self) { try overrides(["nobody=4"]) }
    #expect(throws: OverrideError.self) { try overrides(["Conv1_relu=4", "conv1_relu=8"]) }
    let missing = #expect(throws: OverrideFileUnreadable.self) { try overrides(["none.json"]) }
    #expect(missing.map(ExitStatus.init) == .inputMissing)
    for text in [
      #"["a"]"#, #"{"Conv1_relu": true}"#, #"{"Conv1_relu": "best"}"#, "{",
      #"{"Conv1_relu": 4, "Conv1_relu": 8}"#, #"{"Conv1_relu": "4\u0000"}"#,
      String(repeating: " ", count: 16 << 20) + "{}",
    ] {
      try Data(text.utf8).write(to: file)
      let error = #expect(throws: OverrideError.self, "\(text.prefix(80))") {
        try overrides([file.path])
      }
      #expect(error.map(ExitStatus.init) == .badData)
    }
  }
}
