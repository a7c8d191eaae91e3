import QuantizationFigures
import Testing

/// The title says what is left at the network's end, also where that is no number.
struct SignalToNoiseFigureTests {
  private func title(_ ends: [Double]) throws -> String {
    let infos = try SampleFigures.infos([.mse, .noClipping])
    let measured = zip(infos, ends).map { info, end in info.activations.map { _ in end } }
    return signalToNoiseFigure(infos, measured: measured, images: 3).title
  }

  @Test func noNoiseIsSaid() throws {
    #expect(
      try title([40, 30])
        == "Signal to noise at the network's end: MSE 40.0 dB, NOCLIPPING 30.0 dB")
    #expect(try title([.infinity, .infinity]) == "Rounding makes no noise at the network's end")
    #expect(
      try title([40, .infinity])
        == "Signal to noise at the network's end: MSE 40.0 dB, NOCLIPPING without noise")
    #expect(
      try title([.infinity, .nan]) == "Rounding makes no noise at the network's end of MSE")
    #expect(
      try title([.nan, -.infinity]) == "No signal to noise can be told at the network's end")
  }
}
