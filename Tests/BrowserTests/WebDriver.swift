import Foundation
import TestSupport

/// A real browser that a test drives: Chromium without a window, by way of its driver.
///
/// The driver is started on a port that it chooses itself, and is ended with the browser when the last reference
/// goes. Tests that need one carry `.enabled(if: Browser.isInstalled, Browser.absence)`.
///
/// ```swift
/// let browser = try Browser(width: 390, height: 844)
/// try browser.open(file)
/// try browser.number("return document.querySelectorAll('img').length")  // 12
/// ```
///
/// - Source: W3C, “WebDriver”; what begins with `goog` is ChromeDriver's own.
final class Browser {
  /// Where the two programs are looked for: on the path, by the names that distributions give them.
  private static let chromium = find(["chromium", "chromium-browser", "google-chrome"])
  private static let driver = find(["chromedriver"])

  /// Whether there are a browser and its driver.
  static let isInstalled = chromium != nil && driver != nil

  /// What a skipped test says.
  static let absence = "there is no Chromium with its driver (apt: chromium chromium-driver)"

  /// What went wrong.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private let process = Process()
  private let scratch: ScratchFolder
  private let port: UInt16
  private var session = ""

  /// Starts a browser whose window shows so many CSS pixels.
  ///
  /// - Throws: ``Failure``.
  init(width: Int = 1280, height: Int = 900) throws {
    guard let chromium = Self.chromium, let driver = Self.driver else {
      throw Failure(description: Self.absence)
    }
    scratch = try ScratchFolder()
    let log = scratch.file("driver.log")
    try Data().write(to: log)
    process.executableURL = URL(fileURLWithPath: driver)
    // Port 0: the system gives a free one, and the driver says which.
    process.arguments = ["--port=0"]
    process.standardOutput = try FileHandle(forWritingTo: log)
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    do {
      port = try Self.port(in: log)
    } catch {
      kill(process.processIdentifier, SIGKILL)
      throw error
    }
    let options: [String: Any] = [
      "binary": chromium,
      "args": [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--force-device-scale-factor=1", "--no-first-run", "--disable-extensions",
        "--user-data-dir=\(scratch.file("profile").path)",
      ],
    ]
    let wanted: [String: Any] = [
      "browserName": "chrome", "goog:chromeOptions": options,
      "goog:loggingPrefs": ["browser": "ALL", "performance": "ALL"],
    ]
    let answer = try send("POST", "/session", ["capabilities": ["alwaysMatch": wanted]])
    guard let found = (answer as? [String: Any])?["sessionId"] as? String else {
      throw Failure(description: "the driver gave no session: \(answer)")
    }
    session = found
    try resize(width: width, height: height)
  }

  deinit {
    if !session.isEmpty { _ = try? send("DELETE", "/session/\(session)", nil) }
    // Not `terminate`: a program started from a thread of the tests has that thread's signals blocked.
    if process.isRunning {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
  }

  // MARK: pages

  /// Opens a file, with a fragment behind its name when one is given.
  func open(_ file: URL, fragment: String = "") throws {
    let address = file.absoluteString + (fragment.isEmpty ? "" : "#" + fragment)
    _ = try post("/url", ["url": address])
  }

  /// Loads the page again.
  func reload() throws { _ = try post("/refresh", [:]) }

  /// Shows so many CSS pixels, whatever the window can do.
  func resize(width: Int, height: Int) throws {
    try command(
      "Emulation.setDeviceMetricsOverride",
      ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": false])
  }

  /// What the page may ask about its surroundings, such as `prefers-color-scheme` and `dark`; `medium` is `screen` or
  /// `print`.
  func emulate(_ features: [String: String], medium: String = "") throws {
    try command(
      "Emulation.setEmulatedMedia",
      [
        "media": medium,
        "features": features.keys.sorted().map { ["name": $0, "value": features[$0] ?? ""] },
      ])
  }

  /// A command of the DevTools protocol.
  @discardableResult
  func command(_ name: String, _ parameters: [String: Any] = [:]) throws -> Any {
    try post("/goog/cdp/execute", ["cmd": name, "params": parameters])
  }

  /// A picture of the window, or of the whole page, as PNG.
  func screenshot(wholePage: Bool = false) throws -> Data {
    let answer = try command(
      "Page.captureScreenshot", ["format": "png", "captureBeyondViewport": wholePage])
    guard let text = (answer as? [String: Any])?["data"] as? String,
      let data = Data(base64Encoded: text)
    else { throw Failure(description: "the driver gave no picture") }
    return data
  }

  // MARK: scripts

  /// Runs the body of a function in the page and gives what it returns; a promise is waited for.
  @discardableResult
  func run(_ script: String, _ arguments: [Any] = []) throws -> Any {
    try post("/execute/sync", ["script": script, "args": arguments])
  }

  /// The number that a script returns, to fifteen digits or so; for all of them the script returns a text.
  func number(_ script: String, _ arguments: [Any] = []) throws -> Double {
    let answer = try run(script, arguments)
    guard let number = answer as? NSNumber else {
      throw Failure(description: "“\(script)” gave \(answer), no number")
    }
    return number.doubleValue
  }

  /// The text that a script returns.
  func text(_ script: String, _ arguments: [Any] = []) throws -> String {
    let answer = try run(script, arguments)
    guard let text = answer as? String else {
      throw Failure(description: "“\(script)” gave \(answer), no text")
    }
    return text
  }

  /// The texts that a script returns.
  func texts(_ script: String, _ arguments: [Any] = []) throws -> [String] {
    let answer = try run(script, arguments)
    guard let texts = answer as? [String] else {
      throw Failure(description: "“\(script)” gave \(answer), no list of texts")
    }
    return texts
  }

  // MARK: what a person does

  /// Clicks on the middle of an element.
  func click(_ selector: String) throws {
    _ = try post("/element/\(try element(selector))/click", [:])
  }

  /// Types into an element; `\u{E007}` is Return, `\u{E012}` left and `\u{E014}` right.
  func type(_ keys: String, into selector: String) throws {
    _ = try post("/element/\(try element(selector))/value", ["text": keys])
  }

  /// Presses keys wherever the focus is.
  func press(_ keys: String...) throws {
    let actions = keys.flatMap { key in
      [["type": "keyDown", "value": key], ["type": "keyUp", "value": key]]
    }
    _ = try post(
      "/actions", ["actions": [["type": "key", "id": "keyboard", "actions": actions]]])
  }

  /// Moves the mouse to a point of the window, presses, moves to another and lets go.
  func drag(from start: (x: Double, y: Double), to end: (x: Double, y: Double)) throws {
    func move(_ point: (x: Double, y: Double), _ milliseconds: Int) -> [String: Any] {
      [
        "type": "pointerMove", "duration": milliseconds, "origin": "viewport",
        "x": Int(point.x.rounded()), "y": Int(point.y.rounded()),
      ]
    }
    let actions: [[String: Any]] = [
      move(start, 0), ["type": "pointerDown", "button": 0], move(end, 100),
      ["type": "pointerUp", "button": 0],
    ]
    let mouse: [String: Any] = [
      "type": "pointer", "id": "mouse", "parameters": ["pointerType": "mouse"],
      "actions": actions,
    ]
    _ = try post("/actions", ["actions": [mouse]])
  }

  private func element(_ selector: String) throws -> String {
    let answer = try post("/element", ["using": "css selector", "value": selector])
    guard let element = (answer as? [String: String])?.values.first else {
      throw Failure(description: "there is no element \(selector)")
    }
    return element
  }

  // MARK: logs

  /// What the console said since it was asked last.
  func consoleMessages() throws -> [String] { try log("browser") }

  /// The addresses that were asked for since this was asked last, without the page's own and those of the browser's
  /// empty first page.
  func requests() throws -> [String] {
    try log("performance").compactMap { text in
      guard
        let entry = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any],
        let message = entry["message"] as? [String: Any],
        message["method"] as? String == "Network.requestWillBeSent",
        let parameters = message["params"] as? [String: Any],
        let request = parameters["request"] as? [String: Any], let url = request["url"] as? String
      else { return nil }
      let isOwn = parameters["type"] as? String == "Document"
      return isOwn || ["data:", "chrome:"].contains { url.hasPrefix($0) } ? nil : url
    }
  }

  private func log(_ kind: String) throws -> [String] {
    let answer = try post("/se/log", ["type": kind])
    return (answer as? [[String: Any]] ?? []).compactMap { $0["message"] as? String }
  }

  // MARK: the protocol

  private func post(_ path: String, _ body: [String: Any]) throws -> Any {
    try send("POST", "/session/\(session)" + path, body)
  }

  /// One request and its answer's value.
  private func send(_ method: String, _ path: String, _ body: [String: Any]?) throws -> Any {
    let content = try body.map { try JSONSerialization.data(withJSONObject: $0) } ?? Data()
    let data = try LocalRequest(port: port).answer(to: method, path, content)
    let answer = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    let value = answer?["value"] ?? NSNull()
    if let error = value as? [String: Any], let kind = error["error"] as? String {
      let message = error["message"] as? String ?? ""
      throw Failure(description: "\(method) \(path): \(kind): \(message.prefix(400))")
    }
    return value
  }

  /// Waits until the driver has written which port it took.
  private static func port(in log: URL) throws -> UInt16 {
    let end = Date(timeIntervalSinceNow: 30)
    while Date() < end {
      let text = try String(contentsOf: log, encoding: .utf8)
      if let match = text.firstMatch(of: /started successfully on port ([0-9]+)/),
        let port = UInt16(match.1)
      {
        return port
      }
      Thread.sleep(forTimeInterval: 0.05)
    }
    throw Failure(description: "the driver did not say its port in half a minute")
  }

  private static func find(_ names: [String]) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    for name in names {
      for folder in path.split(separator: ":") {
        let program = "\(folder)/\(name)"
        if FileManager.default.isExecutableFile(atPath: program) { return program }
      }
    }
    return nil
  }
}
