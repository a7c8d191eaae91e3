import Foundation
import TestSupport
import Testing

/// Whether the client itself can be believed.
@Suite(
  .serialized, .enabled(if: Browser.isInstalled, Comment(rawValue: Browser.absence)))
struct WebDriverTests {
  private func page(_ body: String) throws -> (folder: ScratchFolder, file: URL) {
    let folder = try ScratchFolder()
    let text = "<!DOCTYPE html><meta charset=utf-8><title>page</title>" + body
    try folder.write(Data(text.utf8), to: "page.html")
    return (folder, folder.file("page.html"))
  }

  @Test("a page is shown in the size, the colours and the medium that were asked for")
  func surroundings() throws {
    let (folder, file) = try page("<p>text</p>")
    let browser = try Browser(width: 390, height: 844)
    try browser.open(file)
    #expect(try browser.number("return innerWidth") == 390)
    try browser.resize(width: 1920, height: 1080)
    #expect(try browser.number("return innerWidth") == 1920)
    let isDark = "return String(matchMedia('(prefers-color-scheme: dark)').matches)"
    #expect(try browser.text(isDark) == "false")
    try browser.emulate(["prefers-color-scheme": "dark"])
    #expect(try browser.text(isDark) == "true")
    try browser.emulate([:], medium: "print")
    #expect(try browser.text("return String(matchMedia('print').matches)") == "true")
    #expect(try browser.screenshot().prefix(4) == Data([0x89, 0x50, 0x4E, 0x47]))
    withExtendedLifetime(folder) {}
  }

  @Test("clicks, keys and drags arrive")
  func input() throws {
    let (folder, file) = try page(
      "<input id=field><button id=button onclick='this.textContent = \"done\"'>do</button>"
        + "<input id=slider type=range min=0 max=100 value=0 style='width: 200px'>")
    let browser = try Browser()
    try browser.open(file)
    try browser.type("four", into: "#field")
    #expect(try browser.text("return document.querySelector('#field').value") == "four")
    try browser.click("#button")
    #expect(try browser.text("return document.querySelector('#button').textContent") == "done")
    let box = try browser.run(
      "const b = document.querySelector('#slider').getBoundingClientRect();"
        + "return [b.left, b.top + b.height / 2, b.right]")
    let edges = try #require(box as? [Double])
    try browser.drag(from: (edges[0] + 8, edges[1]), to: (edges[2] - 1, edges[1]))
    let value = "return Number(document.querySelector('#slider').value)"
    #expect(try browser.number(value) == 100)
    try browser.press("\u{E012}")
    #expect(try browser.number(value) == 99)
    withExtendedLifetime(folder) {}
  }

  @Test("what the console says and what is asked for is seen")
  func logs() throws {
    let (folder, file) = try page(
      "<img src=missing.png><script>console.error('wrong')</script>")
    let browser = try Browser()
    try browser.open(file)
    #expect(try browser.consoleMessages().contains { $0.contains("wrong") })
    #expect(try browser.requests().contains { $0.hasSuffix("missing.png") })
    withExtendedLifetime(folder) {}
  }
}
