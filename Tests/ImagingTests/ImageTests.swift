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
    "color.bmp", "gray.bmp", "color-alpha.bmp", "downwards.bmp", "color.gif", "interlaced.gif",
    "transparent.gif", "animated.gif", "small-frame.gif", "outside.gif",
  ])
  func pixelsAreTensorFlows(name: String) throws {
    let image = try Image(contentsOf: Self.folder.appendingPathComponent(name))
    #expect(image.width == 21 && image.height == 13)
    let expected = try Data(contentsOf: Self.folder.appendingPathComponent(name + ".rgb"))
    #expect(Data(image.pixels) == expected)
  }

  @Test(arguments: [
    "color.jpg", "progressive.jpg", "color.png", "interlaced.png", "color.bmp", "color.gif",
  ])
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

  @Test(
    "the middle of a picture is made smaller by means of blocks", arguments: [1, 2, 4, 6, 7, 100])
  func squares(limit: Int) throws {
    for name in ["color.jpg", "interlaced.png", "color.bmp"] {
      let url = Self.folder.appendingPathComponent(name)
      let whole = try Image(contentsOf: url)
      let square = try Image(squareOf: url, name: name, limit: limit)
      let block = max(13 / limit, 1)
      let side = 13 / block
      #expect(square.width == side && square.height == side)
      let (left, top) = ((21 - side * block) / 2, (13 - side * block) / 2)
      var expected: [UInt8] = []
      for place in 0..<side * side * 3 {
        let (y, x, channel) = (place / 3 / side, place / 3 % side, place % 3)
        var sum = 0
        for row in 0..<block {
          for column in 0..<block {
            let pixel = (top + y * block + row) * 21 + left + x * block + column
            sum += Int(whole.pixels[pixel * 3 + channel])
          }
        }
        expected.append(UInt8((Double(sum) / Double(block * block)).rounded()))
      }
      #expect(square.pixels == expected, "\(name)")
    }
  }

  @Test func whatIsNoImageIsNamed() {
    let cases: [(String, String)] = [
      ("GIF89a", "GIF"), ("BM", "BMP"), ("<html>", "HTML"), ("hello, world", "text"),
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

  @Test("a file is read for what it is, whatever its name promises")
  func namesThatLie() throws {
    let scratch = try ScratchFolder()
    for (name, other) in [("color.png", "a.JPEG"), ("color.jpg", "a.png"), ("color.jpg", "b.gif")] {
      let data = try Data(contentsOf: Self.folder.appendingPathComponent(name))
      try scratch.write(data, to: other)
      let whole = try Image(contentsOf: Self.folder.appendingPathComponent(name))
      #expect(try Image(contentsOf: scratch.file(other)) == whole)
    }
  }

  @Test("a JPEG that lacks only its end marker is whole, one that lacks more is damaged")
  func jpegsWithoutTheirEnd() throws {
    for name in ["color.jpg", "progressive.jpg", "gray.jpg", "cmyk.jpg"] {
      let data = try Data(contentsOf: Self.folder.appendingPathComponent(name))
      let whole = try Image(decoding: data, name: name)
      #expect(try Image(decoding: data.dropLast(), name: name) == whole)
      for count in [5, 12] {
        #expect(throws: ImageError.self) { try Image(decoding: data.dropLast(count), name: name) }
      }
    }
  }

  /// A file of a format whose extents were changed.
  private func enlarged(_ name: String, width: Int, height: Int) throws -> Data {
    var bytes = [UInt8](try Data(contentsOf: Self.folder.appendingPathComponent(name)))
    func big(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    if name.hasSuffix("png") {
      bytes.replaceSubrange(16..<24, with: big(width, 4) + big(height, 4))
      let checksum = crc32(bytes[12..<29])
      bytes.replaceSubrange(29..<33, with: big(Int(checksum), 4))
    } else {
      // Behind the marker of the frame come its length and the depth.
      let marker = try #require(
        bytes.indices.dropLast().first {
          bytes[$0] == 0xFF && [0xC0, 0xC2].contains(bytes[$0 + 1])
        })
      bytes.replaceSubrange(marker + 5..<marker + 9, with: big(height, 2) + big(width, 2))
    }
    return Data(bytes)
  }

  private func crc32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    ~bytes.reduce(UInt32.max) { value, byte in
      (0..<8).reduce(value ^ UInt32(byte)) { value, _ in
        value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1
      }
    }
  }

  @Test("a small file with large extents does not take long")
  func largePicturesInSmallFiles() throws {
    for (name, width, height) in [
      ("interlaced.png", 23000, 23000), ("color.png", 60000, 60000),
      ("progressive.jpg", 65500, 8000), ("color.jpg", 65500, 8000), ("gray.jpg", 23000, 23000),
    ] {
      let data = try enlarged(name, width: width, height: height)
      let start = ContinuousClock.now
      let error = #expect(throws: ImageError.self) {
        try Image(decoding: data, name: name)
      }
      #expect(ContinuousClock.now - start < .seconds(3), "\(name)")
      if name.hasSuffix("png") {
        #expect(
          error?.description.contains("\(width) by \(height)") == true,
          "\(String(describing: error))")
      }
    }
  }

  @Test("a chunk that claims more bytes than the file has takes no memory")
  func hugeChunks() throws {
    var bytes = [UInt8](try Data(contentsOf: Self.folder.appendingPathComponent("color.png")))
    let chunk: [UInt8] = [0x7F, 0, 0, 0] + Array("zTXta".utf8) + [0, 0, 0x78, 0x9C, 1, 2, 3]
    bytes.insert(contentsOf: chunk, at: 33)
    let start = ContinuousClock.now
    #expect(throws: ImageError.damaged(path: "a.png", format: "PNG", reason: "the file ends early"))
    {
      try Image(decoding: Data(bytes), name: "a.png")
    }
    #expect(ContinuousClock.now - start < .seconds(1))
  }

  @Test("a PNG whose data go on and on after its last row is refused, not unpacked")
  func surplusPNGData() throws {
    // Noise, which cannot be compressed: a row is 768 bytes of the file.
    var state: UInt32 = 1
    let noise = (0..<256 * 256 * 3).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    }
    var file = [UInt8](
      try encodePNG(
        noise, width: 256, height: 256, channels: 3, resolution: PNGResolution(dotsPerInch: 72)))
    func withRows(_ rows: UInt8) -> Data {
      file.replaceSubrange(20..<24, with: [0, 0, 0, rows])
      return Data(PNGChunks.withRightChecksums(file))
    }
    // A little is let pass, as TensorFlow does.
    #expect(
      try Image(decoding: withRows(220), name: "a.png").pixels == Array(noise.prefix(220 * 768)))
    let error = #expect(throws: ImageError.self) {
      try Image(decoding: withRows(1), name: "a.png")
    }
    #expect(error?.description.contains("after the last row") == true)
  }

  @Test("a progressive JPEG of more pixels than fit in memory is refused with its size")
  func largeProgressiveJPEG() throws {
    // Stray bytes make the file long enough for its extents.
    let data = try enlarged("progressive.jpg", width: 9000, height: 9000)
    let error = #expect(throws: ImageError.self) {
      try Image(decoding: data + Data(count: 1 << 20), name: "a.jpg")
    }
    #expect(error == .tooLarge(path: "a.jpg", format: "JPEG", width: 9000, height: 9000))
  }

  @Test("a small file of very many pixels is not kept as a whole")
  func manyPixels() throws {
    // A frame of one pixel, and one of which nothing but the extents is there.
    let extents: [UInt8] = [0x28, 0x23]  // 9000
    let frames: [UInt8] =
      [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0] + [0x2C, 0, 0, 0, 0] + extents + extents
      + [0, 2, 0, 0x3B]
    let start: [UInt8] = [1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]
    let error = #expect(throws: ImageError.self) {
      try Image(decoding: Data("GIF89a".utf8) + start + frames, name: "a.gif")
    }
    #expect(error == .tooLarge(path: "a.gif", format: "GIF", width: 9000, height: 9000))
  }

  @Test("a PNG whose rows would take long to unpack is refused before they are")
  func longRows() {
    // 68 rows of a million pixels of 8 bytes; nothing but the extents is there.
    let header: [UInt8] = [0, 0x0F, 0x42, 0x40, 0, 0, 0, 68, 16, 6, 0, 0, 0]
    func chunk(_ kind: String, _ content: [UInt8]) -> [UInt8] {
      [0, 0, 0, UInt8(content.count)] + Array(kind.utf8) + content + [0, 0, 0, 0]
    }
    let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    let bytes = signature + chunk("IHDR", header) + chunk("IDAT", [0x78, 0x9C]) + chunk("IEND", [])
    let error = #expect(throws: ImageError.self) {
      try Image(decoding: Data(PNGChunks.withRightChecksums(bytes)), name: "a.png")
    }
    #expect(error == .tooLarge(path: "a.png", format: "PNG", width: 1_000_000, height: 68))
  }

  @Test("a JPEG with thousands of scans comes to its end")
  func manyScans() throws {
    let bytes = [UInt8](try Data(contentsOf: Self.folder.appendingPathComponent("progressive.jpg")))
    let scan = try #require(
      bytes.indices.dropLast().last { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA })
    let large = [UInt8](try enlarged("progressive.jpg", width: 1600, height: 1600))
    let many = Array(large.dropLast(2)) + (0..<4000).flatMap { _ in bytes[scan...].dropLast(2) }
    let start = ContinuousClock.now
    #expect(throws: ImageError.self) {
      try Image(decoding: Data(many + [0xFF, 0xD9]), name: "a.jpg")
    }
    #expect(ContinuousClock.now - start < .seconds(8))
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
