import Foundation
import Imaging
import PostTrainingQuantization
import TestSupport
import Testing

struct RepresentativeDatasetTests {
  /// A picture is the same one by whatever path it is found.
  @Test func picturesAreKnownByOtherPaths() throws {
    let scratch = try ScratchFolder()
    try scratch.writePictures()
    let folder = scratch.file("images")
    let images = try LabelledImageFolder(folder).images
    let link = scratch.file("link")
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: folder)
    let paths = [
      folder.path, "\(folder.path)/../images", "\(scratch.url.path)//images",
      "\(scratch.url.path)/./images", link.path,
    ]
    for path in paths {
      let seen = images.dropFirst().map { image in
        LabelledImage(
          path: image.path, url: URL(fileURLWithPath: "\(path)/\(image.path)"),
          classIndex: image.classIndex)
      }
      let dataset = try RepresentativeDataset(
        images: Array(seen), batchSize: 5, input: ModelInput(size: 32))
      #expect(dataset.unseen(among: images) == [images[0]], "\(path)")
    }
  }
}
