import Foundation
import Testing

@testable import Plotting

/// Colours that stay apart for every eye, and texts that can be read.
struct ThemeTests {
  /// The distance that can just be seen side by side is about 2; lines apart from each other need more.
  @Test(arguments: Theme.allCases)
  func methodsStayApartForEveryEye(theme: Theme) {
    for eye in Eye.allCases {
      let colors = theme.series
      let limit = eye == .grey ? 5.0 : 13
      for (index, a) in colors.enumerated() {
        for (other, b) in colors.enumerated().dropFirst(index + 1) {
          #expect(
            eye.distance(a, b) >= limit, "\(theme): series \(index) and \(other) for \(eye)")
        }
      }
    }
  }

  @Test(arguments: Theme.allCases)
  func linesAndTextsStandOutFromThePaper(theme: Theme) {
    for (index, color) in theme.series.enumerated() {
      #expect(color.contrast(with: theme.paper) >= 3, "\(theme): series \(index)")
    }
    #expect(theme.ink.contrast(with: theme.paper) >= 7)
    #expect(theme.softInk.contrast(with: theme.paper) >= 4.5)
  }

  @Test func contrastIsThatOfTheStandard() {
    #expect(abs(Color(0x000000).contrast(with: Color(0xFFFFFF)) - 21) < 1e-9)
    #expect(abs(Color(0x767676).contrast(with: Color(0xFFFFFF)) - 4.54) < 0.005)
  }

  @Test func everySeriesDiffersByMoreThanColour() {
    let looks = (0..<6).map(Look.series)
    #expect(Set(looks.map(\.dash)).count == 6)
    #expect(Set(looks.map(\.symbol)).count == 6)
  }

  /// Red stays red: in both themes a thing has the same hue, only lighter on the dark sheet.
  @Test func everySeriesKeepsItsHueInAllThemes() {
    func hue(_ color: Color) -> Double {
      let lab = Eye.full.lab(color)
      return atan2(lab[2], lab[1]) * 180 / .pi
    }
    let hues = Theme.allCases.map { $0.series.map(hue) }
    for number in Theme.light.series.indices {
      func turn(_ other: Int) -> Double {
        let difference = abs(hues[0][number] - hues[1][other])
        return min(difference, 360 - difference)
      }
      #expect(turn(number) <= 15, "series \(number): \(hues[0][number]), \(hues[1][number])")
      // And no other colour of the dark sheet could be taken for it.
      let nearest = hues[1].indices.min { turn($0) < turn($1) }
      #expect(nearest == number, "series \(number) looks like \(nearest ?? -1)")
    }
  }
}
