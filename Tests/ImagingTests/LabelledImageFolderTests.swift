import Foundation
import Imaging
import TestSupport
import Testing

struct LabelledImageFolderTests {
  let scratch: ScratchFolder
  init() throws { scratch = try ScratchFolder() }

  private func touch(_ names: String...) throws {
    for name in names { try scratch.write(Data([1]), to: name) }
  }

  @Test func classesAndFilesAreSortedByTheirBytes() throws {
    try touch(
      "b/2.png", "b/10.png", "b/1.JPG", "B/x.jpeg", "a/z.png", "a/notes.txt", ".hidden/y.png",
      "b/inner/0.png", "loose.png")
    let folder = try LabelledImageFolder(scratch.url)
    #expect(
      folder.images.map(\.path) == [
        "B/x.jpeg", "a/z.png", "b/1.JPG", "b/10.png", "b/2.png", "b/inner/0.png",
      ])
    #expect(folder.images.map(\.classIndex) == [0, 1, 2, 2, 2, 2])
    #expect(folder.classes.entries.map(\.identifier) == ["B", "a", "b"])
  }

  private func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: scratch.file(name).path, withDestinationPath: target)
  }

  private func paths() throws -> [String] {
    try LabelledImageFolder(scratch.url).images.map(\.path)
  }

  @Test("inner folders are sorted by their whole paths, as Keras sorts")
  func innerFolders() throws {
    try touch("a/s/1.png", "a/s-t/1.png", "a/s/t/1.png", "a/2.png", "a/.h/1.png", "a/.x.png")
    #expect(
      try paths()
        == [
          "a/.x.png", "a/2.png", "a/.h/1.png", "a/s/1.png", "a/s-t/1.png", "a/s/t/1.png",
        ].sorted { left, right in
          let (a, b) = (folder(left), folder(right))
          return (a, left).0 == (b, right).0 ? left < right : a < b
        })
    #expect(try paths().suffix(3) == ["a/s/1.png", "a/s-t/1.png", "a/s/t/1.png"])
  }

  private func folder(_ path: String) -> String {
    path.split(separator: "/").dropLast().joined(separator: "/")
  }

  @Test("links inside of a class folder are not followed, a class folder may be a link")
  func links() throws {
    try touch("outside/1.png", "root/a/1.png", "root/b/1.png")
    try link("root/a/self", to: ".")
    try link("root/a/up", to: "../..")
    try link("root/a/other", to: "../../outside")
    try link("root/a/file.png", to: "../../outside/1.png")
    try link("root/c", to: "../outside")
    try link("root/d", to: "nowhere")
    let folder = try LabelledImageFolder(scratch.file("root"))
    #expect(folder.images.map(\.path) == ["a/1.png", "a/file.png", "b/1.png", "c/1.png"])
    #expect(folder.classes.entries.map(\.identifier) == ["a", "b", "c"])
  }

  @Test("a name that is not UTF-8 stops the run, spelled out, and moves no class")
  func namesThatAreNotUTF8() throws {
    try touch("a/1.png", "c/1.png")
    func make(_ name: [UInt8], isFolder: Bool) -> Bool {
      let path = Array(scratch.url.path.utf8) + [0x2F] + name + [0]
      return path.withUnsafeBytes { bytes in
        let path = bytes.bindMemory(to: CChar.self).baseAddress
        guard let path else { return false }
        if isFolder { return mkdir(path, 0o700) == 0 }
        let file = open(path, O_WRONLY | O_CREAT, 0o600)
        return file >= 0 && close(file) == 0
      }
    }
    // Some file systems take only UTF-8.
    guard make([0x62, 0xE9], isFolder: true) else { return }
    #expect(
      throws: LabelledImageFolderError.nameNotUTF8(path: scratch.url.path, name: "b\\xe9")
    ) { try LabelledImageFolder(scratch.url) }
    try FileManager.default.removeItem(at: scratch.file("c"))
    let other = try ScratchFolder()
    try other.write(Data([1]), to: "a/1.png")
    #expect(try LabelledImageFolder(other.url).images.count == 1)
  }

  @Test("endings are compared byte by byte, letters of both cases alike")
  func endings() throws {
    try touch(
      "a/1.PNG", "a/2.Jpeg", "a/3.bmp", "a/4.GIF", "a/5.jpg.txt", "a/6png", "a/7.\u{301}png")
    #expect(try paths() == ["a/1.PNG", "a/2.Jpeg", "a/3.bmp", "a/4.GIF"])
    try touch("a/e\u{301}.png")
    #expect(try paths().count == 5)
  }

  @Test("a pipe with an image's name is not waited for")
  func pipes() throws {
    try touch("a/1.png")
    #expect(mkfifo(scratch.file("a/2.png").path, 0o600) == 0)
    let error = #expect(throws: ImageError.self) { try Image(contentsOf: scratch.file("a/2.png")) }
    #expect(error?.description.contains("a pipe") == true)
  }

  @Test("a class list that names a class twice, is no text or is no file is refused")
  func classListsThatAreWrong() throws {
    try scratch.write(Data("index,wnid,label\n0,a,x\n1,b,y\n2,a,z\n".utf8), to: "classes.csv")
    let url = scratch.file("classes.csv")
    #expect(
      throws: ClassListError.repeated(path: url.path, line: 4, identifier: "a", first: 2)
    ) { try ClassList(contentsOf: url) }
    try scratch.write(Data([0x30, 0x2C, 0xFF, 0x2C, 0x78]), to: "classes.csv")
    #expect(throws: ClassListError.notUTF8(path: url.path)) { try ClassList(contentsOf: url) }
    #expect(throws: ClassListError.self) {
      try ClassList(contentsOf: URL(fileURLWithPath: "/dev/zero"))
    }
  }

  @Test func aClassListGivesTheIndices() throws {
    try touch("n2/x.png", "n7/x.png")
    try scratch.write(
      Data("index,wnid,label\n0,n1,one\n1,n2,two, or so\n2,n7,seven\n".utf8), to: "classes.csv")
    let classes = try ClassList(contentsOf: scratch.file("classes.csv"))
    let folder = try LabelledImageFolder(scratch.url, classes: classes)
    #expect(folder.images.map(\.classIndex) == [1, 2])
    #expect(classes.label(of: 1) == "two, or so")
    #expect(classes.label(of: 9) == "class 9")
  }

  @Test func whatIsWrongHasItsOwnError() throws {
    #expect(throws: LabelledImageFolderError.missing(path: scratch.file("no").path)) {
      try LabelledImageFolder(scratch.file("no"))
    }
    #expect(throws: LabelledImageFolderError.empty(path: scratch.url.path)) {
      try LabelledImageFolder(scratch.url)
    }
    try touch("a.png")
    #expect(throws: LabelledImageFolderError.notAFolder(path: scratch.file("a.png").path)) {
      try LabelledImageFolder(scratch.file("a.png"))
    }
    #expect(throws: LabelledImageFolderError.noClassFolders(path: scratch.url.path, found: "a.png"))
    {
      try LabelledImageFolder(scratch.url)
    }
    try touch("k/readme.txt")
    #expect(throws: LabelledImageFolderError.noImages(path: scratch.url.path)) {
      try LabelledImageFolder(scratch.url)
    }
    #expect(
      throws: LabelledImageFolderError.unknownClass(
        folder: "k", path: scratch.url.path, classes: 1)
    ) {
      try LabelledImageFolder(
        scratch.url, classes: ClassList(entries: [.init(identifier: "a", label: "a")]))
    }
  }

  @Test func brokenClassListsNameTheLine() throws {
    try scratch.write(Data("index,wnid,label\n0,a,x\n2,b,y\n".utf8), to: "classes.csv")
    let path = scratch.file("classes.csv").path
    #expect(
      throws: ClassListError.malformed(
        path: path, line: 3, found: "2,b,y", expected: "1,folder,label")
    ) {
      try ClassList(contentsOf: scratch.file("classes.csv"))
    }
    try scratch.write(Data("index,wnid,label\n".utf8), to: "classes.csv")
    #expect(throws: ClassListError.empty(path: path)) {
      try ClassList(contentsOf: scratch.file("classes.csv"))
    }
  }
}
