import Foundation
import TestSupport
import Testing

@testable import Plotting

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What is inside the files, read by code that is not the code which wrote them.
struct FigureFileTests {
  let figure = Figure(
    title: "Half of t = 8 & more", subtitle: "a <subtitle>", altText: "a picture, Δ = 0.5",
    source: "calibration abc",
    panel: Panel(
      x: .init("x (unit)"), y: .init("y (unit)"),
      marks: [Mark("data", .points([Point(0, 0), Point(1, 1)]), look: .series(0))]))

  @Test func pngFilesSayWhatTheyAre() throws {
    let chunks = try PNGChunks(figure.fileData())
    // 150 dots per inch are 5906 per metre, in both directions; the unit 1 is the metre.
    let resolution: [UInt8] = [0, 0, 0x17, 0x12]
    #expect(chunks.all.first { $0.kind == "pHYs" }?.content == resolution + resolution + [1])
    #expect(chunks.all.count { $0.kind == "sRGB" } == 1)
    #expect(!chunks.all.contains { $0.kind == "tIME" })
    #expect(chunks.text("Title") == "Half of t = 8 & more")
    #expect(chunks.text("Description") == "a picture, step = 0.5")
    #expect(chunks.text("Source") == "calibration abc")
    #expect(chunks.text("Software") == "Activation Threshold Search Workbook")
    #expect(chunks.text("Font")?.contains("Cairo") == true)
    #expect(chunks.text("Creation Time") == nil)
    // The tenth byte of the header is the kind of pixels: 2 is RGB, 6 is RGB with opacity.
    #expect(chunks.all.first?.kind == "IHDR" && chunks.all.first?.content[9] == 2)
    let paper = try PNGChunks(figure.fileData(FigureStyle(size: .paper)))
    #expect(paper.all.first { $0.kind == "pHYs" }?.content[2...3] == [0x2E, 0x23])
    let bare = try PNGChunks(figure.fileData(FigureStyle(isTransparent: true)))
    #expect(bare.all.first?.content[9] == 6)
  }

  /// A name from a file may hold anything; a control character would make the whole SVG unreadable.
  @Test func svgFilesCanBeReadWhateverTheNamesHold() throws {
    var figure = figure
    let name = "bell \u{7}\u{0}\u{1B}[0m <&\"> \u{FFFE}"
    figure.title = name
    figure.altText = name
    figure.content = .panels(
      [Panel(title: name, x: .init(name), y: .init(name), marks: [])], .besideEachOther)
    let reader = SVGReader()
    let parser = XMLParser(data: try figure.fileData(FigureStyle(format: .svg)))
    parser.delegate = reader
    #expect(parser.parse())
    #expect(reader.contents["title"] == ["bell \u{FFFD}\u{FFFD}\u{FFFD}[0m <&\"> \u{FFFD}"])
  }

  @Test func svgFilesHoldTextsAsTexts() throws {
    let reader = SVGReader()
    let parser = XMLParser(data: try figure.fileData(FigureStyle(format: .svg)))
    parser.delegate = reader
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    #expect(reader.contents["title"] == ["Half of t = 8 & more"])
    #expect(reader.contents["desc"] == ["a picture, Δ = 0.5"])
    let texts = reader.contents["text"] ?? []
    #expect(texts == (try figure.drawing().texts.map(\.string)))
    #expect(texts.contains("a <subtitle>") && texts.contains("x (unit)"))
  }

  @Test func pdfFilesAreOnePageOfTheSheetsSize() throws {
    let data = try figure.fileData(FigureStyle(format: .pdf))
    let text = String(decoding: data, as: UTF8.self)
    #expect(text.hasPrefix("%PDF-1.4\n"))
    #expect(text.hasSuffix("%%EOF\n"))
    #expect(text.contains("/MediaBox [ 0 0 921.6"))
    #expect(text.contains("/Count 1"))
    #expect(!text.contains("/CreationDate"))
    #expect(text.contains("/Font"))
  }
}

/// Collects the texts of an SVG file by element.
private final class SVGReader: NSObject, XMLParserDelegate {
  var contents: [String: [String]] = [:]
  private var open: [String] = []

  func parser(
    _ parser: XMLParser, didStartElement element: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String] = [:]
  ) {
    open.append(element)
    contents[element, default: []].append("")
  }

  func parser(
    _ parser: XMLParser, didEndElement element: String, namespaceURI: String?,
    qualifiedName: String?
  ) { open.removeLast() }

  func parser(_ parser: XMLParser, foundCharacters characters: String) {
    guard let element = open.last, var list = contents[element], let last = list.popLast() else {
      return
    }
    list.append(last + characters)
    contents[element] = list
  }
}
