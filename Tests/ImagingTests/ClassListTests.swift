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

  @Test(arguments: [
    ("index,wnid,label\n0,a,\"open\n1,b,c", "line 2: a quotation mark opens a field"),
    ("0,a,b\n\n2,\"c\nd\",e", "line 3 is “2,c d,e”, but should be “1,folder,label”"),
    ("0,\"a\"b,c", "line 1: text follows the quotation mark"),
  ])
  func whatIsWrongIsSaidInOneLine(text: String, words: String) {
    let error = #expect(throws: ClassListError.self) { try read(text) }
    let description = error?.description ?? ""
    #expect(description.contains(words) && !description.contains("\n"), "\(description)")
  }
}
