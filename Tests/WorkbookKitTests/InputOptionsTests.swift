import Testing
import WorkbookKit

struct InputOptionsTests {
  @Test(
    "every preprocessing can be typed behind its option, -1..1 too",
    arguments: ["none", "0..1", "-1..1", "caffe", "torch"])
  func preprocessings(name: String) throws {
    for words in [["--preprocessing", name], ["--preprocessing=\(name)"]] {
      let options = try DataOptions.parse(words + ["--resize", "pad", "--batch-size", "3"])
      #expect(options.input.preprocessing?.rawValue == name)
      #expect(options.input.resize == .pad && options.batchSize == 3)
    }
  }

  @Test(arguments: ["", "x", "96x", "x96", "96x96x3", "-", "large"])
  func sizesThatAreNone(text: String) {
    #expect(InputSize(argument: text) == nil)
  }
}
