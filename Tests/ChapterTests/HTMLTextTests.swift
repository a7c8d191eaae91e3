import Testing

@testable import WorkbookKit

struct HTMLTextTests {
  private let text = HTMLText(
    picture: { $0 == "a.png" ? "data:x" : nil }, link: { $0 == "../b" ? "#b" : $0 })

  @Test(arguments: [
    ("# A & B", "<h1>A &amp; B</h1>"),
    ("one\ntwo", "<p>one two</p>"),
    ("- a\n- b\n  c", "<ul><li>a</li><li>b c</li></ul>"),
    ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
    ("```swift\na < b\n```", "<pre class=\"swift\"><code>a &lt; b</code></pre>"),
    (
      "| a | b |\n|---|---|\n| 1 | `2` |",
      "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td><code>2</code></td></tr></table>"
    ),
    ("a `x*y` **b** *c*", "<p>a <code>x*y</code> <strong>b</strong> <em>c</em></p>"),
    ("[t](../b) ![p](a.png)", "<p><a href=\"#b\">t</a> <img src=\"data:x\" alt=\"p\"></p>"),
    ("it is <!--= f#s/r/c -->4<!--/--> now", "<p>it is 4 now</p>"),
    ("<!-- snippet: f#a -->\ntext", "<p>text</p>"),
  ])
  func markdown(source: String, html: String) {
    #expect(text.html(source) == html)
  }

  @Test func formulas() {
    #expect(
      Formula.html("\\Delta = t / 2^{n_b}")
        == "<span class=\"math\">Δ = <i>t</i> / 2<sup><i>n</i><sub><i>b</i></sub></sup></span>")
    #expect(Formula.html("\\frac{1}{n_s}").contains("1/<i>n</i><sub><i>s</i></sub>"))
  }
}
