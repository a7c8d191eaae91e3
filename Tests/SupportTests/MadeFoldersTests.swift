import Testing

@testable import Support

struct MadeFoldersTests {
  @Test(
    "a path is taken apart as it is written, whatever the working directory",
    arguments: [
      ("/a/b", "/a", "b"), ("/a", "/", "a"), ("/", "", ""), ("a", "", "a"), ("a/b", "a", "b"),
      ("a//b//", "a", "b"), ("../x", "..", "x"), (".", "", "."), ("", "", ""),
      ("/ä/\u{301}b", "/ä", "\u{301}b"),
    ])
  func parts(path: String, folder: String, name: String) {
    #expect(folderName(of: path) == folder)
    #expect(lastName(of: path) == name)
  }
}
