import Plotting
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
