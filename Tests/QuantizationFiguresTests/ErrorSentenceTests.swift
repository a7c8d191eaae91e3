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
        == "MSE and MAE choose t = 8; MSE's error is 200 times as large at t = 4 and "
        + "4.0 times at t = 16")
    #expect(
      ErrorSentence([mse]).text
        == "MSE chooses t = 8; the error is 200 times as large at t = 4 and "
        + "4.0 times at t = 16")
  }

  @Test func errorTitlesSayWhatEachWouldPayForTheOthersChoice() throws {
    let mse = try SampleFigures.result(.mse, chosen: 8, [16: 4, 8: 1, 4: 20])
    let mae = try SampleFigures.result(.mae, chosen: 4, [16: 3, 8: 1.38, 4: 1])
    #expect(
      ErrorSentence([mse, mae]).text
        == "MSE chooses t = 8, MAE 4: MSE's error is 20 times as large at t = 4, "
        + "MAE's 1.4 times at t = 8")
    let near = try SampleFigures.result(.mae, chosen: 4, [16: 3, 8: 1.03, 4: 1])
    #expect(ErrorSentence([mse, near]).text.hasSuffix("MAE's 3 % larger at t = 8"))
  }

  /// An error of 0 is no reason; it is named below the title, in whatever order the methods come.
  @Test func anErrorOfZeroDecidesNothing() throws {
    let kl = try SampleFigures.result(.kl(), chosen: 0.5, [16: 1, 8: 2, 0.5: 0])
    let mse = try SampleFigures.result(.mse, chosen: 8, [16: 4, 8: 1, 4: 20])
    for results in [[kl, mse], [mse, kl]] {
      let sentence = ErrorSentence(results)
      #expect(sentence.text.hasPrefix("MSE chooses t = 8; the error is"))
      #expect(sentence.note == "KL's error falls to 0 at t = 0.5")
    }
    #expect(ErrorSentence([kl]).text == "KL chooses t = 0.5, where its error is 0")
  }
}
