import Foundation
import HDF5Reader
import HDF5Writer
import TestSupport
import Testing

/// What the HDF5 library writes, read without it.
struct HDF5FileTests {
  let scratch: ScratchFolder
  let path: String

  init() throws {
    scratch = try ScratchFolder()
    path = scratch.file("file.h5").path
  }

  private func write(_ body: (_ file: Int64) -> Void) {
    let file = hdf5_writer_open(path)
    body(file)
    hdf5_writer_close(file)
  }

  private func floats(_ dataset: String) throws -> [Float] {
    try HDF5File(path: path).floats(dataset)
  }

  private func failure(_ dataset: String = "data") -> HDF5Error? {
    #expect(throws: HDF5Error.self) { try floats(dataset) }
  }

  @Test func floatsComeBack() throws {
    write { hdf5_writer_floats($0, "a/b/data", [1, -2.5, 3e-9, 4, 5, 6], 2, [2, 3]) }
    #expect(try HDF5File(path: path).shape(of: "/a/b/data") == [2, 3])
    #expect(try floats("a/b/data") == [1, -2.5, 3e-9, 4, 5, 6])
    let file = try HDF5File(bytes: [UInt8](Data(contentsOf: URL(fileURLWithPath: path))))
    #expect(try file.names(in: "a") == ["b"])
    #expect(try file.exists("a/b") && !file.exists("a/c"))
  }

  @Test(arguments: [
    HDF5WriterFloat32BigEndian, HDF5WriterFloat64, HDF5WriterInt16, HDF5WriterUInt8,
    HDF5WriterInt64BigEndian,
  ])
  func otherNumbersAreConverted(type: HDF5WriterType) throws {
    let isSigned = type != HDF5WriterUInt8
    let values: [Double] = [0, 1, 100, 255, isSigned ? -3 : 3]
    write { hdf5_writer_numbers($0, "data", values, 1, [5], type, nil, 0) }
    #expect(try floats("data") == values.map(Float.init))
  }

  @Test("chunks are put together, packed or not, where they fit and where they reach over the edge")
  func chunks() throws {
    let extents: [Int64] = [7, 9, 5]
    let values = (0..<7 * 9 * 5).map { Double($0) * 0.25 - 3 }
    for packing in 0..<8 {
      write {
        hdf5_writer_numbers(
          $0, "data", values, 3, extents, HDF5WriterFloat64, [3, 9, 2], Int32(packing))
      }
      #expect(try floats("data") == values.map(Float.init), "packing \(packing)")
    }
  }

  @Test func aGroupOfManyMembersIsFound() throws {
    write { file in
      for number in 0..<700 {
        hdf5_writer_floats(file, "group/member\(number)", [Float(number)], 1, [1])
      }
    }
    #expect(try HDF5File(path: path).names(in: "group").count == 700)
    for number in [0, 1, 350, 699] {
      #expect(try floats("group/member\(number)") == [Float(number)])
    }
  }

  @Test func textsOfBothKindsComeBack() throws {
    write { file in
      hdf5_writer_strings(file, "/", "fixed", "oneéthree", 2, 5)
      let long = String(repeating: "x", count: 100_000)
      let texts = [strdup("é"), strdup(""), strdup(long)]
      hdf5_writer_variable_strings(file, "/", "variable", texts.map { UnsafePointer($0) }, 3)
      texts.forEach { free($0) }
      hdf5_writer_numbers(file, "data", [1], 1, [1], HDF5WriterInt16, nil, 0)
    }
    let file = try HDF5File(path: path)
    #expect(try file.strings(attribute: "fixed", of: "/") == ["oneé", "three"])
    let variable = try #require(try file.strings(attribute: "variable", of: "/"))
    #expect(variable.map(\.count) == [1, 0, 100_000] && variable[0] == "é")
    #expect(try file.strings(attribute: "none", of: "/") == nil)
    #expect(try !file.hasAttribute("none", of: "data"))
  }

  @Test func linksInsideOfTheFileAreFollowed() throws {
    write { file in
      hdf5_writer_floats(file, "data", [7], 1, [1])
      hdf5_writer_soft_link(file, "link", "/data")
      hdf5_writer_soft_link(file, "circle", "/circle")
    }
    #expect(try floats("link") == [7])
    guard case .damaged = failure("circle") else {
      Issue.record("followed for ever")
      return
    }
  }

  @Test("a text that is not UTF-8 is refused, and its neighbours are read at their own lengths")
  func textsThatAreNotUTF8() throws {
    let bytes: [UInt8] = [0xFF, 0xFE, 0x80, 0x61] + Array("abcd".utf8)
    write { file in
      bytes.withUnsafeBytes {
        hdf5_writer_strings(file, "/", "names", $0.bindMemory(to: CChar.self).baseAddress, 2, 4)
      }
    }
    let file = try HDF5File(path: path)
    let error = #expect(throws: HDF5Error.self) { try file.strings(attribute: "names", of: "/") }
    guard case .damaged(let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.contains("UTF-8"))
  }

  @Test("data in other files are refused: linked, stored outside, put together")
  func dataElsewhere() throws {
    let other = scratch.file("other.h5").path
    let file = hdf5_writer_open(other)
    hdf5_writer_floats(file, "data", [1, 2], 1, [2])
    hdf5_writer_close(file)
    for body in [
      { hdf5_writer_external_link($0, "data", other) },
      { hdf5_writer_external_storage($0, "data", "/etc/passwd", 2) },
      { hdf5_writer_virtual($0, "data", other, 2) },
      { hdf5_writer_virtual($0, "data", "missing.h5", 2) },
    ] as [(Int64) -> Void] {
      write(body)
      guard case .external = failure() else {
        Issue.record("\(String(describing: failure()))")
        return
      }
    }
  }

  @Test("numbers that were never written are no zeros")
  func nothingWritten() throws {
    for chunk in [nil, [4]] as [[Int64]?] {
      write { hdf5_writer_numbers($0, "data", nil, 1, [8], HDF5WriterFloat64, chunk, 0) }
      guard case .damaged = failure() else {
        Issue.record("read")
        return
      }
    }
  }

  @Test("a small file cannot unpack to much memory")
  func muchFromLittle() throws {
    let count: Int64 = 200 << 20
    write { hdf5_writer_numbers($0, "data", nil, 1, [count], HDF5WriterUInt8, [1 << 20], 2) }
    // Every chunk the same few bytes: what a bomb looks like.
    let zeros = [Double](repeating: 0, count: 40 << 20)
    write { hdf5_writer_numbers($0, "data", zeros, 1, [40 << 20], HDF5WriterFloat64, [1 << 20], 2) }
    let file = try HDF5File(path: path)
    let error = #expect(throws: HDF5Error.self) { try file.floats("data") }
    guard case .tooLarge = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("an extent that the file cannot hold is refused before memory is asked for")
  func extentsBeyondTheFile() throws {
    write { hdf5_writer_floats($0, "data", [Float](repeating: 1, count: 64), 2, [8, 8]) }
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    // The extents stand in the dataspace message, one after the other, as 64-bit numbers.
    let extent: [UInt8] = [8, 0, 0, 0, 0, 0, 0, 0]
    let position = try #require(
      bytes.indices.dropLast(16).first { start in
        bytes[start..<start + 16].elementsEqual(extent + extent)
      })
    for (byte, value) in [(position + 4, UInt8(1)), (position + 7, 0x40), (position + 7, 0xFF)] {
      let kept = bytes[byte]
      bytes[byte] = value
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      #expect(throws: HDF5Error.self) { try floats("data") }
      bytes[byte] = kept
    }
  }

  @Test("what is no regular file is neither waited for nor read")
  func pipesFoldersDevices() throws {
    #expect(mkfifo(scratch.file("pipe").path, 0o600) == 0)
    for (path, kind) in [
      (scratch.file("pipe").path, "a pipe"), (scratch.url.path, "a folder"),
      ("/dev/zero", "a device"),
    ] {
      #expect(throws: HDF5Error.notRegular(kind: kind)) { try HDF5File(path: path) }
    }
    #expect(throws: HDF5Error.missing) { try HDF5File(path: scratch.file("none").path) }
  }

  @Test("a file that another program writes is told from a damaged one")
  func aFileThatIsBeingWritten() throws {
    let file = hdf5_writer_open(path)
    defer { hdf5_writer_close(file) }
    #expect(throws: HDF5Error.beingWritten) { try HDF5File(path: path) }
  }

  @Test("a file that is cut off anywhere is refused")
  func cutOffAnywhere() throws {
    write { file in
      hdf5_writer_floats(file, "a/data", [1, 2, 3, 4], 1, [4])
      hdf5_writer_strings(file, "a", "names", "abcd", 1, 4)
    }
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    for count in stride(from: 0, to: bytes.count, by: 7) {
      #expect(throws: HDF5Error.self) { try HDF5File(bytes: Array(bytes[..<count])) }
    }
  }

  @Test("a group that lists a name twice is refused, whichever of both another program takes")
  func aNameTwice() throws {
    write { file in
      hdf5_writer_floats(file, "group/name1", [1], 1, [1])
      hdf5_writer_floats(file, "group/name2", [2], 1, [1])
    }
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let name = Array("name2".utf8)
    let position = try #require(
      bytes.indices.dropLast(5).first { bytes[$0..<$0 + 5].elementsEqual(name) })
    bytes[position + 4] = UInt8(ascii: "1")
    #expect(throws: HDF5Error.damaged("a group lists name1 twice")) {
      try HDF5File(bytes: bytes).names(in: "group")
    }
  }

  @Test("a name without an end is not read to the end of what holds it")
  func longNames() throws {
    let long = String(repeating: "n", count: 20_000)
    write { hdf5_writer_floats($0, "group/\(long)", [1], 1, [1]) }
    let error = HDF5Error.damaged("a name has no end, or more than 16384 bytes")
    #expect(throws: error) { try HDF5File(path: path).names(in: "group") }
    // In the newer form a name stands in a message, and a link's target is a name too.
    for (name, target) in [(long, "/data"), ("link", "/" + long)] {
      let file = hdf5_writer_open_newest(path)
      hdf5_writer_group(file, "group")
      hdf5_writer_soft_link(file, "group/\(name)", target)
      hdf5_writer_close(file)
      #expect(throws: error) { try HDF5File(path: path).names(in: "group") }
    }
  }

  @Test("an attribute that nobody asks for may be of any type")
  func otherAttributes() throws {
    write { file in
      hdf5_writer_strings(file, "/", "keras_version", "3", 1, 1)
      hdf5_writer_named_type(file, "/", "mine")
    }
    let file = try HDF5File(path: path)
    #expect(try file.strings(attribute: "keras_version", of: "/") == ["3"])
    #expect(try file.hasAttribute("mine", of: "/"))
    #expect(throws: HDF5Error.self) { try file.strings(attribute: "mine", of: "/") }
  }

  @Test("an object's attributes are read once, however many are asked for")
  func manyAttributes() throws {
    let count = 3000
    write { file in
      for number in 0..<count { hdf5_writer_strings(file, "/", "a\(number)", "x", 1, 1) }
    }
    let file = try HDF5File(path: path)
    let start = ContinuousClock.now
    for number in 0..<count {
      #expect(try file.strings(attribute: "a\(number)", of: "/") == ["x"])
    }
    #expect(ContinuousClock.now - start < .seconds(5))
  }

  @Test("numbers are not read so often that a small file takes much memory")
  func readOften() throws {
    let values = [Float](repeating: 1, count: 17 << 20)
    write { hdf5_writer_floats($0, "data", values, 1, [17 << 20]) }
    let file = try HDF5File(path: path)
    #expect(try file.floats("data").count == values.count)
    #expect(throws: HDF5Error.tooLarge("several datasets are made of the same bytes")) {
      try file.floats("data")
    }
    // In an archive, its bytes may be packed: what they take there counts.
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let packed = try HDF5File(bytes: bytes, storedBytes: 1000)
    #expect(throws: HDF5Error.self) { try packed.floats("data") }
  }
}
