import Foundation
import Imaging
import Publishing
import TestSupport
import Testing
import WorkbookKit

/// What every chapter draws, against the figures beside it, which its page shows.
struct ExpectedFigureTests {
  private static let advice =
    "look at both; if this is intended, run “RECORD=1 swift test --filter ChapterTests”"

  /// Holds what a chapter has made against what was recorded, or records it.
  ///
  /// - Parameter difference: What differs between a file that was made and a recorded one.
  private func compare(
    _ chapter: ChapterFolder, ending: String,
    _ difference: (_ made: URL, _ recorded: URL) throws -> String?
  ) async throws {
    let run = try await ChapterRuns.own(chapter)
    for name in run.files where name.hasSuffix(ending) {
      let recorded = ChapterRuns.expected(name, of: chapter)
      if Recording.isOn {
        try Recording.record(Data(contentsOf: run.file(name)), to: recorded)
      } else if !FileManager.default.fileExists(atPath: recorded.path) {
        Issue.record("\(Recording.path(recorded)) was never recorded; \(Self.advice)")
      } else {
        do {
          if let found = try difference(run.file(name), recorded) { Issue.record("\(found)") }
        } catch {
          Issue.record("\(Recording.path(recorded)): \(error); \(Self.advice)")
        }
      }
    }
  }

  @Test(arguments: ChapterRuns.chapters)
  func everyFigureLooksAsRecorded(chapter: ChapterFolder) async throws {
    try await compare(chapter, ending: ".png") { made, recorded in
      try PictureComparison.difference(drawn: made, recorded: recorded)
        .map { "\(Recording.path(recorded)): \($0); \(Self.advice)" }
    }
  }

  @Test(arguments: ChapterRuns.chapters)
  func everyFigurePlotsTheRecordedValues(chapter: ChapterFolder) async throws {
    try await compare(chapter, ending: ".csv") { made, recorded in
      TextComparison.difference(
        of: try String(contentsOf: made, encoding: .utf8),
        expected: try String(contentsOf: recorded, encoding: .utf8),
        name: Recording.path(recorded), isExact: ChapterRuns.isExact)
    }
  }

  @Test(arguments: ChapterRuns.chapters)
  func everyRecordedFileIsStillMade(chapter: ChapterFolder) async throws {
    let run = try await ChapterRuns.own(chapter)
    let folder = chapter.url.appendingPathComponent("Expected")
    let made = Set(run.files + ["transcript.txt", "imagenet.txt"])
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    where !made.contains(name) && !name.hasPrefix(".") {
      let file = folder.appendingPathComponent(name)
      if Recording.isOn {
        try Recording.remove(file)
      } else {
        Issue.record(
          "\(Recording.path(file)) is no longer made by \(chapter.program); remove it, or draw it")
      }
    }
  }

  // MARK: the comparison itself

  private static func picture(dark: Range<Int> = 0..<0) -> Image {
    let (width, height) = (200, 120)
    let pixels = (0..<width * height * 3).map { index in
      let (x, y) = (index / 3 % width, index / 3 / width)
      return UInt8(dark.contains(x) && dark.contains(y) ? 0 : 230)
    }
    return Image(width: width, height: height, pixels: pixels)
  }

  @Test func oneBrokenRegionIsFoundWhereTheFontsAreTheSame() {
    let (whole, broken) = (Self.picture(), Self.picture(dark: 90..<100))
    func difference(_ a: Image, _ b: Image, haveSameFonts: Bool) -> String? {
      PictureComparison.difference(drawn: a, recorded: b, haveSameFonts: haveSameFonts)
    }
    #expect(difference(whole, whole, haveSameFonts: true) == nil)
    #expect(difference(broken, whole, haveSameFonts: true)?.contains("x = 80, y = 80") == true)
    #expect(difference(broken, whole, haveSameFonts: false) == nil)
    let other = Self.picture(dark: 0..<100)
    #expect(difference(other, whole, haveSameFonts: false)?.contains("in the mean") == true)
  }

  @Test func fontsAreReadFromTheFile() throws {
    let data = try Self.picture().pngData(texts: [("Title", "a"), ("Font", "Sans 71.25")])
    #expect(try PNGChunks(data).text("Font") == "Sans 71.25")
    #expect(try PNGChunks(data).text("Fonts") == nil)
    // The same in the simpler kind of chunk, with the sum that zlib's crc32 gives.
    var simple = Array(data.prefix(8))
    simple += [0, 0, 0, 6] + Array("tEXtFont".utf8) + [0, 0xE9, 0x85, 0x7D, 0x04, 0x1A]
    #expect(try PNGChunks(Data(simple)).text("Font") == "é")
    var damaged = data
    damaged[damaged.count / 2] ^= 1
    #expect(throws: PNGChunks.Damaged.self) { try PNGChunks(damaged) }
    #expect(throws: PNGChunks.Damaged.self) { try PNGChunks(data.dropLast(5)) }
    #expect(throws: PNGChunks.Damaged.self) { try PNGChunks(Data("GIF89a".utf8)) }
  }
}
