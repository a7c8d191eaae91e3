import Foundation
import TestSupport
import Testing

/// Pictures of some of a network's classes: no folder's place is its class's number, so that no answer can be
/// called right.
struct ClassFolderTests {
  let small: SmallModelFolder

  /// Three folders, five classes.
  init() throws {
    small = try SmallModelFolder()
    SyntheticNetwork(classCount: 5).write(to: small.weights)
  }

  /// Runs a program on these pictures.
  private func run(_ program: String, _ arguments: String...) throws -> Programs.Outcome {
    let command = program == "workbook" ? Array(arguments.prefix(1)) : []
    let rest = program == "workbook" ? Array(arguments.dropFirst()) : arguments
    return try Programs.run(program, command + small.options + rest)
  }

  private func expectRefusal(
    _ outcome: Programs.Outcome, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(outcome.status == 65, "\(outcome.errors)", sourceLocation: sourceLocation)
    #expect(outcome.output.isEmpty, "\(outcome.output)", sourceLocation: sourceLocation)
    #expect(
      outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)",
      sourceLocation: sourceLocation)
    for word in ["3 class folders", "5 classes", "--classes", small.scratch.file("images").path] {
      #expect(outcome.errors.contains(word), "\(outcome.errors)", sourceLocation: sourceLocation)
    }
  }

  @Test("no command counts right answers by folders that are not the network's classes")
  func commandsThatNeedLabels() throws {
    expectRefusal(try run("workbook", "evaluate"))
    expectRefusal(try run("workbook", "evaluate", "--json"))
    expectRefusal(try run("workbook", "advise"))
    expectRefusal(try run("workbook", "stability"))
    let figures = small.scratch.file("figures")
    expectRefusal(try run("workbook", "plot", "accuracy", "--output", figures.path))
    #expect((try? FileManager.default.contentsOfDirectory(atPath: figures.path)) ?? [] == [])
  }

  @Test(
    "no chapter counts right answers by folders that are not the network's classes",
    arguments: ["chapter5", "chapter6", "chapter7", "chapter8", "chapter9", "chapter10"])
  func chapters(chapter: String) throws {
    let output = small.scratch.file("output")
    expectRefusal(try run(chapter, "--output", output.path))
    #expect((try? FileManager.default.contentsOfDirectory(atPath: output.path)) ?? [] == [])
  }

  @Test("what needs no labels takes any folders, and says nothing about them")
  func commandsWithoutLabels() throws {
    let output = small.scratch.file("output").path
    for outcome in [
      try run("workbook", "quantize", "--error-method", "mse"),
      try run("workbook", "plot", "noise", "--evaluation-images", "4", "--output", output),
      try run("workbook", "export", "--output", output + "/model"),
      try run("chapter3"),
    ] {
      #expect(outcome.status == 0 && !outcome.errors.contains("class"), "\(outcome.errors)")
    }
  }

  @Test("a class list or folders for all classes, empty ones too, tell which answers are right")
  func labels() throws {
    func answers(_ more: String...) throws -> [Substring] {
      let outcome = try Programs.run(
        "workbook", ["evaluate", "--error-method", "mse"] + small.options + more)
      #expect(outcome.status == 0 && !outcome.errors.contains("class folders"), "\(outcome.errors)")
      return outcome.output.split(separator: "\n")
    }
    let list = small.scratch.file("classes.csv")
    try small.scratch.write(
      Data("index,wnid,label\n0,a,a\n1,class0,one\n2,class1,two\n3,class2,three\n4,z,z\n".utf8),
      to: "classes.csv")
    let listed = try answers("--classes", list.path)
    for empty in ["a", "z"] {
      try FileManager.default.createDirectory(
        at: small.scratch.file("images/\(empty)"), withIntermediateDirectories: true)
    }
    #expect(try answers() == listed)
  }

  @Test("chapter 1 calls no output by the name of a folder that may be another class's")
  func names() throws {
    let prediction = try run("chapter1", "--json").output
    #expect(prediction.contains("class 4") && prediction.contains("class0/picture0.png"))
    #expect(!prediction.contains("\"class1\""))
  }
}
