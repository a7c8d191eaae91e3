import PostTrainingQuantization
import Quantization
import Testing

@testable import QuantizationFigures

/// Titles of errors follow from the data: what differs between the methods, and what decides.
struct ErrorSentenceTests {
  @Test func errorTitlesSayWhatTheNeighboursCost() throws {
    let mse = try SampleFigures.result(.mse, chosen: 8, [16: 4, 8: 1, 4: 200])
    let mae = try SampleFigures.result(.mae, chosen: 8, [16: 2, 8: 1, 4: 3])
    #expect(
      ErrorSentence([mse, mae]).text
        == "MSE and MAE choose t = 8; for MSE, t = 4 has 200 times the error and "
        + "t = 16 has 4.0 times the error")
    #expect(
      ErrorSentence([mse]).text
        == "MSE chooses t = 8; t = 4 has 200 times the error and t = 16 has 4.0 times the error")
  }

  @Test func errorTitlesSayWhatEachWouldPayForTheOthersChoice() throws {
    let mse = try SampleFigures.result(.mse, chosen: 8, [16: 4, 8: 1, 4: 20])
    let mae = try SampleFigures.result(.mae, chosen: 4, [16: 3, 8: 1.38, 4: 1])
    #expect(
      ErrorSentence([mse, mae]).text
        == "MSE chooses t = 8 (t = 4 has 20 times the error), "
        + "MAE chooses t = 4 (t = 8 has 1.4 times the error)")
    let near = try SampleFigures.result(.mae, chosen: 4, [16: 3, 8: 1.03, 4: 1])
    #expect(
      ErrorSentence([mse, near]).text.hasSuffix("MAE chooses t = 4 (t = 8 has 3 % more error)"))
    let third = try SampleFigures.result(.lp(p: 4), chosen: 16, [16: 1, 8: 2, 4: 9])
    #expect(ErrorSentence([mse, mae, third]).text.hasSuffix("the error), LP p=4 chooses t = 16"))
  }

  /// An error of 0 is no reason; it is named below the title, in whatever order the methods come.
  @Test func anErrorOfZeroDecidesNothing() throws {
    let kl = try SampleFigures.result(.kl(), chosen: 0.5, [16: 1, 8: 2, 0.5: 0])
    let mse = try SampleFigures.result(.mse, chosen: 8, [16: 4, 8: 1, 4: 20])
    for results in [[kl, mse], [mse, kl]] {
      let sentence = ErrorSentence(results)
      #expect(sentence.text.hasPrefix("MSE chooses t = 8; t = 4 has"))
      #expect(sentence.note == "KL's error falls to 0 at t = 0.5")
    }
    #expect(ErrorSentence([kl]).text == "KL chooses t = 0.5, where its error is 0")
  }
}
