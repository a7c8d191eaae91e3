import Foundation
import Publishing
import TestSupport
import Testing

/// The decks as they are shown: by keys, by touch, at every size, and on paper.
@Suite(.serialized, .enabled(if: Browser.isInstalled, Comment(rawValue: Browser.absence)))
struct SlideDeckBrowserTests {
  private static func deck(_ lesson: Lesson) throws -> (folder: ScratchFolder, file: URL) {
    let folder = try ScratchFolder()
    let deck = SlideDeck(package: ReferenceFolder.packageRoot, lesson: lesson)
    try folder.write(Data(try deck.html().utf8), to: "slides.html")
    return (folder, folder.file("slides.html"))
  }

  private static let place = "return document.querySelector('.slide.current').id"

  @Test("keys, buttons and swipes turn; the address keeps the place")
  func itTurns() throws {
    let (folder, file) = try Self.deck(.short)
    let browser = try Browser(width: 1280, height: 720)
    try browser.open(file)
    #expect(try browser.text(Self.place) == "slide1")
    for (key, id) in [
      ("\u{E014}", "slide2"), (" ", "slide3"), ("\u{E00F}", "slide4"), ("\u{E012}", "slide3"),
      ("\u{E00E}", "slide2"), ("n", "slide3"), ("p", "slide2"), ("\u{E010}", "slide17"),
      ("\u{E014}", "slide17"), ("\u{E011}", "slide1"), ("\u{E012}", "slide1"),
    ] {
      try browser.press(key)
      #expect(try browser.text(Self.place) == id)
    }
    try browser.click("#next")
    try browser.click("#next")
    try browser.click("#previous")
    #expect(try browser.text(Self.place) == "slide2")
    for (from, to, id) in [(900, 300, "slide3"), (300, 900, "slide2"), (500, 520, "slide2")] {
      try browser.command(
        "Input.dispatchTouchEvent", ["type": "touchStart", "touchPoints": [["x": from, "y": 300]]])
      try browser.command(
        "Input.dispatchTouchEvent", ["type": "touchMove", "touchPoints": [["x": to, "y": 300]]])
      try browser.command("Input.dispatchTouchEvent", ["type": "touchEnd", "touchPoints": [Any]()])
      #expect(try browser.text(Self.place) == id)
    }
    #expect(try browser.text("return location.hash") == "#2")
    // The notes come and go, and are part of the address.
    let notes = "return getComputedStyle(document.querySelector('.current .notes')).display"
    #expect(try browser.text(notes) == "none")
    try browser.press("s")
    #expect(try browser.text(notes) == "block")
    #expect(try browser.text("return location.hash") == "#2-notes")
    try browser.reload()
    #expect(try browser.text(Self.place) == "slide2" && browser.text(notes) == "block")
    #expect(try browser.consoleMessages().isEmpty)
    #expect(try browser.requests().isEmpty)
    withExtendedLifetime(folder) {}
  }

  @Test("every slide fits and can be read at a quarter of its size", arguments: Lesson.allCases)
  func everySlideCanBeRead(lesson: Lesson) throws {
    let (folder, file) = try Self.deck(lesson)
    let browser = try Browser()
    for (width, height) in [(1920, 1080), (960, 540), (480, 270), (1024, 768)] {
      try browser.resize(width: width, height: height)
      try browser.open(file)
      let findings = try browser.texts(
        """
        const problems = [];
        const next = document.getElementById("next");
        for (const slide of document.querySelectorAll(".slide")) {
          const say = (text) => problems.push(slide.id + ": " + text);
          if (!slide.classList.contains("current")) say("is not shown");
          const face = slide.querySelector(".face");
          const frame = face.getBoundingClientRect();
          for (const element of face.querySelectorAll("h2, .figure > *, .figure img, .foot")) {
            const box = element.getBoundingClientRect();
            if (!box.width) continue;
            if (box.left < frame.left - 1 || box.right > frame.right + 1 ||
              box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
              say(element.tagName + " leaves the slide");
          }
          if (frame.right > innerWidth + 1 || frame.bottom > innerHeight + 1) say("too large");
          // In hundredths of the slide's width: at a quarter of 1920 pixels 3.8 are 18, and 1.7 are 8.
          const size = (selector) => {
            const element = face.querySelector(selector);
            return element ? parseFloat(getComputedStyle(element).fontSize) / frame.width * 100 : 9;
          };
          if (size("h2") < 3.79) say("the sentence is small");
          if (size(".foot") < 1.7 || size("pre") < 1.7) say("small type " + size("pre"));
          if (face.querySelector("h2").getBoundingClientRect().height > 2.5 * frame.width * 0.038)
            say("the sentence has three lines");
          next.click();
        }
        return problems
        """)
      #expect(findings.isEmpty, "\(width) × \(height): \(findings)")
    }
    withExtendedLifetime(folder) {}
  }

  @Test("on a phone nothing is wider than the screen, and all buttons are there")
  func itFitsAPhone() throws {
    let (folder, file) = try Self.deck(.long)
    let browser = try Browser(width: 390, height: 844)
    try browser.open(file)
    let widths = try browser.texts(
      """
      const widths = [];
      for (const slide of document.querySelectorAll(".slide")) {
        const face = slide.querySelector(".face").getBoundingClientRect();
        widths.push(document.documentElement.scrollWidth + " " + Math.ceil(face.width));
        document.getElementById("next").click();
      }
      return widths
      """)
    #expect(widths == [String](repeating: "390 390", count: 20))
    let names = try browser.texts(
      "return [...document.querySelectorAll('button')].map(b => b.innerText)")
    #expect(names == ["Back", "Next", "Notes", "Dark or light", "Full screen"])
    withExtendedLifetime(folder) {}
  }

  @Test("d turns dark and light, whatever the system says")
  func itCanBeDark() throws {
    let (folder, file) = try Self.deck(.short)
    let browser = try Browser()
    let paper = "return getComputedStyle(document.body).backgroundColor"
    try browser.open(file)
    let light = try browser.text(paper)
    try browser.press("d")
    let dark = try browser.text(paper)
    #expect(light != dark)
    try browser.emulate(["prefers-color-scheme": "dark"])
    try browser.reload()
    #expect(try browser.text(paper) == dark)
    try browser.press("d")
    #expect(try browser.text(paper) == light)
    withExtendedLifetime(folder) {}
  }

  @Test(
    "printed it has one slide per page, with the notes shown as well", arguments: ["", "notes"])
  func itPrints(fragment: String) throws {
    let (folder, file) = try Self.deck(.short)
    let browser = try Browser()
    try browser.open(file, fragment: fragment)
    let answer = try browser.command(
      "Page.printToPDF", ["preferCSSPageSize": true, "printBackground": true])
    let text = try #require((answer as? [String: Any])?["data"] as? String)
    let pdf = String(decoding: try #require(Data(base64Encoded: text)), as: Unicode.ASCII.self)
    let pages = pdf.matches(of: /\/Type \/Page\s/).count
    #expect(pages == 17, "\(pages) pages")
    let sizes = Set(
      pdf.matches(of: /\/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]/).map { "\($0.1) \($0.2)" })
    // In points: 320 × 180 mm, or A4.
    #expect(sizes.count == 1)
    let size = try #require(sizes.first).split(separator: " ").compactMap { Double($0) }
    let expected: [Double] = fragment.isEmpty ? [907, 510] : [595, 842]
    #expect(abs(size[0] - expected[0]) < 2 && abs(size[1] - expected[1]) < 2, "\(size)")
    withExtendedLifetime(folder) {}
  }
}
