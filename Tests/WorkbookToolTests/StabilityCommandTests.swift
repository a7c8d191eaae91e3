import Foundation
import TestSupport
import Testing

/// `workbook stability` on a small random network: shapes of the output, not its meaning.
struct StabilityCommandTests {
  let small: SmallModelFolder

  init() throws { small = try SmallModelFolder() }

  private func run(_ options: [String]) throws -> Programs.Outcome {
    try Programs.run("workbook", ["stability"] + small.options + options)
  }

  private struct Answer: Decodable {
    struct Sample: Decodable {
      let images, draw, differ, correct, sameAnswerAsAll, agreesWithFloat: Int
    }
    struct Move: Decodable {
      let node: String
      let first, second: Double
      let margin: Double?
      let coinToss: Bool
    }
    struct Halves: Decodable {
      let draw, sameAnswer, onlyFirstRight, onlySecondRight: Int
      let p: Double
      let first, second: Sample
      let moves: [Move]
    }
    struct Run: Decodable {
      let errorMethod, verdict, conclusion: String
      let activationBits, sufficientImages: Int?
      let outputs: Int
      let significance: Double
      let halves: [Halves]
      let growth: [Sample]
    }
    let schema, images, skipped, draws, seed, evaluationImages: Int
    let digest: String
    let evaluatedOnOthers: Bool
    let runs: [Run]
  }

  @Test("the number of draws has an upper end", arguments: [0, 1001, 100_000_000, Int.max])
  func draws(count: Int) throws {
    let outcome = try run(["--draws", "\(count)"])
    #expect(outcome.status == 64 && outcome.errors.contains("between 1 and 1000"))
    #expect(outcome.output.isEmpty)
  }

  @Test func itHasTheDocumentedKeys() throws {
    let outcome = try run([
      "--json", "--draws", "2", "--seed", "5", "--error-method", "mse", "--error-method",
      "noClipping",
      "--activation-bits", "4",
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let answer = try JSONDecoder().decode(Answer.self, from: Data(outcome.output.utf8))
    #expect((answer.schema, answer.images, answer.skipped) == (1, 12, 0))
    #expect((answer.draws, answer.seed, answer.evaluationImages) == (2, 5, 12))
    #expect(answer.digest.count == 64 && !answer.evaluatedOnOthers)
    #expect(answer.runs.map(\.errorMethod) == ["mse", "noClipping"])
    for run in answer.runs {
      #expect(run.activationBits == 4 && run.outputs == 66 && run.significance == 0.025)
      #expect(run.verdict == "unknown" && run.sufficientImages == nil)
      #expect(run.conclusion.hasPrefix("cannot tell from answers on 12 pictures"))
      #expect(run.halves.map(\.draw) == [1, 2])
      #expect(run.halves.allSatisfy { $0.first.images == 6 && $0.second.images == 6 })
      #expect(run.growth.map(\.images) == [1, 1, 4, 4, 6, 6, 6, 6, 8, 8, 12])
      for halves in run.halves {
        #expect(halves.moves.allSatisfy { $0.margin ?? 1 >= 1 && !$0.node.isEmpty })
        #expect(halves.moves.allSatisfy { $0.coinToss == ($0.margin ?? .infinity <= 1.1) })
      }
      #expect(run.growth.last?.sameAnswerAsAll == 12 && run.growth.last?.differ == 0)
    }
  }

  @Test func itSaysWhatWasDoneAndConcludes() throws {
    let outcome = try run([])
    #expect(outcome.status == 0, "\(outcome.errors)")
    // MSE alone, unless others are asked for.
    #expect(outcome.output.contains("MSE: two halves") && !outcome.output.contains("MAE"))
    #expect(outcome.output.contains("; 3 draws, seed 1; answers on 12 pictures\n"))
    #expect(outcome.output.contains("few pictures and many"))
    #expect(outcome.output.contains("\ncannot tell from answers on 12 pictures"))
    #expect(outcome.errors.contains("no pictures that calibration does not see"))
    #expect(try run([]).output == outcome.output)
  }

  /// Pictures that calibration does not see are taken where there are some.
  @Test func answersAreCountedOnOtherPictures() throws {
    let outcome = try run(["--calibration-images", "7"])
    #expect(outcome.status == 0 && outcome.output.contains("answers on 5 other pictures"))
    #expect(!outcome.errors.contains("no pictures that calibration does not see"))
    let few = try run(["--calibration-images", "7", "--evaluation-images", "2"])
    #expect(few.output.contains("answers on 2 other pictures"))
    let many = try run(["--calibration-images", "7", "--evaluation-images", "6"])
    #expect(many.status == 66 && many.errors.contains("6 images were asked for"))
    #expect(many.output.isEmpty)
  }

  @Test(arguments: [
    (["--calibration-images", "1"], 66, "calibration has 1 image, but two halves"),
    (["--draws", "0"], 64, "--draws is 0"), (["--evaluation-images", "0"], 64, "at least 1"),
  ])
  func whatMakesNoSenseIsOneLine(options: [String], status: Int32, words: String) throws {
    let outcome = try run(options)
    #expect(outcome.status == status && outcome.output.isEmpty)
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
    if status == 66 { #expect(outcome.errors.split(separator: "\n").count == 1) }
  }
}
