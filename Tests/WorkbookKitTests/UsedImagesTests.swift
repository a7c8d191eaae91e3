import Foundation
import Imaging
import TestSupport
import Testing

@testable import WorkbookKit

struct UsedImagesTests {
  let scratch: ScratchFolder

  init() throws {
    scratch = try ScratchFolder()
    try scratch.writePictures(classes: 2, perClass: 70, size: 8)
  }

  private func used() throws -> UsedImages {
    UsedImages(on: try DataOptions.parse([]).machine.machine)
  }

  private func images(_ folder: String) throws -> [LabelledImage] {
    try LabelledImageFolder(scratch.file(folder)).images
  }

  /// They are decoded 64 at a time, and none when there are enough.
  @Test(arguments: [(0, 0), (1, 64), (64, 64), (65, 128), (128, 128), (140, 140)])
  func whatIsNotNeededIsNotDecoded(count: Int, decoded: Int) throws {
    let used = try used()
    let found = used.readable(try images("images"), count: count, for: ModelInput(size: 8))
    #expect(found.count == count)
    #expect(used.isReadable.count == decoded)
  }

  @Test func aPictureInALinkedFolderIsTheSamePicture() throws {
    try scratch.write(Data("no picture".utf8), to: "images/class0/broken.png")
    try FileManager.default.createSymbolicLink(
      at: scratch.file("linked"), withDestinationURL: scratch.file("images"))
    let used = try used()
    for folder in ["images", "linked"] {
      let found = used.readable(try images(folder), count: nil, for: ModelInput(size: 8))
      #expect(found.count == 140)
    }
    #expect(used.skipped == ["class0/broken.png"])
  }
}
