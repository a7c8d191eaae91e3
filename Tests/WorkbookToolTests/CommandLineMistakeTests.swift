import Foundation
import TestSupport
import Testing

/// A command line that makes no sense ends with 64, and says what to do.
struct CommandLineMistakeTests {
  @Test(
    "what was mistyped or meant is named",
    arguments: [
      ("quantise --json", "There is no command “quantise”; did you mean “quantize”?"),
      ("Plot", "There is no command “Plot”; did you mean “plot”?"),
      ("frobnicate", "there are run, describe, quantize, evaluate"),
      ("mine.h5", "behind one, such as “describe --weights mine.h5”"),
      ("describe mine.h5", "Unexpected argument 'mine.h5'; give it as --weights mine.h5"),
      ("quantize a/mine.keras", "give it as --weights a/mine.keras"),
      ("run mine.HDF5", "give it as --weights mine.HDF5"),
      ("plot mine.h5", "Give it as --weights mine.h5."),
      (
        "quantize --output th.csv",
        "Unknown option '--output'; quantize prints: write “quantize --json > th.json”\n"
      ),
      ("advise --output=a.b/th --outputs 3", "write “advise --json > a.b/th.json”\n"),
      ("describe --output", "write “describe --json > file.json”\n"),
      ("quantize --override predictions=minmax", "“minmax” is no choice; a choice is a method"),
      ("quantize --override predictions=minmax", "a family (powerOfTwo, symmetric, uniform)"),
      ("run --evaluation-images 32", "Unknown option '--evaluation-images'"),
      ("exercises --every 99", "Unknown option '--every'"),
    ])
  func advice(line: String, words: String) throws {
    let outcome = try Programs.run("workbook", line.split(separator: " ").map(String.init))
    #expect(outcome.status == 64 && outcome.output.isEmpty, "\(outcome.errors)")
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
  }

  @Test("what has an option for it needs no advice")
  func plainErrors() throws {
    let outcome = try Programs.run("workbook", ["plot", "--weight", "mine.h5"])
    #expect(outcome.status == 64 && outcome.errors.contains("Did you mean '--weights'?"))
    #expect(!outcome.errors.contains("give it as"), "\(outcome.errors)")
    // It takes neither weights nor JSON.
    let weave = try Programs.run("workbook", ["weave", "--output", "x"])
    #expect(weave.status == 64 && !weave.errors.contains("prints"), "\(weave.errors)")
  }

  @Test(
    "an error names the command's own help",
    arguments: ["plot histogram", "handout 0 4 12", "exercises 99", "run 12"])
  func ownHelp(line: String) throws {
    let words = line.split(separator: " ").map(String.init)
    let outcome = try Programs.run("workbook", words)
    #expect(outcome.status == 64 && outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("Error: There is no "), "\(outcome.errors)")
    #expect(outcome.errors.contains("\nUsage: workbook \(words[0]) "), "\(outcome.errors)")
    let last = "\n  See 'workbook \(words[0]) --help' for more information.\n"
    #expect(outcome.errors.hasSuffix(last), "\(outcome.errors)")
  }

  @Test("a chapter names the option that it lacks, not the value behind it")
  func chapters() throws {
    let unknown = try Programs.run("chapter5", ["--evaluation-images", "8"])
    #expect(unknown.status == 64 && unknown.output.isEmpty)
    #expect(unknown.errors.contains("Unknown option '--evaluation-images'"), "\(unknown.errors)")
    let word = try Programs.run("chapter4", ["mine.h5"])
    #expect(word.status == 64 && word.errors.contains("give it as --weights mine.h5"))
  }

  @Test("a long computation says what it does, where no terminal shows it")
  func announcements() throws {
    let small = try SmallModelFolder()
    let outcome = try Programs.run("workbook", ["stability", "--draws", "1"] + small.options)
    let start = "workbook: calibrating on 12 pictures and on parts of them in 1 draw"
    #expect(outcome.status == 0 && outcome.errors.hasPrefix(start), "\(outcome.errors)")
  }

  @Test("plot prints where its figures lie")
  func figures() throws {
    let small = try SmallModelFolder()
    let folder = small.scratch.file("plots").path
    let outcome = try Programs.run(
      "workbook", ["plot", "structure", "--output", folder] + small.options)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.hasPrefix("figure \(folder)/structure.png: "), "\(outcome.output)")
  }
}
