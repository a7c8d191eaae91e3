import Foundation
import TestSupport
import Testing

@testable import Publishing

struct FigurePairTests {
  private func address(_ text: String) -> String {
    "data:image/png;base64," + Data(text.utf8).base64EncodedString()
  }

  /// A recorded figure, and another folder with a run's figures of that name.
  private func folders(runNumbers: String) throws -> ScratchFolder {
    let scratch = try ScratchFolder()
    for (name, text) in [
      ("Expected/a.png", "recorded"), ("Expected/a.csv", "x\n1\n"), ("run/a.png", "drawn"),
      ("run/a-dark.png", "dark"), ("run/a.csv", runNumbers),
    ] {
      try scratch.write(Data(text.utf8), to: name)
    }
    return scratch
  }

  @Test func aRunThatPlotsTheSameNumbersTakesThePlaceOfTheRecordedFigure() throws {
    let scratch = try folders(runNumbers: "x\n1\n")
    let pair = FigurePair(recorded: scratch.file("Expected/a.png"), run: scratch.file("run"))
    #expect(pair?.light == address("drawn") && pair?.dark == address("dark"))
  }

  @Test func aRunThatPlotsOtherNumbersDoesNot() throws {
    let scratch = try folders(runNumbers: "x\n2\n")
    let pair = FigurePair(recorded: scratch.file("Expected/a.png"), run: scratch.file("run"))
    #expect(pair?.light == address("recorded") && pair?.dark == nil)
    #expect(FigurePair(recorded: scratch.file("Expected/b.png"), run: nil) == nil)
  }

  @Test func aDarkFigureIsShownOnDarkScreensOnly() {
    #expect(FigurePair(light: "l").html(alt: "a & b") == "<img src=\"l\" alt=\"a &amp; b\">")
    #expect(
      FigurePair(light: "l", dark: "d").html(alt: "a")
        == "<picture><source media=\"screen and (prefers-color-scheme: dark)\" srcset=\"d\">"
        + "<img src=\"l\" alt=\"a\"></picture>")
  }
}
