import ArgumentParser
import Testing

@testable import WorkbookKit

struct ChapterInvocationTests {
  @Test func theLineIsWhatOneTypes() {
    #expect(ChapterInvocation.line(0) == "$ swift run chapter0")
    #expect(
      ChapterInvocation.line(4, options: ["--layer", "Conv1_relu", "--images", "my pictures"])
        == "$ swift run chapter4 --layer Conv1_relu --images 'my pictures'")
    #expect(
      ChapterInvocation.line(4, options: ["--images", "the children's"])
        == "$ swift run chapter4 --images 'the children'\\''s'")
  }

  @Test func numbersOfChaptersAreNoValues() {
    func options(_ words: String..., without names: Set<String> = []) -> [String] {
      ChapterInvocation.options(of: words, without: names)
    }
    #expect(options("3", "5").isEmpty)
    #expect(options("3", "--batch-size", "16", "5") == ["--batch-size", "16"])
    #expect(options("--transparent", "3", "--seed=4", "5") == ["--transparent", "--seed=4"])
    #expect(
      options("--layer", "a", "--threads", "2", "--layer=b", without: ["--layer"])
        == ["--threads", "2"])
    #expect(options("--layer") == ["--layer"])
  }

  /// An option without a value that is added must be among the flags.
  @Test func theFlagsAreThoseOfTheChapters() {
    let help = ChapterCommand.helpMessage()
    let declared = help.matches(of: /(?m)^  (?:-h, )?(--[a-z-]+)(?! <)(?![a-z-])/).map {
      String($0.1)
    }
    #expect(
      Set(declared).subtracting(["--help"])
        == ChapterInvocation.flags.subtracting(["--among-others"]))
    #expect(help.contains("--layer <name>"))
  }
}
