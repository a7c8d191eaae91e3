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
      throws: ClassListError.malformed(path: path, line: 3, found: "2,b,y", expectedIndex: 1)
    ) {
      try ClassList(contentsOf: scratch.file("classes.csv"))
    }
    try scratch.write(Data("index,wnid,label\n".utf8), to: "classes.csv")
    #expect(throws: ClassListError.empty(path: path)) {
      try ClassList(contentsOf: scratch.file("classes.csv"))
    }
  }
}
