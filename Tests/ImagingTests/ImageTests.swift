import Foundation
import Imaging
import TestSupport
import Testing

struct ImageTests {
  static let folder = ReferenceFolder.packageRoot.appendingPathComponent(
    "Tests/ImagingTests/Fixtures")

  /// What TensorFlow decodes the same files to; `Fixtures/make.py` made both.
  @Test(arguments: [
    "color.jpg", "progressive.jpg", "gray.jpg", "cmyk.jpg", "color.png", "gray.png",
    "black-and-white.png", "palette.png", "palette-transparent.png", "color-alpha.png",
    "gray-alpha.png", "color-16.png", "gray-16.png", "interlaced.png",
  ])
  func pixelsAreTensorFlows(name: String) throws {
    let image = try Image(contentsOf: Self.folder.appendingPathComponent(name))
    #expect(image.width == 21 && image.height == 13)
    let expected = try Data(contentsOf: Self.folder.appendingPathComponent(name + ".rgb"))
    #expect(Data(image.pixels) == expected)
  }

  @Test(arguments: ["color.jpg", "progressive.jpg", "color.png", "interlaced.png"])
  func filesThatEndEarlyAreRefused(name: String) throws {
    let data = try Data(contentsOf: Self.folder.appendingPathComponent(name))
    for count in [data.count / 2, data.count - data.count / 8] {
      let error = #expect(throws: ImageError.self) {
        try Image(decoding: data.prefix(count), name: name)
      }
      guard case .damaged(let path, _, _) = error else {
        Issue.record("\(name) cut to \(count): \(String(describing: error))")
        continue
      }
      #expect(path == name)
    }
  }

  @Test func whatIsNoImageIsNamed() {
    let cases: [(String, String)] = [
      ("GIF89a", "GIF"), ("<html>", "HTML"), ("hello, world", "text"),
    ]
    for (content, kind) in cases {
      let error = #expect(throws: ImageError.self) {
        try Image(decoding: Data(content.utf8), name: "a.jpg")
      }
      #expect(error?.description.contains("a.jpg") == true)
      #expect(error?.description.contains(kind) == true)
    }
    #expect(throws: ImageError.empty(path: "a.jpg")) {
      try Image(decoding: Data(), name: "a.jpg")
    }
  }

  @Test func aNameThatPromisesTheOtherFormatIsRefused() throws {
    let scratch = try ScratchFolder()
    for (name, other, format) in [("color.png", "a.JPEG", "PNG"), ("color.jpg", "a.png", "JPEG")] {
      let data = try Data(contentsOf: Self.folder.appendingPathComponent(name))
      try scratch.write(data, to: other)
      let url = scratch.file(other)
      #expect(throws: ImageError.mislabelled(path: url.path, format: format)) {
        try Image(contentsOf: url)
      }
      // Bytes without a name, and names that promise nothing, are read for what they are.
      #expect(try Image(decoding: data, name: other).width == 21)
      try scratch.write(data, to: "picture")
      #expect(try Image(contentsOf: scratch.file("picture")).width == 21)
    }
  }

  @Test func writtenPicturesComeBack() throws {
    let image = try Image(contentsOf: Self.folder.appendingPathComponent("color.png"))
    let data = try image.pngData(texts: [("Title", "A picture – with a dash")])
    #expect(try Image(decoding: data, name: "copy") == image)
    #expect(try image.pngData(texts: [("Title", "A picture – with a dash")]) == data)
    // The chunk tEXt holds Latin-1, which has no such dash: it is spelled with a hyphen.
    #expect(data.range(of: Data("A picture - with a dash".utf8)) != nil)
  }
}
