import Testing

@testable import Publishing

struct SlideSourceTests {
  private static let page = """
    # Slides

    What this is.

    ## One *sentence*.

    In 45 minutes: 3. In 90 minutes: 8.

    ![what it shows](04-A/Expected/a.png)

    A note.

    Another.

    ## Another sentence.

    In 90 minutes: 12.

    <!-- output: 10-B/Expected/transcript.txt#part -->
    ```text
    $ swift run chapter10
    t  2
    ```

    A note.

    """

  @Test func aSlideIsASentenceAFigureAndNotes() throws {
    let slides = try SlideSource.slides(of: Self.page)
    try #require(slides.count == 2)
    #expect(slides[0].sentence == "One *sentence*.")
    #expect(slides[0].figure == .picture(path: "04-A/Expected/a.png", description: "what it shows"))
    #expect(slides[0].chapter == 4 && slides[1].chapter == 10)
    #expect(slides[0].minutes == [.short: 3, .long: 8])
    #expect(slides[0].notes.count == 2)
    // The command is the page's, not the slide's.
    #expect(slides[1].figure == .table(["t  2"]))
    #expect(slides[1].minutes == [.long: 12])
  }

  @Test(arguments: [
    ("In 45 minutes: 3. In 90 minutes: 8.", "Three minutes.", 7, "In 45 minutes: 3."),
    ("In 90 minutes: 12.", "In 60 minutes: 12.", 17, "In 45 minutes: 3."),
    ("![what it shows](04-A/Expected/a.png)", "Text.", 9, "a chapter's picture"),
    ("![what it shows](04-A/Expected/a.png)", "![](04-A/Expected/a.png)", 9, "picture"),
    ("<!-- output: 10-B/Expected/transcript.txt#part -->\n", "", 19, "behind its marker"),
    ("    t  2\n    ```\n\n    A note.\n", "    t  2\n    ```\n", 15, "then notes"),
  ])
  func whatASlideLacksIsSaid(old: String, new: String, line: Int, words: String) throws {
    let old = old.replacing("    ", with: "")
    let page = Self.page.replacing(old, with: new.replacing("    ", with: ""))
    try #require(page != Self.page)
    let error = try #require(throws: MarkdownError.self) { try SlideSource.slides(of: page) }
    #expect(error.line == line && error.reason.contains(words), "\(error)")
  }
}
