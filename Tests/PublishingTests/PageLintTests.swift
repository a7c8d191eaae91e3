import Testing

@testable import Publishing

struct PageLintTests {
  @Test(arguments: [
    "it is 3.7 now", "95 % of them", "a loss of 2%", "12 percent", "951 of 1000 images",
    "4 of the 20", "- in a list: 0.5",
  ])
  func measuredNumbersAreFound(text: String) {
    let findings = PageLint.looseNumbers(
      in: text, name: "p", printed: ["95", "2", "12", "951", "4"])
    #expect(findings.count == 1 && findings.first?.hasPrefix("p:1: the number") == true)
  }

  @Test(arguments: [
    "`t = 0.5` and $p = 0.5$", "[a](b-1.2.md)", "<!--= x#a/b/c -->1.5<!--/-->",
    "```text\n1.5\n```", "MobileNetV2 at 8 bits, in 2018", "Swift 6.1, MCT 2.3.0, section 3.2",
    "one of 20 classes", "chapters 0 to 6", "## 5.2 Write", "exercise 0.3", "96 percent",
    "90 of 100 would be right", "https://arxiv.org/abs/1806.08342",
  ])
  func namesAndExamplesAreNot(text: String) {
    #expect(PageLint.looseNumbers(in: text, name: "p", printed: ["95"]) == [])
  }

  @Test func whatWasPrintedIsKnown() {
    let transcript = "== a ==\nmodel  95 % interval\n────\nMSE 8 bit  93.7 to 96\n"
    #expect(PageLint.printedNumbers(in: transcript) == ["8", "93.7", "96"])
  }

  @Test func typedBlocksAreFound() {
    let page = """
      <!-- snippet: main.swift#a -->
      ```swift
      let a = 1
      ```
      ```sh
      swift run chapter0
      ```
      ```swift
      let b = 2
      ```
      - in a list
        ```
        typed
        ```
      """
    let findings = PageLint.typedBlocks(in: page, name: "p")
    #expect(findings.count == 2)
    #expect(findings.first?.hasPrefix("p:8: this block is typed by hand") == true)
    #expect(findings.last?.hasPrefix("p:12:") == true)
  }

  @Test func commandsAreFound() {
    let page =
      "Type `swift run chapter3 --json`, or\n```sh\nswift run workbook fetch a \\\n  --from b && ls\n```"
    #expect(
      PageLint.commands(in: page, name: "p") == [
        .init(place: "p:1", words: ["chapter3", "--json"]),
        .init(place: "p:3", words: ["workbook", "fetch", "a", "--from", "b"]),
      ])
  }
}
