import ExerciseChecks
import Foundation
import TestSupport
import Testing

@testable import AnswerChecking

/// What students get holds no solution, and no link that leads nowhere.
struct StudentPackageTests {
  private func files(_ folder: URL, _ ending: String) throws -> [(path: String, text: String)] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
      .filter { $0.hasSuffix(ending) }
      .map { ($0, try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8)) }
  }

  /// The package, with the answers as they are handed out.
  private func copy(_ scratch: ScratchFolder) throws -> URL {
    let target = scratch.file("a class")
    _ = try StudentPackage(of: ReferenceFolder.packageRoot, checksAnswers: false).makeCopy(
      in: target)
    return target
  }

  @Test func theCopyHoldsNoSolution() throws {
    let scratch = try ScratchFolder()
    let folder = try copy(scratch)
    let manager = FileManager.default
    for gone in [
      "Tests", "Sources/Workbook/ExerciseSolutions", "Output", ".git", ".build",
      "Chapters/Slides.md", "Chapters/Grading.md",
    ] {
      #expect(!manager.fileExists(atPath: folder.appendingPathComponent(gone).path), "\(gone)")
    }
    let sources = try files(folder, ".swift")
    #expect(sources.count > 200)
    for (path, text) in sources {
      #expect(
        !text.contains(/struct Solutions[0-9]/) && !text.contains("import ExerciseSolutions"),
        "\(path)")
    }
    // Whole answers; single lines are the library's too.
    let solutions = ReferenceFolder.packageRoot.appendingPathComponent(
      "Sources/Workbook/ExerciseSolutions")
    let answers = try files(solutions, ".swift").flatMap { file in
      file.text.components(separatedBy: " throws -> ").dropFirst().compactMap { part in
        part.components(separatedBy: "\n  }\n").first.flatMap { answer in
          answer.split(separator: "\n").count > 3 ? answer : nil
        }
      }
    }
    #expect(answers.count > 15)
    let all = sources.map(\.text).joined()
    #expect(answers.filter { all.contains($0) } == [])
    for (path, text) in try files(folder, ".md") {
      #expect(!text.contains("<summary>For teachers</summary>"), "\(path)")
      #expect(!text.contains("ExerciseSolutions/Solutions"), "\(path)")
      #expect(!text.contains("## How to teach") && !text.contains("#how-to-teach)"), "\(path)")
    }
    // What stands around the lesson plans stays.
    let guide = try String(
      contentsOf: folder.appendingPathComponent("Chapters/README.md"), encoding: .utf8)
    #expect(guide.contains("\n## How to read\n") && guide.contains("\n## Symbols and words\n"))
    #expect(manager.fileExists(atPath: folder.appendingPathComponent("Chapters/Setup.md").path))
    let note = try String(
      contentsOf: folder.appendingPathComponent("README.md"), encoding: .utf8)
    #expect(note.contains("This copy is for a class."))
  }

  @Test func everyLinkOfTheCopyLeadsSomewhere() throws {
    let scratch = try ScratchFolder()
    let folder = try copy(scratch)
    var links = 0
    for (path, text) in try files(folder, ".md") {
      let place = folder.appendingPathComponent(path).deletingLastPathComponent()
      for match in text.matches(of: /\]\(([^)#\s]+)(?:#[^)\s]*)?\)/)
      where !match.1.contains("://") {
        links += 1
        let target = place.appendingPathComponent(String(match.1)).standardizedFileURL
        #expect(FileManager.default.fileExists(atPath: target.path), "\(path): \(match.1)")
      }
    }
    #expect(links > 100)
  }

  /// It has neither the page of slides nor the programs in Python that chapter 7 shows.
  @Test func theChaptersOfTheCopyRunAndMakeTheirPage() throws {
    let scratch = try ScratchFolder()
    let folder = try copy(scratch)
    let output = scratch.file("Output")
    let outcome = try Programs.run("workbook", ["run", "0", "--output", output.path], in: folder)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let page = try String(
      contentsOf: output.appendingPathComponent("index.html"), encoding: .utf8)
    #expect(page.contains("Interpreter") && !page.contains("slides-45.html"))
    let woven = try Programs.run("workbook", ["weave", "--check"], in: folder)
    #expect(woven.status == 0, "\(woven.errors)")
  }

  @Test func aFolderThatHoldsSomethingIsLeftAlone() throws {
    let scratch = try ScratchFolder()
    try scratch.write(Data("mine".utf8), to: "full/file")
    #expect(throws: (any Error).self) {
      try StudentPackage(of: ReferenceFolder.packageRoot, checksAnswers: false)
        .makeCopy(in: scratch.file("full"))
    }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: scratch.file("full").path) == ["file"])
    // Nor is there anything left where the copy would have been.
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.url.path) == ["full"])
  }

  @Test func answersAreTold() {
    let file = AnswerFile(
      """
      struct A {
        func first() {
          throw NotDone()
        }
        func second() {
          let x = 1
          throw NotDone()
        }
        func third() { 3 }
      }
      """, functions: ["first", "second", "third"])
    #expect(file.answered == ["second", "third"])
  }
  /// A folder of exercises with one more file, or another decision.
  @Test func decisionsAndOwnSourcesAreToldToo() throws {
    let chapter = try #require(ExerciseCatalog.all.first { $0.chapter == 4 })
    let exercises = AnswerPlaces.exercises(of: 4, in: ReferenceFolder.packageRoot)
    let own = ReferenceFolder.packageRoot.appendingPathComponent(exercises)
    func message(_ file: String, _ text: String) throws -> String? {
      let scratch = try ScratchFolder()
      for name in ["Exercises4.swift", "Decision4.md"] {
        let data = try Data(contentsOf: own.appendingPathComponent(name))
        try scratch.write(data, to: "\(exercises)/\(name)")
      }
      // The package as it is has nothing to tell.
      try StudentPackage.check(chapter, in: scratch.url)
      try scratch.write(Data(text.utf8), to: "\(exercises)/\(file)")
      let error = #expect(throws: AnswersNotEmpty.self) {
        try StudentPackage.check(chapter, in: scratch.url)
      }
      return error?.description
    }
    let decision = try message("Decision4.md", DecisionLog.beginning + "\nI chose MSE.\n")
    #expect(decision?.contains("Decision4.md holds a decision of 3 words; take it out") == true)
    let source = try message("Helpers.swift", "let x = 1\n")
    #expect(source?.contains("Helpers.swift is not the workbook's") == true)
  }
}
