import Foundation
import TestSupport
import Testing

/// A model's name comes from somebody else's file.
struct ModelNameTests {
  @Test("control characters in a model's name are spelled out wherever it is printed or written")
  func controlCharacters() throws {
    let scratch = try ScratchFolder()
    try scratch.writePictures(classes: 3, perClass: 2, size: 8)
    let model = KerasModelFile()
    let weights = scratch.file("small.h5")
    model.write(
      to: weights,
      description: model.json.replacingOccurrences(
        of: #""name": "small""#, with: #""name": "a\u001b[31mRED\nb\u202e""#))
    let spelled = #"a\u{1b}[31mRED\u{a}b\u{202e}"#
    let calibration = ["--images", scratch.file("images").path, "--calibration-images", "6"]
    let exported = scratch.file("exported")
    for words in [
      ["describe"], ["quantize"] + calibration, ["evaluate"] + calibration,
      ["stability"] + calibration, ["advise"] + calibration,
      ["export", "--output", exported.path] + calibration,
    ] {
      let outcome = try Programs.run("workbook", words + ["--weights", weights.path])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains(spelled), "\(outcome.output)")
      #expect(
        !outcome.output.contains("\u{1b}") && !outcome.output.contains("\u{202e}"), "\(words)")
    }
    let readme = try String(contentsOf: exported.appending(path: "README.md"), encoding: .utf8)
    #expect(readme.hasPrefix("# \(spelled)\n"))
    #expect(!readme.contains("\u{1b}"))
  }
}
