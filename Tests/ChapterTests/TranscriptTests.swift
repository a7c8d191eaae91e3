import Foundation
import Graph
import Imaging
import TestSupport
import Testing

/// What every chapter prints, against the transcripts beside it: `transcript.txt` on the workbook's own
/// model, `imagenet.txt` on the real one.
///
/// `RECORD=1 swift test` writes the transcripts anew and fails, naming each file, so that no run blesses
/// its own output.
struct TranscriptTests {
  static let chapters = (0...6).map { $0 }

  @Test(arguments: chapters)
  func chaptersOnTheWorkbooksOwnModel(number: Int) throws {
    let data = ReferenceFolder.packageRoot.appendingPathComponent("Data")
    try compare(number, with: "transcript.txt", environment: ["WORKBOOK_DATA": data.path])
  }

  @Test(
    .enabled(if: ReferenceFolder.isPresent, ReferenceFolder.absence),
    arguments: chapters.dropFirst())
  func chaptersOnTheRealNetwork(number: Int) throws {
    try compare(
      number, with: "imagenet.txt",
      environment: ["WORKBOOK_DATA": ReferenceFolder.file("imagenet").path])
  }

  private func compare(
    _ number: Int, with name: String, environment: [String: String]
  ) throws {
    let scratch = try ScratchFolder()
    let outcome = try Programs.run(
      "chapter\(number)", ["--output", scratch.url.path], environment: environment)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.isEmpty, "\(outcome.errors)")
    let folder = try expectedFolder(number)
    if name == "transcript.txt" { try compareFigures(in: scratch, with: folder) }
    let file = folder.appendingPathComponent(name)
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try Data(outcome.output.utf8).write(to: file)
      Issue.record("recorded \(file.path); look at the difference, then run without RECORD")
      return
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
    let expectedLines = expected.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == expectedLines.count)
    for (index, (line, reference)) in zip(lines, expectedLines).enumerated() {
      #expect(
        agrees(line, reference),
        "chapter \(number), line \(index + 1): “\(line)”, expected “\(reference)”")
    }
  }

  /// The pages show these pictures. Text depends on the fonts of the machine, so pixels are compared in
  /// the mean: another curve or another axis is seen, another font is not.
  private func compareFigures(in scratch: ScratchFolder, with folder: URL) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).sorted() {
      let expected = folder.appendingPathComponent(name)
      if ProcessInfo.processInfo.environment["RECORD"] == "1" {
        try Data(contentsOf: scratch.file(name)).write(to: expected)
        continue
      }
      let drawn = try Image(contentsOf: scratch.file(name))
      let kept = try Image(contentsOf: expected)
      #expect(drawn.width == kept.width && drawn.height == kept.height, "\(name)")
      guard drawn.pixels.count == kept.pixels.count else { continue }
      let difference = zip(drawn.pixels, kept.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
      #expect(
        Double(difference) / Double(kept.pixels.count) < 2.5,
        "\(name) differs from \(expected.path); look at both")
    }
  }

  /// Words are compared exactly, and so are numbers on x86-64 with AVX2 or AVX-512, where every sum was
  /// seen to be TensorFlow's to the bit. Elsewhere the last bits may differ, which moves a few images and
  /// the last digits.
  private func agrees(_ line: Substring, _ reference: Substring) -> Bool {
    if line == reference { return true }
    guard InstructionSet.best == .baseline else { return false }
    let words = line.split(separator: " ")
    let references = reference.split(separator: " ")
    guard words.count == references.count else { return false }
    return zip(words, references).allSatisfy { word, reference in
      if word == reference { return true }
      guard let a = Double(word), let e = Double(reference) else { return false }
      return abs(a - e) <= 0.03 * abs(e) + 5
    }
  }

  private func expectedFolder(_ number: Int) throws -> URL {
    let chapters = ReferenceFolder.packageRoot.appendingPathComponent("Chapters")
    let name = try FileManager.default.contentsOfDirectory(atPath: chapters.path)
      .first { $0.hasPrefix("0\(number)-") }
    return chapters.appendingPathComponent(try #require(name)).appendingPathComponent("Expected")
  }
}
