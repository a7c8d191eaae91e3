import Foundation
import Publishing
import TestSupport
import Testing

/// A value that is given on a command line arrives where it is used.
///
/// The list of options is the programs' own: an option without a probe fails here, and so does a probe of
/// an option that is gone.
struct OptionTests {
  @Test(arguments: ProbedCommand.all)
  func everyOptionArrives(command: ProbedCommand) throws {
    try command.check()
  }

  @Test func everyCommandIsTried() throws {
    let declared = try DeclaredOptions("workbook").commands.keys
    let tried = ProbedCommand.all.map(\.command).filter { !$0.isEmpty }
    // What `run` takes goes to the chapters: see below.
    #expect(Set(declared) == Set(tried + ["run"]))
  }

  /// Every chapter has the same options, those of `workbook run`, and takes its chapter numbers.
  @Test func theChaptersTakeWhatRunTakes() throws {
    let run = try #require(try DeclaredOptions("workbook").commands["run"])
    #expect(run.count > 15)
    let chapters = try ChapterFolder.all(in: ReferenceFolder.packageRoot)
    #expect(chapters.count == 10)
    for chapter in chapters {
      let own = try #require(try DeclaredOptions(chapter.program).commands[chapter.program])
      #expect(Set(own) == Set(run), "\(chapter.program)")
    }
  }

  /// `workbook run` beside programs that print what they are given, in place of chapters.
  @Test(arguments: [["run"], []])
  func runHandsItsWholeCommandLineOn(name: [String]) throws {
    let scratch = try ScratchFolder()
    let folder = scratch.url.resolvingSymlinksInPath()
    try Programs.copy("workbook", to: folder)
    for number in [2, 4] {
      let program = "chapter\(number)"
      try scratch.write(Data("#!/bin/sh\nprintf '%s\\n' '\(program)' \"$@\"\n".utf8), to: program)
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: folder.appendingPathComponent(program).path)
    }
    let values = [
      "--model": "pictures", "--input-size": "64x96", "--preprocessing": "caffe",
      "--resize": "pad", "--calibration-images": "3",
      "--batch-size": "2", "--shuffle-seed": "9", "--threads": "2",
      "--instruction-set": "baseline", "--error-method": "mae", "--lp-p": "1.5",
      "--format": "svg", "--figure-size": "paper", "--theme": "dark",
      "--output": folder.appendingPathComponent("a folder").path,
    ]
    let declared = try #require(try DeclaredOptions("workbook").commands["run"])
    var line = ["2"]
    for option in declared where option.name.hasPrefix("--") {
      line += option.isFlag ? [option.name] : [option.name, values[option.name] ?? "some words"]
    }
    line += ["--layer=b", "4"]
    let outcome = try Programs.run(
      program: folder.appendingPathComponent("workbook"), name + line)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let given = (["--among-others"] + line).joined(separator: "\n")
    #expect(outcome.output == "chapter2\n\(given)\n\nchapter4\n\(given)\n")
    // The real ones understand it.
    let real = try Programs.run("chapter2", ["--among-others"] + line)
    #expect(real.status == 66 && real.errors.contains("some words"), "\(real.errors)")
  }

  @Test func aChapterOnItsOwnTakesNoNumbers() throws {
    let outcome = try Programs.run("chapter2", ["4"])
    #expect(outcome.status == 64 && outcome.errors.contains("'4'"), "\(outcome.errors)")
    #expect(try Programs.run("workbook", ["run", "--among-others"]).status == 64)
  }
}
