import Testing

@testable import Publishing

struct BlankTableTests {
  private let table = BlankTable(chapter: 0, section: "part")
  private let page = """
    # A

    <!-- output: Expected/transcript.txt#part -->
    ```text
    $ swift run chapter0
       x  t = 8  t = 4
    ──────────────────
     0.1      0    0.5
       5      5    3.5
    ```

    From <!--= Expected/transcript.txt#part/5/x -->5<!--/--> to \
    <!--= Expected/transcript.txt#part/5/t = 4 -->3.5<!--/--> and \
    <!--= Expected/transcript.txt#other/5/t = 4 -->7<!--/-->.
    """

  @Test func theNumbersOfTheTableAreGone() throws {
    let gap = BlankTable.gap
    #expect(
      try table.emptied(page, name: "A") == """
        # A

        | x | t = 8 | t = 4 |
        | ---: | ---: | ---: |
        | 0.1 | \(gap) | \(gap) |
        | 5 | \(gap) | \(gap) |

        From 5 to \(gap) and 7.
        """)
  }

  @Test func theKeyHasTheTableAsItWasPrinted() throws {
    #expect(
      try table.filled(page, name: "A") == """
        ```text
           x  t = 8  t = 4
        ──────────────────
         0.1      0    0.5
           5      5    3.5
        ```
        """)
  }

  @Test func aPageWithoutTheTableIsAnError() throws {
    let error = try #require(throws: LoomError.self) {
      try BlankTable(chapter: 0, section: "none").emptied(page, name: "A")
    }
    #expect(error.description.contains("transcript.txt#none"))
  }
}
