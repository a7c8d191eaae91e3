import Plotting
import PostTrainingQuantization
import Quantization
import Support
import Testing

struct AccuracyFigureTests {
  private func points(_ figure: Figure) -> [[String]] {
    let rows = (try? CSV.rows(of: figure.csv).map(\.fields)) ?? []
    return rows.filter { $0.count > 1 && $0[1] == "interval" }
  }

  /// Points stand beside each other on the sheet; in the data every one is at its own number of bits.
  @Test func everyPointIsAtItsBitWidth() throws {
    let figure = try SampleFigures.accuracy([.mse, .noClipping, .mae])
    let rows = points(figure)
    #expect(rows.count == 2 * 3 * 2)
    #expect(Set(rows.map { $0[3] }) == ["8", "4"])
    let shifts = Set(figure.panels[0].marks.filter { $0.name != "float" }.map(\.shift))
    #expect(shifts.count == 3)
  }

  /// What is asked for beside methods and bits is measured, and said.
  @Test func familiesAndOverridesCount() throws {
    var config = QuantizationConfig(activationErrorMethod: .mse, activationBitWidth: 4)
    let plain = try SampleFigures.accuracy(of: [config])
    config.activationQuantizationMethod = .uniform
    config.zThreshold = 4
    let uniform = try SampleFigures.accuracy(of: [config])
    #expect(uniform.panels != plain.panels)
    #expect(uniform.subtitle == plain.subtitle + "; any range; z-threshold 4")
    config = QuantizationConfig(activationErrorMethod: .mse, activationBitWidth: 8)
    let fine = try SampleFigures.accuracy(of: [config])
    config.overrides["Conv1_relu"] = ActivationOverride(threshold: 0x1p-10)
    let ruined = try SampleFigures.accuracy(of: [config])
    #expect(ruined.subtitle == fine.subtitle + "; 1 output quantized as given")
    let agreements = try [fine, ruined].map { figure in
      try #require(points(figure).last.flatMap { Double($0[5]) })
    }
    #expect(agreements[1] < agreements[0] / 2, "\(agreements)")
  }

  /// A method that is never right does not decide where the methods part; it is named last.
  @Test func aRuinedMethodIsNamedLast() throws {
    let with = try SampleFigures.accuracy([.mse, .noClipping, .kl()]).title
    let without = try SampleFigures.accuracy([.mse, .noClipping]).title
    #expect(with.hasPrefix(without), "\(with)")
    #expect(with.dropFirst(without.count).hasPrefix("; KL never on more than "))
    let backwards = try SampleFigures.accuracy([.kl(), .noClipping, .mse]).title
    #expect(backwards == with)
  }
}
