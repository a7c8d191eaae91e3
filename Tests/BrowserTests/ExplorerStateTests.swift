import Explorer
import Foundation
import TestSupport
import Testing

/// What a person does to the page, and what becomes of its state.
@Suite(.serialized, .enabled(if: Browser.isInstalled, Comment(rawValue: Browser.absence)))
struct ExplorerStateTests {
  private static let left = "\u{E012}"
  private static let enter = "\u{E007}"

  @Test("a drag, keys, buttons and a typed value lead to the same state")
  func waysToMove() throws {
    let page = try WorkbookPage.shared.get()
    let browser = try Browser(width: 1280, height: 1000)
    func opened() throws -> Double {
      try page.open(in: browser)
      return try browser.number("return explorer.state.t")
    }
    var states: [String] = []
    func note() throws {
      try page.settle(browser)
      states.append(try page.state(browser) + (try browser.text("return location.hash")))
    }
    let start = try opened()
    // Two stops down: a quarter.
    try browser.run("document.getElementById('t').focus()")
    try browser.press(Self.left, Self.left)
    try note()
    #expect(try browser.number("return explorer.state.t") == start / 4)

    _ = try opened()
    try browser.click("#t-less")
    try browser.click("#t-less")
    try note()

    _ = try opened()
    try browser.run("document.getElementById('t-typed').value = ''")
    try browser.type("\(start / 4)" + Self.enter, into: "#t-typed")
    try note()

    _ = try opened()
    let places = try #require(
      try browser.run(
        """
        const svg = document.getElementById('histogram-view'), box = svg.getBoundingClientRect();
        const handle = document.getElementById('handle').getBoundingClientRect();
        const lines = [...svg.querySelectorAll('text')].find((text) => text.textContent === '0');
        const zero = lines.getBoundingClientRect();
        return [handle.left + handle.width / 2, handle.top + handle.height / 2, zero.left + zero.width / 2];
        """) as? [Double])
    let quarter = places[2] + (places[0] - places[2]) / 4
    try browser.drag(from: (places[0], places[1]), to: (quarter, places[1] + 30))
    try note()
    #expect(Set(states).count == 1, "\(states)")
    #expect(states.count == 4)
  }

  @Test("any t can be typed once the hardware allows it, and a power of two is taken until then")
  func typed() throws {
    let page = try WorkbookPage.shared.get()
    let browser = try Browser()
    try page.open(in: browser)
    func type(_ text: String) throws -> Double {
      try browser.run("document.getElementById('t-typed').value = ''")
      try browser.type(text + Self.enter, into: "#t-typed")
      return try browser.number("return explorer.state.t")
    }
    let note = "return document.getElementById('t-note').textContent"
    #expect(try type("3.1") == 4)
    #expect(try browser.text(note) == "3.1 is no power of two; 4 is the nearest.")
    #expect(try type("2^-1") == 0.5)
    #expect(try type("1/8") == 0.125)
    #expect(try type("-2") == 0.125)
    #expect(try browser.text(note).hasPrefix("A threshold is a number above 0"))
    #expect(try type("word") == 0.125)
    try browser.click("#hardware-any")
    #expect(try type("3.1") == 3.1)
  }

  @Test("the address restores the state, with what it hides")
  func address() throws {
    let page = try WorkbookPage.shared.get()
    let browser = try Browser()
    let name = page.data.outputs[20].node
    let words =
      "output=\(name)&t=2.75&bits=5&sign=signed&error=lp&hardware=any&counts=linear&p=3.5&predict=0&shown=1&hide=round%2Cbits"
    try page.open(in: browser, fragment: words)
    let state = try page.state(browser)
    for part in [
      "\"output\":20", "\"t\":2.75", "\"bits\":5", "\"sign\":\"signed\"", "\"error\":\"lp\"",
      "\"p\":3.5", "\"hardware\":\"any\"", "\"counts\":\"linear\"", "\"predict\":false",
      "\"shown\":true", "\"hide\":[\"round\",\"bits\"]",
    ] {
      #expect(state.contains(part), "\(part) is not in \(state)")
    }
    let isSeen = "return document.querySelector(arguments[0]).checkVisibility() ? 1 : 0"
    #expect(try browser.number(isSeen, ["#bits"]) == 0)
    #expect(try browser.number(isSeen, ["#start-round"]) == 0)
    #expect(try browser.number(isSeen, ["#sign"]) == 1)
    // A change writes the address, and loading it again gives the same.
    try browser.click("#t-more")
    try page.settle(browser)
    let changed = try page.state(browser)
    #expect(changed != state)
    try browser.reload()
    try page.settle(browser)
    #expect(try page.state(browser) == changed)
    // Nonsense is passed over.
    try page.open(in: browser, fragment: "output=none&t=-1&bits=99&error=best&hide=everything&p=x")
    let usual = try page.state(browser)
    try page.open(in: browser)
    #expect(try page.state(browser) == usual)
  }

  @Test("the links that are prepared for teachers lead where they say")
  func preparedLinks() throws {
    let page = try WorkbookPage.shared.get()
    let browser = try Browser()
    let guide = try String(
      contentsOf: ReferenceFolder.packageRoot.appendingPathComponent("Chapters/README.md"),
      encoding: .utf8)
    let fragments = guide.matches(of: /\(\.\.\/Output\/explore\.html#([^)]*)\)/).map {
      String($0.1)
    }
    #expect(fragments.count == 5)
    for fragment in fragments {
      try page.open(in: browser, fragment: fragment)
      // Everything that the link says is in the address that the page writes.
      try browser.run("explorer.changed()")
      try page.settle(browser)
      let own = try browser.text("return location.hash")
        .dropFirst().split(separator: "&").map { String($0).replacing("%2C", with: ",") }
      for word in fragment.split(separator: "&") where word != "hardware=pot" {
        #expect(own.contains(String(word)), "\(word) of \(fragment) is not in \(own)")
      }
    }
  }

  @Test("nothing is told before the reveal; a round counts ten guesses")
  func round() throws {
    let page = try WorkbookPage.shared.get()
    let browser = try Browser()
    try page.open(in: browser)
    try browser.click("#next")
    try page.settle(browser)
    let isSeen = "return document.querySelector(arguments[0]).checkVisibility() ? 1 : 0"
    #expect(try browser.number(isSeen, ["#choices"]) == 0)
    #expect(try browser.number("return document.querySelectorAll('svg .choice').length") == 0)
    #expect(
      try browser.text("return document.getElementById('number-error').textContent")
        == "after the reveal")
    try browser.click("#start-round")
    for turn in 1...10 {
      try browser.run("document.getElementById('t').focus()")
      try browser.press(Self.left)
      try browser.click("#reveal")
      #expect(try browser.number("return explorer.state.placed.length") == Double(turn))
      #expect(try browser.number(isSeen, ["#choices"]) == 1)
      if turn < 10 { try browser.click("#next-turn") }
    }
    let note = try browser.text("return document.getElementById('round-note').textContent")
    #expect(
      note.hasPrefix("Done: ") && note.hasSuffix(" of 10 within 5\u{202F}% of MSE."), "\(note)")
    try page.settle(browser)
    let state = try page.state(browser)
    try browser.reload()
    try page.settle(browser)
    #expect(try page.state(browser) == state)
  }

  @Test("the page asks for nothing and says nothing to the console, whatever is done")
  func silence() throws {
    let page = try WorkbookPage.shared.get()
    let browser = try Browser()
    try page.open(in: browser)
    _ = try browser.consoleMessages()
    _ = try browser.requests()
    try page.open(in: browser)
    let buttons = [
      "#t-more", "#t-less", "#bits-less", "#next", "#reveal", "#hardware-any", "#full", "#full",
    ]
    for selector in buttons + ["#counts-linear", "#previous", "#start-round", "#end-round"] {
      try browser.click(selector)
      try page.settle(browser)
    }
    #expect(try browser.consoleMessages() == [])
    #expect(try browser.requests() == [])
  }
}
