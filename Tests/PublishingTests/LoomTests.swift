import Foundation
import TestSupport
import Testing

@testable import Publishing

struct LoomTests {
  let scratch: ScratchFolder
  let loom: Loom

  init() throws {
    scratch = try ScratchFolder()
    loom = Loom(scratch.url)
    try write(
      "main.swift", "import A\n  // snippet.one\n  let a = 1\n    let b = 2\n  // snippet.end\n")
    try write("out.txt", LoomTests.output)
  }

  private static let output = """
    Title

    == table ==
    name   value  of it
    ────────────────────
    first   1.5       2
    in all: 7

    == properties ==
           value
    ────────────
    width  0.35

    == twice ==
    x

    == twice ==
    y

    """

  private func write(_ name: String, _ text: String) throws {
    try scratch.write(Data(text.utf8), to: name)
  }

  private let block = "<!-- snippet: main.swift#one -->\n```swift\nold\n```"

  @Test func blocksAreReplaced() throws {
    let page = block + "\ntext\n<!-- output: out.txt#properties -->\n```text\n```\nend"
    let woven = try loom.woven(page, name: "p")
    #expect(
      woven.text == """
        <!-- snippet: main.swift#one -->
        ```swift
        let a = 1
          let b = 2
        ```
        text
        <!-- output: out.txt#properties -->
        ```text
               value
        ────────────
        width  0.35
        ```
        end
        """)
    #expect(woven.staleCode.count == 1 && woven.staleOutput.count == 1)
    #expect(woven.snippets == [scratch.file("main.swift").standardizedFileURL.path + "#one"])
    let again = try loom.woven(woven.text, name: "p")
    #expect(again.text == woven.text && again.staleCode.isEmpty && again.staleOutput.isEmpty)
  }

  @Test func programsInPythonAreShownAsSuch() throws {
    try write("load.py", "import numpy\n# snippet.load\nx = 1\n\n# why\n# snippet.end\nprint(x)\n")
    let woven = try loom.woven("<!-- snippet: load.py#load -->\n```python\n```", name: "p")
    #expect(woven.text == "<!-- snippet: load.py#load -->\n```python\nx = 1\n\n# why\n```")
    #expect(throws: LoomError.self) {
      try loom.woven("<!-- snippet: load.py#load -->\n```swift\n```", name: "p")
    }
    try write("load.py", "# Snippet load\n")
    #expect(throws: LoomError.self) {
      try loom.woven("<!-- snippet: load.py#load -->\n```python\n```", name: "p")
    }
  }

  @Test func blocksInListsKeepTheirIndentation() throws {
    let page = "1. a\n\n   <!-- snippet: main.swift#one -->\n   ```swift\n   ```\n"
    #expect(
      try loom.woven(page, name: "p").text.contains("\n   let a = 1\n     let b = 2\n   ```\n"))
  }

  @Test func anyFileCanBeShown() throws {
    try write("Sources/A/B.swift", "// snippet.far\nlet c = 3\n// snippet.end\n")
    try write("Chapters/0/README.md", "")
    let page = "<!-- snippet: ../../Sources/A/B.swift#far -->\n```swift\n```"
    let woven = try Loom(scratch.file("Chapters/0")).woven(page, name: "p")
    #expect(woven.text.contains("let c = 3"))
    let shown = woven.snippets
    #expect(try ChapterPages.unusedSnippets(in: scratch.url, shown: shown) == [])
    let unused = try ChapterPages.unusedSnippets(in: scratch.url, shown: [])
    #expect(unused.count == 1 && unused[0].hasPrefix("Sources/A/B.swift: no page shows"))
  }

  @Test(arguments: [
    ("table/first/value", "1.5"), ("table/first/of it", "2"), ("properties/width/value", "0.35"),
    ("table/in all", "7"),
  ])
  func numbersAreReplaced(path: String, number: String) throws {
    let woven = try loom.woven("It is <!--= out.txt#\(path) -->?<!--/--> now.", name: "p")
    #expect(woven.text == "It is <!--= out.txt#\(path) -->\(number)<!--/--> now.")
    #expect(
      woven.staleOutput.first?.contains("p:1: the number “?” is not what out.txt says") == true)
  }

  @Test(arguments: [
    ("<!-- snippet: main.swift#two -->\n```swift\n```", "snippet.two"),
    ("<!-- snippet: other.swift#one -->\n```swift\n```", "no file other.swift"),
    ("<!-- snippet: main.swift#one -->\ntext", "fenced block should follow"),
    ("<!-- snippet: main.swift#one -->", "fenced block should follow"),
    ("<!-- snippet: main.swift#one -->\n```swift\nnever closed", "not closed"),
    ("<!-- snippet: main.swift#one -->\n```text\n```", "should start with “```swift”"),
    ("<!-- snippet: main.swift#one -->\n<!-- snippet: main.swift#one -->\n```swift\n```", "follow"),
    ("<!-- snipet: main.swift#one -->\n```swift\n```", "is no marker"),
    ("<!--snippet: main.swift#one-->\n```swift\n```", "is no marker"),
    ("<!-- snippet: main.swift -->\n```swift\n```", "is no marker"),
    ("a <!-- snippet: main.swift#one --> b", "is no marker"),
    ("<!-- a remark -->", "is no marker"),
    ("```swift\nnever closed", "not closed"),
    ("<!-- output: out.txt#none -->\n```text\n```", "has no section “== none ==”; it has table"),
    ("<!-- output: out.txt#twice -->\n```text\n```", "two sections"),
    ("<!--= out.txt#table/first/price -->?<!--/-->", "no column price; it has name, value, of it"),
    ("<!--= out.txt#table/last/value -->?<!--/-->", "no row last"),
    ("<!--= out.txt#table/none -->?<!--/-->", "no line “none: …”"),
    ("<!--= out.txt#twice/a/b -->?<!--/-->", "two sections"),
    ("<!--= out.txt#table -->?<!--/-->", "section/row/column"),
    ("<!--= out.txt -->?<!--/-->", "section/row/column"),
    ("<!--= out.txt#table/first/value -->1.5", "not closed"),
    ("<!--= out.txt#table/first/value --><!--= a#b/c/d -->1<!--/--><!--/-->", "inside of another"),
    ("1.5<!--/-->", "closes no number"),
    ("<!--= out.txt#table/first/value -->1.5<!--/--> <!-- x -->", "is no marker"),
  ])
  func whatIsWrongIsNamed(page: String, reason: String) {
    let error = #expect(throws: LoomError.self) { try loom.woven(page, name: "p.md") }
    #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    #expect(error?.place.hasPrefix("p.md:") == true)
  }

  @Test(arguments: [
    ("// snippet.a\nx\n// snippet.b\n", "still open"), ("// snippet.end\n", "no snippet is open"),
    ("// snippet.a\nx\n// snippet.end\n// snippet.a\nx\n// snippet.end\n", "two snippets"),
    ("// snippet.a\nx\n", "never closed"), ("// snippet.a\n// snippet.end\n", "is empty"),
    ("//snippet.a\n", "is no marker"), ("// snippet a\n", "is no marker"),
    ("// Snippet.a\n", "is no marker"), ("/// snippet.a\n", "is no marker"),
    ("// snippet.a b\n", "is no marker"),
  ])
  func markersOfProgramsAreStrict(program: String, reason: String) {
    let error = #expect(throws: LoomError.self) {
      try ProgramSnippets(program.components(separatedBy: "\n"), file: "main.swift")
    }
    #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    #expect(error?.place.hasPrefix("main.swift:") == true)
  }

  /// The first block that shows a transcript begins with the command that printed it.
  @Test func theCommandStandsBeforeWhatItPrinted() throws {
    try write("a.txt", "$ swift run chapter0\nTitle\n\n== x ==\n1\n\n== y ==\n2\n")
    try write("b.txt", "$ swift run chapter0 --model imagenet\nTitle\n\n== x ==\n3\n")
    func block(_ file: String, _ section: String, _ lines: String) -> String {
      "<!-- output: \(file)#\(section) -->\n```text\n\(lines)\n```\n"
    }
    let page =
      block("a.txt", "y", "") + block("a.txt", "x", "") + block("b.txt", "x", "")
      + block("out.txt", "properties", "")
    let woven = try loom.woven(page, name: "p").text
    #expect(
      woven == block("a.txt", "y", "$ swift run chapter0\n2") + block("a.txt", "x", "1")
        + block("b.txt", "x", "$ swift run chapter0 --model imagenet\n3")
        + block("out.txt", "properties", "       value\n────────────\nwidth  0.35"))
    #expect(try loom.woven(woven, name: "p").text == woven)
  }

  /// A block that this run did not print keeps its command; the first that it did print has its own.
  @Test func anotherRunHasItsOwnCommand() throws {
    try write("Expected/transcript.txt", "$ swift run chapter0\n== a ==\nold\n== b ==\nold\n")
    let page = """
      <!-- output: Expected/transcript.txt#a -->
      ```text
      $ swift run chapter0
      old
      ```
      <!-- output: Expected/transcript.txt#b -->
      ```text
      old
      ```
      """
    let run = "$ swift run chapter0 --threads 1\n== b ==\nnew\n"
    let woven = try Loom(scratch.url, transcript: run).woven(page, name: "p").text
    #expect(woven.contains("```text\n$ swift run chapter0\nold\n```"))
    #expect(woven.contains("```text\n$ swift run chapter0 --threads 1\nnew\n```"))
  }

  /// The page to project shows this run where it printed what the page asks for.
  @Test func anotherRunStandsInForTheTranscript() throws {
    try write("Expected/transcript.txt", "== a ==\nrecorded\n== b ==\nrecorded\n")
    let page = """
      <!-- output: Expected/transcript.txt#a -->
      ```text
      recorded
      ```
      <!-- output: Expected/transcript.txt#b -->
      ```text
      recorded
      ```
      """
    let woven = try Loom(scratch.url, transcript: "== a ==\nthis run\n").woven(page, name: "p")
    #expect(woven.text.contains("this run") && woven.text.contains("recorded"))
    #expect(woven.kept.count == 1)
  }

  /// What a run prints may hold a line that would close the block.
  @Test func whatPrintsBackticksStaysInItsBlock() throws {
    let page = """
      <!-- output: Expected/transcript.txt#a -->
      ```text
      recorded
      ```
      end
      """
    let run = "== a ==\nclass\n````\n<details>\n"
    let woven = try Loom(scratch.url, transcript: run).woven(page, name: "p").text
    #expect(woven.contains("`````text\nclass\n````\n<details>\n`````\nend"))
    let blocks = try MarkdownReader.blocks(of: woven)
    #expect(blocks.count == 2)
    guard case .code("text", let lines)? = blocks.first?.kind else {
      Issue.record("a block of text")
      return
    }
    #expect(lines == ["class", "````", "<details>"])
    // The next transcript finds its block.
    let again = try Loom(scratch.url, transcript: "== a ==\nb\n").woven(woven, name: "p").text
    #expect(again.contains("`````text\nb\n`````\nend"))
  }
}
