import Foundation
import ImageNet
import TestSupport
import Testing

struct PrepareImageNetLayoutTests {
  let scratch: ScratchFolder
  var output: URL { scratch.file("val") }

  init() throws { scratch = try ScratchFolder() }

  private func prepare(_ archives: Archives) throws -> ImageNetPreparation {
    let (kit, images) = try archives.write(to: scratch)
    return try prepareImageNet(devkit: kit, images: images, output: output)
  }

  private func files() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: output.path).filter { $0.contains("/") }
      .sorted()
  }

  @Test func everyImageLiesInTheFolderOfItsClass() throws {
    #expect(try prepare(.small) == ImageNetPreparation(written: 3, present: 0))
    #expect(
      try files() == [
        "n00000004/ILSVRC2012_val_00000001.JPEG", "n00000004/ILSVRC2012_val_00000003.JPEG",
        "n00000007/ILSVRC2012_val_00000002.JPEG",
      ])
    let second = output.appendingPathComponent("n00000007/ILSVRC2012_val_00000002.JPEG")
    #expect(try Data(contentsOf: second) == Archives.picture(2))
  }

  @Test func aRunThatWasInterruptedGoesOn() throws {
    _ = try prepare(.small)
    let victim = output.appendingPathComponent("n00000004/ILSVRC2012_val_00000003.JPEG")
    try Data("pic".utf8).write(to: victim)
    #expect(try prepare(.small) == ImageNetPreparation(written: 1, present: 2))
    #expect(try Data(contentsOf: victim) == Archives.picture(3))
  }

  @Test("an image that lies in the folder of another class is named, and nothing is written")
  func otherClasses() throws {
    let other = "n00000009/ILSVRC2012_val_00000002.JPEG"
    try scratch.write(Archives.picture(2), to: "val/\(other)")
    let error = #expect(throws: ImageNetError.self) { try prepare(.small) }
    #expect(
      error == .inOtherClass(path: output.path + "/" + other, identifier: "n00000007"))
    #expect(try files() == [other])
    try FileManager.default.removeItem(at: output.appendingPathComponent(other))
    // Files of other names are nobody's business.
    try scratch.write(Data([1]), to: "val/n00000009/notes.txt")
    #expect(try prepare(.small) == ImageNetPreparation(written: 3, present: 0))
  }

  @Test("a pipe that stands where an image belongs is told and not waited for")
  func pipes() throws {
    let folder = output.appendingPathComponent("n00000007")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    #expect(mkfifo(folder.path + "/ILSVRC2012_val_00000002.JPEG", 0o600) == 0)
    let error = #expect(throws: ImageNetError.self) { try prepare(.small) }
    #expect(error?.description.contains("there is a pipe of that name") == true)
  }

  @Test func otherFilesOfTheArchiveAreLeftOut() throws {
    var archives = Archives.small
    archives.images.append(("notes.txt", Data("hello".utf8)))
    #expect(try prepare(archives) == ImageNetPreparation(written: 3, present: 0))
    archives.images.removeFirst(3)
    #expect(throws: ImageNetError.noImages(path: scratch.file("images.tar").path, links: 0)) {
      try prepare(archives)
    }
  }

  @Test(
    "what has the name of an image and is none is told",
    arguments: [("", "empty"), ("<html>", "HTML")])
  func noImages(content: String, word: String) throws {
    var archives = Archives.small
    archives.images[1].content = Data(content.utf8)
    let error = #expect(throws: ImageNetError.self) { try prepare(archives) }
    let text = error?.description ?? ""
    #expect(text.contains("ILSVRC2012_val_00000002.JPEG is") && text.contains(word), "\(text)")
    #expect(try files() == ["n00000004/ILSVRC2012_val_00000001.JPEG"])
  }

  @Test func anImageBeyondTheGroundTruthIsNamed() throws {
    var archives = Archives.small
    archives.images.append(("ILSVRC2012_val_00000004.JPEG", Archives.picture(4)))
    #expect(
      throws: ImageNetError.noGroundTruth(image: "ILSVRC2012_val_00000004.JPEG", known: 3)
    ) {
      try prepare(archives)
    }
  }

  @Test func anArchiveThatEndsEarlyLeavesNoHalfImage() throws {
    var archives = Archives.small
    archives.images[2].content = Data(repeating: 1, count: 5000)
    let (kit, images) = try archives.write(to: scratch)
    let whole = try Data(contentsOf: images)
    try whole.prefix(whole.count - 4000).write(to: images)
    let error = #expect(throws: ImageNetError.self) {
      try prepareImageNet(devkit: kit, images: images, output: output)
    }
    guard case .damagedArchive(let path, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(path == images.path)
    #expect(try files().count == 2)
  }
}
