import Testing

@testable import Publishing

struct FoldedPartTests {
  /// What a run printed may hold the words of a folded part.
  @Test func aBlockInAFoldedPartOpensNone() throws {
    let page = """
      <details><summary>a</summary>

      ```text
      <details>
      ```

      </details>
      """
    let blocks = try MarkdownReader.blocks(of: page)
    #expect(blocks.count == 1)
    guard case .details("a", false, let inner)? = blocks.first?.kind else {
      Issue.record("a folded part")
      return
    }
    #expect(inner.count == 1)
  }

  private let blocks = try? MarkdownReader.blocks(
    of: """
      ## One

      text

      <details><summary>Hint</summary>

      a hint

      </details>

      <details><summary>All numbers</summary>

      a list

      </details>

      ### Below

      ## Two
      """)

  @Test func partsAreLeftOutByTheirTitles() throws {
    let blocks = try #require(blocks)
    #expect(blocks.without([.hint]).count == blocks.count - 1)
    #expect(blocks.without([.teachers, .answer]).count == blocks.count)
    #expect(blocks.folded(.hint).map(\.kind) == [.paragraph("a hint")])
    #expect(blocks.folded(.teachers).isEmpty)
  }

  @Test func aSectionEndsAtTheNextOfItsLevel() throws {
    let blocks = try #require(blocks)
    #expect(blocks.section("One").count == 5)
    #expect(blocks.section("Two").count == 1 && blocks.section("Three").isEmpty)
  }

  @Test func aFoldedPartCanBeToldFromItsClass() throws {
    let text = HTMLText(picture: { _ in nil }, link: { _ in nil })
    let html = try text.html(try #require(blocks))
    #expect(html.contains("<details class=\"hint\"><summary>Hint</summary>"))
    #expect(html.contains("<details><summary>All numbers</summary>"))
  }
}
