import Foundation
import ImageNet
import TestSupport
import Testing

struct DevelopmentKitTests {
  let scratch: ScratchFolder
  var url: URL { scratch.file("kit.tar") }

  init() throws { scratch = try ScratchFolder() }

  private func read(_ files: [(path: String, content: Data)]) throws -> DevelopmentKit {
    try scratch.write(Archives.tar(files), to: "kit.tar")
    return try DevelopmentKit(contentsOf: url)
  }

  @Test func classesAndGroundTruthAreRead() throws {
    let kit = try read(Archives.small.kit)
    #expect(kit.identifiers == [1: "n00000009", 2: "n00000004", 3: "n00000007"])
    #expect(kit.groundTruth == [2, 3, 2])
  }

  @Test func whatIsMissingIsNamed() throws {
    let files = Archives.small.kit
    #expect(throws: ImageNetError.missingInKit(path: url.path, file: "data/meta.mat")) {
      try read([files[1]])
    }
    #expect(
      throws: ImageNetError.missingInKit(
        path: url.path, file: "data/ILSVRC2012_validation_ground_truth.txt")
    ) {
      try read([files[0]])
    }
    #expect(throws: ImageNetError.missing(path: scratch.file("none").path)) {
      try DevelopmentKit(contentsOf: scratch.file("none"))
    }
  }

  @Test("a file that the kit holds twice is refused, in one folder or in two", arguments: 0...1)
  func filesThatAreThereTwice(position: Int) throws {
    for folder in ["", "other/"] {
      var files = Archives.small.kit
      files.append((folder + files[position].path, files[position].content))
      let error = #expect(throws: ImageNetError.self) { try read(files) }
      #expect(error?.description.contains("more than one") == true)
    }
  }

  @Test func whatMakesNoSenseIsDamaged() throws {
    var files = Archives.small.kit
    files[1].content = Data("2\nthree\n".utf8)
    var error = #expect(throws: ImageNetError.self) { try read(files) }
    #expect(error?.description.contains("“three”") == true)
    files = Archives.small.kit
    files[0].content = Data("no MATLAB file".utf8)
    error = #expect(throws: ImageNetError.self) { try read(files) }
    #expect(error?.description.contains("meta.mat") == true)
  }
}
