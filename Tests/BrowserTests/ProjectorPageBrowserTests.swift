import Foundation
import Publishing
import TestSupport
import Testing

/// The page of all chapters as people use it: on a projector, a phone, by keys alone, in the dark, on paper.
@Suite(.serialized, .enabled(if: Browser.isInstalled, Comment(rawValue: Browser.absence)))
struct ProjectorPageBrowserTests {
  private static let root = ReferenceFolder.packageRoot

  /// The page as a file, with a dark form of chapter 0's figures; scripts can be taken out.
  private static func page(scripts: Bool = true) throws -> (folder: ScratchFolder, file: URL) {
    let folder = try ScratchFolder()
    let expected = root.appendingPathComponent("Chapters/00-A-Threshold-by-Hand/Expected")
    for name in ["chapter0-staircase", "chapter0-error-curve"] {
      for kind in ["png", "csv"] {
        let file = expected.appendingPathComponent("\(name).\(kind)")
        try folder.write(try Data(contentsOf: file), to: "\(name).\(kind)")
      }
    }
    let other = expected.appendingPathComponent("chapter0-error-curve.png")
    try folder.write(try Data(contentsOf: other), to: "chapter0-staircase-dark.png")
    let page = ProjectorPage(
      package: root, pictures: folder.url, transcripts: [:],
      beside: [("slides-45.html", "slides for 45 minutes")])
    var html = try page.html()
    if !scripts { html = html.replacing(/<script>[\s\S]*?<\/script>/, with: "") }
    try folder.write(Data(html.utf8), to: "index.html")
    return (folder, folder.file("index.html"))
  }

  private static let figures = "[...document.querySelectorAll('main .enlarge')]"

  @Test("nothing is wider than the window, light and dark, and the console stays empty")
  func itFitsEveryWindow() throws {
    let (folder, file) = try Self.page()
    let browser = try Browser()
    for (width, height) in [(390, 844), (1280, 800), (1920, 1080)] {
      for scheme in ["light", "dark"] {
        try browser.resize(width: width, height: height)
        try browser.emulate(["prefers-color-scheme": scheme])
        try browser.open(file)
        let overflow = "return document.documentElement.scrollWidth - innerWidth"
        #expect(try browser.number(overflow) <= 0, "\(width), \(scheme)")
        _ = try browser.run("\(Self.figures)[3].click()")
        #expect(try browser.number(overflow) <= 0, "\(width), \(scheme), figure")
        // The buttons lie within the window.
        let outside = """
          return [...document.querySelectorAll("dialog button")].filter((button) => {
            const box = button.getBoundingClientRect();
            return box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight;
          }).length
          """
        #expect(try browser.number(outside) == 0, "\(width), \(scheme)")
      }
    }
    #expect(try browser.consoleMessages().isEmpty)
    #expect(try browser.requests().isEmpty)
    withExtendedLifetime(folder) {}
  }

  @Test(
    "a figure opens by click and Return, keys turn, Escape leads back to the figure that was shown")
  func figuresFillTheScreen() throws {
    let (folder, file) = try Self.page()
    let browser = try Browser(width: 1280, height: 800)
    try browser.open(file)
    let count = try browser.number("return \(Self.figures).length")
    #expect(count == (try browser.number("return document.querySelectorAll('main img').length")))
    #expect(count > 20)
    let isOpen = "return String(document.querySelector('dialog').open)"
    let shown = "return document.querySelector('dialog img').alt"
    let alt = { (index: Int) in "return \(Self.figures)[\(index)].querySelector('img').alt" }
    // By click, and turned past the first.
    _ = try browser.run("\(Self.figures)[0].scrollIntoView()")
    try browser.click("main .enlarge")
    #expect(try browser.text(isOpen) == "true")
    #expect(try browser.text(shown) == browser.text(alt(0)))
    try browser.press("\u{E014}")
    #expect(try browser.text(shown) == browser.text(alt(1)))
    try browser.press("\u{E012}", "\u{E012}")
    #expect(try browser.text(shown) == browser.text(alt(Int(count) - 1)))
    try browser.press("\u{E011}")
    #expect(try browser.text(shown) == browser.text(alt(0)))
    // It fills the window: it touches two of its edges but for what the buttons need.
    let wide =
      "return document.querySelector('dialog img').getBoundingClientRect().width / innerWidth"
    let high =
      "return document.querySelector('dialog img').getBoundingClientRect().height / innerHeight"
    #expect(max(try browser.number(wide), try browser.number(high)) > 0.85)
    try browser.press("l")
    #expect(try browser.number(wide) > 1.2)
    try browser.press("\u{E014}", "\u{E00C}")
    #expect(try browser.text(isOpen) == "false")
    let active = "return document.activeElement.getAttribute('aria-label')"
    #expect(try browser.text(active) == "Enlarge: " + browser.text(alt(1)))
    // By key, from there.
    try browser.press("\u{E007}")
    #expect(try browser.text(isOpen) == "true" && browser.text(shown) == browser.text(alt(1)))
    // The focus goes round in the dialog and has a name everywhere.
    var names: [String] = []
    for _ in 0..<6 {
      names.append(
        try browser.text(
          "const a = document.activeElement;"
            + "return a.closest('dialog') ? (a.getAttribute('aria-label') || a.textContent) : ''"))
      try browser.press("\u{E004}")
    }
    #expect(names == ["The figure", "Back", "Next", "Larger", "Full screen", "Close"])
    withExtendedLifetime(folder) {}
  }

  @Test("on a phone a tap makes a figure larger than it is on the page")
  func aTapEnlarges() throws {
    let (folder, file) = try Self.page()
    let browser = try Browser(width: 390, height: 844)
    try browser.open(file)
    _ = try browser.run("\(Self.figures)[0].scrollIntoView()")
    let before = try browser.number(
      "return \(Self.figures)[0].querySelector('img').getBoundingClientRect().width")
    try browser.click("main .enlarge")
    let width = "return document.querySelector('dialog img').getBoundingClientRect().width"
    #expect(try browser.number(width) > 2 * before)
    try browser.click("dialog .stage")
    #expect(try browser.number(width) <= 390)
    withExtendedLifetime(folder) {}
  }

  @Test("the contents follow the section in view, and arrow keys go from section to section")
  func theContentsFollow() throws {
    let (folder, file) = try Self.page()
    let browser = try Browser(width: 1280, height: 800)
    try browser.open(file, fragment: "chapter4")
    let current = """
      return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
        const links = [...document.querySelectorAll('nav [aria-current]')];
        const box = links[0].getBoundingClientRect();
        done(links.length === 1 && box.top >= 0 && box.bottom <= innerHeight ? links[0].hash : '');
      })))
      """
    #expect(try browser.text(current) == "#chapter4")
    try browser.press("\u{E014}")
    #expect(try browser.text(current) == "#chapter4-without-a-relu")
    #expect(try browser.text("return location.hash") == "#chapter4-without-a-relu")
    try browser.press("\u{E012}", "\u{E012}")
    let before = """
      const links = [...document.querySelectorAll('nav a')].map((link) => link.hash);
      return links[links.indexOf('#chapter4') - 1]
      """
    let last = try browser.text(before)
    #expect(last.hasPrefix("#chapter3-"))
    let found = try browser.text(current)
    #expect(found == last)
    _ = try browser.run("document.getElementById('chapter9').scrollIntoView()")
    #expect(try browser.text(current) == "#chapter9")
    withExtendedLifetime(folder) {}
  }

  @Test("a dark page shows dark figures, where they were drawn")
  func figuresAreDarkInTheDark() throws {
    let (folder, file) = try Self.page()
    let browser = try Browser()
    let sources = """
      const [a, b] = \(Self.figures).map((button) => button.querySelector('img'));
      return [String(a.currentSrc === a.src), String(b.currentSrc === b.src)]
      """
    try browser.open(file)
    #expect(try browser.texts(sources) == ["true", "true"])
    try browser.emulate(["prefers-color-scheme": "dark"])
    try browser.reload()
    #expect(try browser.texts(sources) == ["false", "true"])
    _ = try browser.run("\(Self.figures)[0].click()")
    #expect(
      try browser.text(
        "const i = document.querySelector('dialog img'); return String(i.currentSrc !== i.src)")
        == "true")
    withExtendedLifetime(folder) {}
  }

  @Test("notes, hints and answers do not print; other folded parts do")
  func studentsCanPrintIt() throws {
    let (folder, file) = try Self.page()
    let browser = try Browser()
    try browser.open(file)
    let heights = """
      const height = (selector) => [...document.querySelectorAll(selector)]
        .map((element) => element.getBoundingClientRect().height);
      return [".teachers, .hint, .answer", "details:not([class])"].map((selector) => {
        const all = height(selector);
        return all.length + " " + Math.min(...all) + " " + Math.max(...all);
      })
      """
    let onScreen = try browser.texts(heights).map {
      $0.split(separator: " ").compactMap { Double($0) }
    }
    #expect(onScreen[0][0] > 100 && onScreen[0][1] > 10)
    try browser.emulate([:], medium: "print")
    let printed = try browser.texts(heights).map {
      $0.split(separator: " ").compactMap { Double($0) }
    }
    #expect(printed[0][0] == onScreen[0][0] && printed[0][2] == 0)
    // They are open on paper.
    #expect(printed[1][1] > 100, "\(printed)")
    withExtendedLifetime(folder) {}
  }

  @Test("without scripts every figure and every word is there")
  func itIsReadWithoutScripts() throws {
    let (folder, file) = try Self.page(scripts: false)
    let browser = try Browser()
    try browser.open(file)
    let missing = """
      return [...document.querySelectorAll("main img")].filter((image) =>
        !image.naturalWidth || image.getBoundingClientRect().width < 300).length
      """
    #expect(try browser.number(missing) == 0)
    #expect(try browser.number("return document.querySelectorAll('button, dialog').length") == 0)
    #expect(try browser.number("return document.body.innerText.length") > 50_000)
    withExtendedLifetime(folder) {}
  }
}
