import Foundation

/// The files of answers as learners get them.
///
/// A learner's own answers make no test fail: where a file in the working folder holds some, the committed one is
/// looked at in its place. A file that was committed with an answer is a mistake.
public enum HandedOutAnswers {
  /// The folder of a chapter's exercises, from the package's folder.
  public static func folder(_ chapter: Int) throws -> String {
    let chapters = ReferenceFolder.packageRoot.appendingPathComponent("Chapters")
    let names = try FileManager.default.contentsOfDirectory(atPath: chapters.path)
    let name = names.first { Int($0.prefix { $0.isNumber }) == chapter } ?? "\(chapter)"
    return "Chapters/\(name)/Exercises"
  }

  /// The text of a chapter's file.
  public static func text(_ chapter: Int) throws -> String {
    let path = "\(try folder(chapter))/Exercises\(chapter).swift"
    let root = ReferenceFolder.packageRoot
    let own = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    if functions(own) == stubs(own) { return own }
    let committed = try Programs.runTool("git", ["-C", root.path, "show", "HEAD:\(path)"])
    let text = committed.output
    return committed.status == 0 && functions(text) == stubs(text) ? text : own
  }

  /// Writes the files of all chapters into a folder.
  public static func write(_ chapters: [Int], to scratch: ScratchFolder) throws {
    for chapter in chapters {
      try scratch.write(Data(text(chapter).utf8), to: "Exercises\(chapter).swift")
    }
  }

  /// How many functions a file has.
  private static func functions(_ text: String) -> Int {
    text.components(separatedBy: "public func ").count - 1
  }

  /// How many functions of a file say that they are not done, and nothing else.
  public static func stubs(_ text: String) -> Int {
    text.components(separatedBy: " {\n    throw NotDone()\n  }\n").count - 1
  }
}
