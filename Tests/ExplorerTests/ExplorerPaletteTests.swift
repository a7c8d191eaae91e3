import Plotting
import Testing

@testable import Explorer

struct ExplorerPaletteTests {
  private func color(_ code: String) throws -> Color {
    let number = try #require(UInt32(code.dropFirst(), radix: 16))
    return Color(
      red: Double(number >> 16 & 0xFF) / 255, green: Double(number >> 8 & 0xFF) / 255,
      blue: Double(number & 0xFF) / 255)
  }

  @Test("texts have a contrast of 4.5 on every sheet, marks one of 3 where they are drawn")
  func contrast() throws {
    for palette in [ExplorerPalette.light, .dark] {
      #expect(palette.sheets.count == 3 && palette.texts.count == 4 && palette.marks.count == 5)
      for sheet in palette.sheets {
        let paper = try color(sheet.colour)
        for text in palette.texts {
          let contrast = try color(text.colour).contrast(with: paper)
          #expect(contrast >= 4.5, "\(text.name) on \(sheet.name): \(contrast)")
        }
        // Drawings and controls lie on these two.
        guard sheet.name != "wash" else { continue }
        for mark in palette.marks {
          let contrast = try color(mark.colour).contrast(with: paper)
          #expect(contrast >= 3, "\(mark.name) on \(sheet.name): \(contrast)")
        }
      }
    }
  }

  @Test("the methods have the colours of the workbook's figures")
  func methods() throws {
    #expect(ExplorerPalette.light.methods.first?.colour == "#0051c4")
    #expect(ExplorerPalette.dark.methods.map(\.name) == ExplorerMeasurement.methods.map(\.name))
    #expect(ExplorerStyle.methods.contains(".symbol.klGuarded { fill: var(--klGuarded); }"))
  }
}
