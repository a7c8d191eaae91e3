import CalibrationRules
import Evaluation
import PostTrainingQuantization
import Quantization
import QuantizationFigures
import TestSupport
import Testing

@testable import WorkbookKit

/// The tables of the chapter on other toolkits, on a small random network.
struct RuleTablesTests {
  private let small: SmallModelFolder
  private let workbook: Workbook
  private let calibration: Calibration
  private let choices: [NamedQuantization]
  private let rules = defaultCalibrationRules

  init() throws {
    small = try SmallModelFolder()
    workbook = Workbook(
      try DataOptions.parse(small.options + ["--calibration-images", "8"]))
    calibration = try workbook.calibration()
    choices = try calibration.choices(
      bitWidth: 8, rules: rules, for: workbook.observedOutputs(of: calibration),
      weights: calibration.quantizedWeights())
  }

  private func column(_ name: String, of table: Table) throws -> [String] {
    let index = try #require(table.columns.firstIndex(of: name))
    return table.rows.map { $0[index].text }
  }

  @Test func everyMethodAndEveryRuleHasARow() throws {
    let names = QuantizationErrorMethod.mctMethods.map(\.title) + rules.map(\.title)
    #expect(choices.map(\.name) == names)
    #expect(try column("rule", of: rulesTable(rules)) == rules.map(\.title))
    #expect(try column("chosen by", of: reachTable(choices)) == names)
    let node = try #require(choices[0].quantization.reaches.first?.node)
    let ranges = try rangesTable(choices, of: node, on: calibration.ledger.histogram(of: node))
    #expect(try column("chosen by", of: ranges) == names)
  }

  /// MinMax clips nothing, and neither does NOCLIPPING; what clips reaches less than all the way.
  @Test func reachCountsTheFurtherEnd() throws {
    for choice in choices {
      for (node, reach) in choice.quantization.reaches {
        let statistics = try #require(calibration.ledger.statistics[node])
        let grid = try #require(choice.quantization.info[node]).parameters.grid
        let further = max(-grid.lower, grid.upper)
        #expect(reach == further / max(-statistics.minimum, statistics.maximum))
      }
    }
    let table = reachTable(choices)
    let clips = try column("clips on", of: table)
    #expect(clips[choices.firstIndex { $0.name == "NOCLIPPING" } ?? 0] == "0")
    let minMax = try #require(choices.firstIndex { $0.name.contains("MinMax") })
    #expect(clips[minMax] == "0")
    let counts = choices.map { $0.quantization.reaches.count { $0.reach < 0.99 } }
    #expect(clips == counts.map(String.init) && counts.max() ?? 0 > 0)
  }

  /// A choice with the first one's range at the output where it reaches least changes that output alone.
  @Test func oneOutputIsMended() throws {
    for (own, other) in zip(choices, try mended(choices)) {
      let shortest = try #require(own.quantization.shortestReach)
      #expect(shortest.reach == own.quantization.reaches.map(\.reach).min())
      for activation in own.quantization.info.activations {
        let expected =
          activation.node == shortest.node
          ? choices[0].quantization.info[activation.node]?.parameters : activation.result.parameters
        #expect(other.quantization.info[activation.node]?.parameters == expected)
      }
    }
  }

  @Test func answersStandBesideTheirTests() throws {
    let images = try workbook.images()
    let dropped = try calibration.dropping(
      zThresholds: [.infinity, 1], percentiles: [90], bitWidth: 4,
      weights: calibration.quantizedWeights())
    let groups = [choices, dropped, try mended(choices)]
    let (_, results) = try workbook.evaluated(groups, on: images)
    let rights = results[0].map { String($0.top1.count) }
    #expect(try column("right", of: comparedTable(results[0], with: results[0][0])) == rights)
    let node = try #require(choices[0].quantization.reaches.first?.node)
    let table = droppedTable(
      dropped, of: node, on: calibration.ledger.histogram(of: node),
      results: [(4, results[1])], testedAgainst: "MSE")
    let names = ["NOCLIPPING", "NOCLIPPING, z = 1", "MSE", "MSE, z = 1", dropped[4].name]
    #expect(try column("chosen by", of: table) == names)
    #expect(
      try column("right, 4 bits", of: table) == results[1].map { String($0.top1.count) })
    // Not tested against itself.
    let p = try column("p, 4 bits", of: table)
    #expect(p[2] == "–" && p.count { $0 == "–" } == 1)
    let shares = try column("dropped %", of: table)
    #expect(shares[0] == "0.0000" && shares[1] != "0.0000")
    // Only what reaches less than half way somewhere, and differs from the first there, has a row.
    let mendedRows = mendedTable(choices, results: results[0], mended: results[2])
    let short = choices.filter { choice in
      guard let least = choice.quantization.shortestReach, least.reach < 0.5 else { return false }
      return choice.quantization.info[least.node]?.parameters
        != choices[0].quantization.info[least.node]?.parameters
    }
    #expect(try column("chosen by", of: mendedRows) == short.map(\.name))
    #expect(!short.isEmpty)
  }

  @Test func bitsGivenBackStandFamilyByFamily() throws {
    let weights = try calibration.quantizedWeights()
    let families: [QuantizationMethod] = [.powerOfTwo, .uniform]
    let steps = try families.map { family in
      func made(_ bits: Int) throws -> QuantizationResult {
        try calibration.quantized(
          by: QuantizationConfig(activationQuantizationMethod: family, activationBitWidth: bits),
          weights: weights)
      }
      return try made(3).taking(stepByStep: made(8))
    }
    let (_, results) = try workbook.evaluated(steps, on: workbook.images())
    let table = givenBackTable(families, results: results)
    #expect(try column("8 bits at", of: table) == steps[0].map(\.name))
    for (family, own) in zip(families, results) {
      #expect(try column(family.mctName, of: table) == own.map { String($0.top1.count) })
    }
  }
}
