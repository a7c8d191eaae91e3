import Foundation
import TestSupport
import Testing

@testable import WorkbookKit

struct LoomTests {
  let scratch: ScratchFolder
  let loom: Loom

  init() throws {
    scratch = try ScratchFolder()
    loom = Loom(scratch.url)
    try write(
      "main.swift", "import A\n  // snippet.one\n  let a = 1\n    let b = 2\n  // snippet.end\n")
    try write(
      "out.txt",
      "Title\n\n== table ==\nname   value  of it\n────────────────────\nfirst   1.5       2\n\n== next ==\nx\n"
    )
  }

  private func write(_ name: String, _ text: String) throws {
    try scratch.write(Data(text.utf8), to: name)
  }

  private let block = "<!-- snippet: main.swift#one -->\n```swift\nold\n```"

  @Test func blocksAreReplaced() throws {
    let page = block + "\ntext\n<!-- output: out.txt#table -->\n```text\n```\nend"
    let woven = try loom.woven(page, name: "p")
    #expect(
      woven == """
        <!-- snippet: main.swift#one -->
        ```swift
        let a = 1
          let b = 2
        ```
        text
        <!-- output: out.txt#table -->
        ```text
        name   value  of it
        ────────────────────
        first   1.5       2
        ```
        end
        """)
    #expect(try loom.woven(woven, name: "p") == woven)
  }

  @Test func numbersAreReplaced() throws {
    let page = block + "\nIt is <!--= out.txt#table/first/value -->?<!--/--> now."
    #expect(try loom.woven(page, name: "p").hasSuffix("value -->1.5<!--/--> now."))
  }

  @Test(arguments: [
    ("<!-- snippet: main.swift#two -->\n```swift\n```", "snippet.two"),
    ("<!-- snippet: other.swift#one -->\n```swift\n```", "other.swift"),
    ("<!-- snippet: main.swift#one -->\ntext", "fenced block"),
    ("<!-- snippet: main.swift#one -->\n```swift\nnever closed", "not closed"),
    ("<!-- output: out.txt#none -->\n```text\n```", "== none =="),
    ("<!--= out.txt#table/first/price -->?<!--/-->", "no column price"),
    ("<!--= out.txt#table/last/value -->?<!--/-->", "no row last"),
    ("<!--= out.txt#table/first/value -->1.5", "not closed"),
    ("nothing is shown", "main.swift#one"),
  ])
  func whatIsWrongIsNamed(page: String, reason: String) throws {
    let error = #expect(throws: LoomError.self) { try loom.woven(page, name: "p.md") }
    #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
  }

  @Test(arguments: [
    ("// snippet.a\n// snippet.b\n", "still open"), ("// snippet.end\n", "no snippet is open"),
    ("// snippet.a\n// snippet.end\n// snippet.a\n// snippet.end\n", "two snippets"),
    ("// snippet.a\n", "never closed"),
  ])
  func markersAreStrict(program: String, reason: String) throws {
    try write("main.swift", program)
    let error = #expect(throws: LoomError.self) { try loom.woven("text", name: "p.md") }
    #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
  }

  @Test func looseNumbersAreFound() {
    #expect(Loom.looseNumbers(in: "it is 3.7 percent", name: "p").count == 1)
    #expect(
      Loom.looseNumbers(
        in: "`t = 0.5` and $p = 0.5$, [a](b-1.2.md) <!--= x -->1.5<!--/-->\n```\n1.5\n```",
        name: "p"
      ).isEmpty)
  }
}
