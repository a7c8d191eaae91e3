import Explorer
import Foundation
import TestSupport
import Testing

/// How the page looks and sounds, in what size and colour ever.
@Suite(.serialized, .enabled(if: Browser.isInstalled, Comment(rawValue: Browser.absence)))
struct ExplorerLookTests {
  /// The states that are looked at: as it opens, unrevealed, and with any t, few bits and all rows.
  private static let fragments = [
    "", "output=block_3_project_bn", "output=block_3_expand_relu&t=3&bits=4&hardware=any&shown=1",
  ]

  @Test(
    "nothing overlaps and nothing scrolls sideways",
    arguments: [(390, 844), (1280, 900), (1920, 1080)])
  func layout(width: Int, height: Int) throws {
    let page = try WorkbookPage.shared.get()
    let browser = try Browser(width: width, height: height)
    for fragment in Self.fragments {
      try page.open(in: browser, fragment: fragment)
      #expect(
        try browser.number("return document.documentElement.scrollWidth") <= Double(width),
        "\(fragment) is wider than \(width)")
      let overlaps = try browser.texts(
        """
        const seen = (element) => element.checkVisibility() && element.getClientRects().length > 0;
        const things = [...document.querySelectorAll(
          'button, select, input, label, legend, p, h1, h2, h3, h4, figcaption, svg[role], th, td, dt, dd')].filter(seen);
        const texts = [...document.querySelectorAll('svg text')].filter(seen);
        const name = (e) => (e.id || e.tagName) + ' “' + e.textContent.trim().slice(0, 30) + '”';
        const found = [];
        const compare = (list, room) => list.forEach((a, i) => list.slice(i + 1).forEach((b) => {
          if (a.contains(b) || b.contains(a)) return;
          const p = a.getBoundingClientRect(), q = b.getBoundingClientRect();
          const wide = Math.min(p.right, q.right) - Math.max(p.left, q.left);
          const high = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
          if (wide > room && high > room) found.push(name(a) + ' and ' + name(b));
        }));
        compare(things, 1);
        // The box of a text has room above and below its letters.
        for (const svg of document.querySelectorAll('svg[role]')) compare(texts.filter((t) => svg.contains(t)), 4);
        for (const text of texts) {
          const box = text.getBoundingClientRect(), place = text.ownerSVGElement.getBoundingClientRect();
          if (box.left < place.left - 1 || box.right > place.right + 1) found.push(name(text) + ' leaves its drawing');
        }
        return found;
        """)
      #expect(overlaps == [], "\(width) pixels, \(fragment)")
    }
  }

  @Test("every text can be read, in the light and in the dark", arguments: ["light", "dark"])
  func contrast(theme: String) throws {
    let page = try WorkbookPage.shared.get()
    let browser = try Browser()
    try browser.emulate(["prefers-color-scheme": theme])
    for fragment in Self.fragments {
      try page.open(in: browser, fragment: fragment)
      let paper = try browser.text("return getComputedStyle(document.body).backgroundColor")
      #expect((paper == "rgb(20, 21, 26)") == (theme == "dark"), "\(paper)")
      let pale = try browser.texts(
        """
        const parts = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
        const light = (text) => {
          const [r, g, b] = parts(text).map((x) => x / 255).map((x) => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const sheet = (element) => {
          for (let e = element; e; e = e.parentElement) {
            const colour = getComputedStyle(e).backgroundColor;
            if (parts(colour)[3] !== 0) return colour;
          }
          return 'rgb(255, 255, 255)';
        };
        const found = [];
        let count = 0;
        for (const element of document.querySelectorAll('body *')) {
          if (!element.checkVisibility() || /SCRIPT|STYLE/.test(element.tagName)) continue;
          if (![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) continue;
          const style = getComputedStyle(element);
          const own = light(element instanceof SVGElement ? style.fill : style.color), below = light(sheet(element));
          const contrast = (Math.max(own, below) + 0.05) / (Math.min(own, below) + 0.05);
          count++;
          if (contrast < 4.5) found.push(contrast.toFixed(2) + ' ' + element.textContent.trim().slice(0, 40));
        }
        if (count < 60) found.push('only ' + count + ' texts');
        return found;
        """)
      #expect(pale == [], "\(theme), \(fragment)")
    }
  }

  @Test("every control has a name, and the focus goes through them as they stand")
  func names() throws {
    let page = try WorkbookPage.shared.get()
    let browser = try Browser()
    try page.open(in: browser, fragment: Self.fragments[2])
    let answer = try browser.command("Accessibility.getFullAXTree") as? [String: Any]
    let nodes = try #require(answer?["nodes"] as? [[String: Any]])
    let roles = ["button", "slider", "combobox", "textbox", "spinbutton", "radio", "checkbox"]
    var count = 0
    for node in nodes where node["ignored"] as? Bool != true {
      func value(_ key: String) -> String {
        ((node[key] as? [String: Any])?["value"] as? String) ?? ""
      }
      guard roles.contains(value("role")) else { continue }
      count += 1
      #expect(!value("name").isEmpty, "a \(value("role")) has no name: \(node)")
    }
    #expect(count >= 18, "only \(count) controls")
    let spoken = try browser.text(
      "return document.getElementById('t').getAttribute('aria-valuetext')")
    #expect(spoken.contains(/^threshold 3, error [0-9.]+, [0-9.]+ percent clipped$/), "\(spoken)")

    let expected = try browser.texts(
      """
      return [...document.querySelectorAll('button, select, input')]
        .filter((e) => e.checkVisibility() && !e.disabled && (e.type !== 'radio' || e.checked)).map((e) => e.id);
      """)
    var visited: [String] = []
    for _ in expected {
      try browser.press("\u{E004}")
      visited.append(try browser.text("return document.activeElement.id"))
      #expect(
        try browser.text("return getComputedStyle(document.activeElement).outlineStyle") != "none")
    }
    #expect(visited == expected)
  }

  @Test("a change takes less than a frame, with all 2048 bins")
  func speed() throws {
    let page = try WorkbookPage.shared.get()
    let browser = try Browser()
    for (name, fragment) in [
      ("MSE", "&error=mse"), ("KL", "&error=kl"), ("LP p=2.5", "&error=lp&p=2.5&hardware=any"),
    ] {
      let output = page.data.outputs.max {
        $0.histogram.counts.count { $0 > 0 } < $1.histogram.counts.count { $0 > 0 }
      }
      try page.open(in: browser, fragment: "output=\(output?.node ?? "")&shown=1" + fragment)
      let bins = try browser.number(
        "return explorer.histogramOf(explorer.state.output).values.length")
      let median = try browser.number(
        """
        const times = [], start = explorer.histogramOf(explorer.state.output).covering;
        for (let i = 0; i < 60; i++) {
          const before = performance.now();
          explorer.state.t = start * 2 ** -(i % 5);
          explorer.changed();
          document.body.getBoundingClientRect();
          times.push(performance.now() - before);
        }
        return times.sort((a, b) => a - b)[30];
        """)
      print("a change takes \(median) ms with \(name) over \(Int(bins)) bins (median of 60)")
      // A frame is 16 ms; a machine that does much else may take four.
      #expect(median < 64)
    }
  }

  @Test("names are shown as they are, and run nothing")
  func hostileNames() throws {
    let page = try WorkbookPage.shared.get()
    let browser = try Browser()
    let name =
      "</script><img src=x onerror=\"window.hacked = 1\"><script>window.hacked = 1</script>"
    let own = page.data.outputs[1].node
    let text = try String(contentsOf: page.file, encoding: .utf8)
    let escaped = name.replacing("<", with: "\\u003c").replacing("\"", with: "\\\"")
    let hostile = text.replacing("\"name\": \"\(own)\"", with: "\"name\": \"\(escaped)\"")
    #expect(hostile != text)
    try page.scratch.write(Data(hostile.utf8), to: "hostile.html")
    try browser.open(page.scratch.file("hostile.html"))
    try browser.run("document.getElementById('previous').click()")
    try browser.run("document.getElementById('previous').click()")
    try browser.run("document.getElementById('reveal').click()")
    try page.settle(browser)
    #expect(try browser.text("return document.getElementById('output-name').textContent") == name)
    #expect(try browser.text("return String(window.hacked)") == "undefined")
    #expect(try browser.number("return document.images.length") == 0)
    #expect(try browser.consoleMessages() == [])
  }

  @Test("paper shows the views and no controls; without scripts there are pictures and a table")
  func stills() throws {
    let page = try WorkbookPage.shared.get()
    let browser = try Browser()
    try page.open(in: browser)
    try browser.emulate([:], medium: "print")
    let isSeen = "return document.querySelector(arguments[0]).checkVisibility() ? 1 : 0"
    #expect(try browser.number(isSeen, ["#t"]) == 0)
    #expect(try browser.number(isSeen, ["#histogram-view"]) == 1)
    #expect(try browser.number(isSeen, ["#number-error"]) == 1)
    try browser.emulate([:])
    #expect(try browser.number("return document.querySelectorAll('.still').length") == 0)
    try browser.command("Emulation.setScriptExecutionDisabled", ["value": true])
    try browser.command("Page.navigate", ["url": "about:blank"])
    try browser.open(page.file)
    let count = "return document.querySelectorAll(arguments[0]).length"
    #expect(try browser.number(count, [".still img"]) == 2)
    #expect(
      try browser.number(count, [".still tr"]) == Double(page.data.outputs.count + 1))
    #expect(
      try browser.number(
        "return [...document.images].filter((image) => image.naturalWidth > 0).length") == 2)
    #expect(try browser.number(isSeen, ["#explorer"]) == 0)
  }
}
