import Foundation
import Imaging
import TestSupport
import Testing

struct ClassListTests {
  private func read(_ text: String) throws -> ClassList {
    let scratch = try ScratchFolder()
    try scratch.write(Data(text.utf8), to: "classes.csv")
    return try ClassList(contentsOf: scratch.file("classes.csv"))
  }

  @Test func labelsMayHaveCommasQuotationMarksAndLineBreaks() throws {
    let classes = try read(
      "\u{FEFF}index,wnid,label\r\n0,\"a,b\",\"two, or so\"\r\n\r\n1, c , the \"\"x\"\", y\r\n"
        + "2,d,\"a \"\"word\"\"\nand more\"")
    #expect(classes.entries.map(\.identifier) == ["a,b", "c", "d"])
    #expect(
      classes.entries.map(\.label) == ["two, or so", "the \"\"x\"\", y", "a \"word\"\nand more"])
  }

  @Test func columnsAreFoundByTheirNames() throws {
    let classes = try read("index,name,wnid,label\n0,fish,n01,tench, Tinca\n1,dog,n02,hound")
    #expect(classes.entries.map(\.identifier) == ["n01", "n02"])
    #expect(classes.entries.map(\.label) == ["tench, Tinca", "hound"])
  }

  @Test(
    "three columns that begin with the index are read in the usual order, whatever the others are called",
    arguments: ["index,synset,label", "Index,wnid,name", "index,synset,text"])
  func otherNames(header: String) throws {
    let classes = try read(header + "\n0,n01,tench, Tinca\n1,n02,hound")
    #expect(classes.entries.map(\.identifier) == ["n01", "n02"])
    #expect(classes.entries.map(\.label) == ["tench, Tinca", "hound"])
  }

  @Test("names of other bytes are other classes, though Unicode takes them for the same text")
  func namesAreBytes() throws {
    let classes = try read("0,\u{E9},one\n1,e\u{301},two")
    #expect(classes.index(of: "\u{E9}") == 0)
    #expect(classes.index(of: "e\u{301}") == 1)
  }

  @Test(arguments: [
    ("index,wnid,label\n0,a,\"open\n1,b,c", "line 2: a quotation mark opens a field"),
    ("0,a,b\n\n2,\"c\nd\",e", "line 3 is “2,c d,e”, but should be “1,folder,label”"),
    ("index,label,synset\n0,a,b", "line 1, the header, is “index,label,synset”"),
    ("index,name,text,label\n0,a,b,c", "line 1, the header, is “index,name,text,label”"),
    ("name,index,label\na,0,b", "line 1, the header, is “name,index,label”"),
    ("label,wnid,index\nx,y,1", "line 2 is “x,y,1”, but should be “label,folder,0”"),
    ("0,\"a\"b,c", "line 1: text follows the quotation mark"),
  ])
  func whatIsWrongIsSaidInOneLine(text: String, words: String) {
    let error = #expect(throws: ClassListError.self) { try read(text) }
    let description = error?.description ?? ""
    #expect(description.contains(words) && !description.contains("\n"), "\(description)")
  }
}
