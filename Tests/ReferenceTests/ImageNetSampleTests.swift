import Foundation
import ImageNet
import TestSupport
import Testing

@Suite(.enabled(if: ReferenceFolder.isPresent, ReferenceFolder.absence))
struct ImageNetSampleTests {
  @Test func theSampleOfTheArchivesIsLaidOutAsExpected() throws {
    let sample = ReferenceFolder.file("imagenet/devkit-sample")
    let output = FileManager.default.temporaryDirectory
      .appendingPathComponent("imagenet-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: output) }
    let expected = try String(
      contentsOf: sample.appendingPathComponent("expected.csv"), encoding: .utf8
    ).split(whereSeparator: \.isNewline).dropFirst().map { $0.split(separator: ",") }
      .map { "\($0[1])/\($0[0])" }.sorted()
    #expect(expected.count == 20)
    func prepare() throws -> ImageNetPreparation {
      try prepareImageNet(
        devkit: sample.appendingPathComponent("ILSVRC2012_devkit_t12.tar.gz"),
        images: sample.appendingPathComponent("ILSVRC2012_img_val.tar"), output: output)
    }
    func files() throws -> [String] {
      try FileManager.default.subpathsOfDirectory(atPath: output.path)
        .filter { $0.contains("/") }.sorted()
    }
    #expect(try prepare() == ImageNetPreparation(written: 20, present: 0))
    #expect(try files() == expected)
    // A second run finds it done; a file that is cut off is written again.
    #expect(try prepare() == ImageNetPreparation(written: 0, present: 20))
    let victim = output.appendingPathComponent(expected[3])
    let whole = try Data(contentsOf: victim)
    try whole.prefix(100).write(to: victim)
    #expect(try prepare() == ImageNetPreparation(written: 1, present: 19))
    #expect(try Data(contentsOf: victim) == whole)
  }
}
