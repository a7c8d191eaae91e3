import Explorer
import FastExecution
import Foundation
import Imaging
import PostTrainingQuantization
import Quantization
import TestSupport
import WorkbookKit

/// The page of the network that comes with the workbook, made once for all tests that open it.
struct WorkbookPage: Sendable {
  let data: ExplorerData
  let scratch: ScratchFolder
  var file: URL { scratch.file("explore.html") }

  static let shared = Result { try WorkbookPage() }

  private init() throws {
    let workbook = try Workbook.withDefaults()
    let network = try workbook.network()
    let calibration = try workbook.calibration()
    // A few pictures will do: what is tested is the page, not the network.
    let images = try workbook.labelledImages().sample(8)
    let measurement = try ExplorerMeasurement(
      of: calibration, float: FastExecutor(model: network.model, on: workbook.machine),
      images: images, few: images.sample(4), as: workbook.input())
    data = try ExplorerData(
      network: network.model.name, calibration: calibration, measurement: measurement)
    scratch = try ScratchFolder()
    try scratch.write(Data(ExplorerPage(data).html().utf8), to: "explore.html")
  }

  /// Opens the page, and waits until all is drawn.
  func open(in browser: Browser, fragment: String = "") throws {
    // Another fragment alone would not load the page again.
    try browser.command("Page.navigate", ["url": "about:blank"])
    try browser.open(file, fragment: fragment)
    try settle(browser)
  }

  /// Waits for what is computed in pieces, and for the address.
  func settle(_ browser: Browser) throws {
    let end = Date(timeIntervalSinceNow: 30)
    while try browser.number("return explorer.isSettled() ? 1 : 0") == 0 {
      guard Date() < end else {
        throw Browser.Failure(description: "the page computes for half a minute")
      }
      Thread.sleep(forTimeInterval: 0.02)
    }
    Thread.sleep(forTimeInterval: 0.35)
  }

  /// The state without what only the moment holds.
  func state(_ browser: Browser) throws -> String {
    try browser.text("return JSON.stringify(explorer.state)")
  }
}
