import Foundation
import ImageNet
import TestSupport
import Testing

/// Archives that say something impossible, and what becomes of them.
struct PrepareImageNetArchiveTests {
  typealias Field = MatlabWriter.Field

  let scratch: ScratchFolder
  let output: URL

  init() throws {
    scratch = try ScratchFolder()
    output = scratch.file("out/put")
  }

  static let good: [[Field]] = [
    [.number(1), .text("n00000001")], [.number(2), .text("n00000002")],
  ]

  /// How a JPEG file begins.
  static let picture: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0]

  /// Writes a kit and an archive of images, and prepares them.
  private func prepare(
    _ structs: [[Field]] = good, truth: String = "1\n2\n1\n", meta: Data? = nil,
    images: (inout TarFile) -> Void = { tar in
      for number in 1...3 { tar.add("ILSVRC2012_val_0000000\(number).JPEG", Self.picture) }
    }
  ) throws -> ImageNetPreparation {
    var kit = TarFile()
    kit.add("kit/data/meta.mat", meta ?? MatlabWriter.file(structs: structs))
    kit.add("kit/data/ILSVRC2012_validation_ground_truth.txt", Array(truth.utf8))
    try scratch.write(kit.data, to: "kit.tar")
    var tar = TarFile()
    images(&tar)
    try scratch.write(tar.data, to: "images.tar")
    return try prepareImageNet(
      devkit: scratch.file("kit.tar"), images: scratch.file("images.tar"), output: output)
  }

  private var written: [String] {
    ((try? FileManager.default.subpathsOfDirectory(atPath: scratch.url.path)) ?? [])
      .filter { $0.hasSuffix(".JPEG") }.sorted()
  }

  private func expectRefusal(
    _ word: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> ImageNetPreparation
  ) {
    let error = #expect(throws: ImageNetError.self, sourceLocation: sourceLocation) {
      try body()
    }
    let text = error?.description ?? ""
    #expect(text.contains(word), "\(text)", sourceLocation: sourceLocation)
    #expect(!text.contains("\n"), sourceLocation: sourceLocation)
    #expect(written.isEmpty && !FileManager.default.fileExists(atPath: output.path))
  }

  @Test func aGoodKitIsLaidOut() throws {
    let result = try prepare()
    #expect(result == ImageNetPreparation(written: 3, present: 0))
    #expect(result.notes.isEmpty)
    #expect(
      written == [
        "out/put/n00000001/ILSVRC2012_val_00000001.JPEG",
        "out/put/n00000001/ILSVRC2012_val_00000003.JPEG",
        "out/put/n00000002/ILSVRC2012_val_00000002.JPEG",
      ])
  }

  @Test("a kit with ids of 64 bits and with other fields, as SciPy writes it, is read")
  func idsOf64Bits() throws {
    let meta = MatlabWriter.file(
      fields: ["words", "ILSVRC2012_ID", "WNID", "children"],
      structs: [
        [.text("Ä, b"), .number(1, isInteger: true), .text("n00000001"), .empty],
        [.text(""), .number(2, isInteger: true), .text("n00000002"), .number(0.5)],
      ])
    #expect(try prepare(meta: meta).written == 3)
  }

  @Test(
    "what is no WordNet id never becomes a path",
    arguments: [
      "../../escaped", ".", "..", "", "/tmp/x", "n0000001", "n000000011", "n0000000x", "m00000001",
      "n00000001/..", "n\u{0}0000001", "ｎ00000001", "n０００００００１", "N00000001",
    ])
  func identifiers(identifier: String) {
    expectRefusal("WNID") {
      try prepare([[.number(1), .text(identifier)], [.number(2), .text("n00000002")]])
    }
  }

  @Test(
    "a class number that is no whole number from 1 on is refused",
    arguments: [Double.nan, .infinity, -.infinity, 1e300, 1.5, 0, -1, 0x1p63])
  func classNumbers(number: Double) {
    expectRefusal("ILSVRC2012_ID") {
      try prepare([[.number(number), .text("n00000001")], [.number(2), .text("n00000002")]])
    }
  }

  @Test("numbers and names that are there twice, missing or of another kind are refused")
  func otherFields() {
    expectRefusal("another one") {
      try prepare([[.number(1), .text("n00000001")], [.number(1), .text("n00000002")]])
    }
    expectRefusal("another one") {
      try prepare([[.number(1), .text("n00000001")], [.number(2), .text("n00000001")]])
    }
    expectRefusal("ILSVRC2012_ID") { try prepare([[.empty, .text("n00000001")]]) }
    expectRefusal("ILSVRC2012_ID") {
      try prepare([[.number(1, isComplex: true), .text("n00000001")]])
    }
    expectRefusal("WNID") { try prepare([[.number(1), .number(1)]]) }
    expectRefusal("synsets") { try prepare(meta: MatlabWriter.file(variable: "x", structs: [])) }
  }

  @Test("a ground truth of unknown classes or of words is refused")
  func groundTruth() {
    for truth in ["1\n-1\n1\n", "1\n3\n1\n", "1\nx\n1\n", "9223372036854775808\n"] {
      expectRefusal("ground truth") { try prepare(truth: truth) }
    }
  }

  @Test("a meta.mat that is cut off or changed anywhere gives an error or the same classes")
  func damagedMeta() throws {
    let whole = MatlabWriter.file(structs: Self.good)
    for count in stride(from: 0, to: whole.count, by: 3) {
      #expect(throws: ImageNetError.self) { try prepare(meta: whole.prefix(count)) }
    }
    for position in 128..<whole.count {
      for value: UInt8 in [0, 1, 0x7F, 0xFF] {
        var bytes = whole
        bytes[position] = value
        do { _ = try prepare(meta: bytes) } catch is ImageNetError {}
      }
    }
    #expect(written.allSatisfy { $0.hasPrefix("out/put/n0") })
  }

  @Test(
    "an entry that claims more bytes than an image has takes no memory", arguments: [33, 40, 62])
  func hugeEntries(bits: Int) {
    expectRefusal("size") {
      try prepare { $0.add("ILSVRC2012_val_00000001.JPEG", [1, 2, 3], claiming: 1 << bits) }
    }
    var kit = TarFile()
    kit.add("kit/data/meta.mat", [1, 2, 3], claiming: 1 << bits)
    expectRefusal("size") {
      try scratch.write(kit.data, to: "huge.tar")
      return try prepareImageNet(
        devkit: scratch.file("huge.tar"), images: scratch.file("images.tar"), output: output)
    }
  }

  @Test("a file whose number is none of eight digits is no image")
  func numbers() {
    for number in ["-9223372036854775808", "+1", "0", "1", "0000000１", "000000001", "00000000"] {
      #expect(throws: ImageNetError.self) {
        try prepare { $0.add("ILSVRC2012_val_\(number).JPEG", Self.picture) }
      }
    }
  }

  @Test("links and images of one number are left out and told, and so is what did not come")
  func whatIsLeftOut() throws {
    let result = try prepare { tar in
      tar.add("ILSVRC2012_val_00000001.JPEG", Self.picture + [1])
      tar.add("x/ILSVRC2012_val_00000001.JPEG", Self.picture + [2, 3])
      tar.addLink("ILSVRC2012_val_00000002.JPEG", to: "/etc/passwd")
      tar.addLink("ILSVRC2012_val_00000003.JPEG", to: "ILSVRC2012_val_00000001.JPEG", isHard: true)
    }
    #expect(
      result == ImageNetPreparation(written: 1, present: 0, links: 2, repeated: 1, known: 3))
    #expect(result.notes.count == 3)
    #expect(written == ["out/put/n00000001/ILSVRC2012_val_00000001.JPEG"])
    let file = output.appendingPathComponent("n00000001/ILSVRC2012_val_00000001.JPEG")
    #expect(try Data(contentsOf: file) == Data(Self.picture + [1]))
    #expect(throws: ImageNetError.self) {
      try prepare { $0.addLink("ILSVRC2012_val_00000001.JPEG", to: "x") }
    }
  }

  @Test func whatIsNoRegularFileIsNotWaitedFor() {
    #expect(mkfifo(scratch.file("pipe").path, 0o600) == 0)
    for path in [scratch.file("pipe"), scratch.url, URL(fileURLWithPath: "/dev/zero")] {
      #expect(throws: ImageNetError.self) { try DevelopmentKit(contentsOf: path) }
    }
  }
}
