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

/// Some pictures out of many.
struct LabelledImageSampleTests {
  private func images(_ count: Int) -> [LabelledImage] {
    (0..<count).map {
      LabelledImage(path: "\($0)", url: URL(fileURLWithPath: "/\($0)"), classIndex: 0)
    }
  }

  @Test(
    "a sample lies all over the list, also where its size divides nothing",
    arguments: [(199, 100), (500, 200), (38, 20), (10, 9), (1000, 100)])
  func spread(count: Int, size: Int) throws {
    let sample = images(count).sample(size).compactMap { Int($0.path) }
    #expect(sample.count == size && Set(sample).count == size && sample == sample.sorted())
    let steps = zip(sample, sample.dropFirst()).map { $1 - $0 }
    let (least, most) = (steps.min() ?? 0, steps.max() ?? 0)
    #expect(most - least <= 1)
    let last = try #require(sample.last)
    #expect(sample.first == 0 && last + most >= count - 1)
  }

  @Test("no more than there are", arguments: [0, 3, 5, 9])
  func few(size: Int) {
    #expect(images(5).sample(size).count == min(size, 5))
  }
}
