import Foundation

/// One request over HTTP to a program of this machine.
///
/// `URLSession` on Linux does not read ChromeDriver's answers: it wants a space behind the colon of every header.
struct LocalRequest {
  let port: UInt16

  /// What went wrong.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// The content of the answer.
  ///
  /// - Throws: ``Failure``.
  func answer(to method: String, _ path: String, _ content: Data) throws -> Data {
    let descriptor = try connection()
    defer { close(descriptor) }
    let head =
      "\(method) \(path) HTTP/1.1\r\nHost: localhost:\(port)\r\nConnection: close\r\n"
      + "Content-Type: application/json; charset=utf-8\r\nContent-Length: \(content.count)\r\n\r\n"
    try send(Data(head.utf8) + content, to: descriptor)
    var received = Data()
    let end = Data("\r\n\r\n".utf8)
    var wanted: Int?
    while wanted.map({ received.count < $0 }) ?? true {
      guard let piece = try receive(from: descriptor) else { break }
      received += piece
      if wanted == nil, let gap = received.range(of: end) {
        wanted = gap.upperBound + (try length(in: received[..<gap.lowerBound]))
      }
    }
    guard let wanted, received.count >= wanted, let gap = received.range(of: end) else {
      throw Failure(description: "port \(port) ended in the middle of an answer to \(path)")
    }
    return received[gap.upperBound..<wanted]
  }

  private func length(in head: Data) throws -> Int {
    let text = String(decoding: head, as: UTF8.self).lowercased()
    guard let match = text.firstMatch(of: /content-length: *([0-9]+)/), let length = Int(match.1)
    else { throw Failure(description: "port \(port) does not say how long its answer is") }
    return length
  }

  private func connection() throws -> Int32 {
    #if os(Linux)
      let kind = Int32(SOCK_STREAM.rawValue)
    #else
      let kind = SOCK_STREAM
    #endif
    let descriptor = socket(AF_INET, kind, 0)
    guard descriptor >= 0 else { throw Failure(description: "there is no socket") }
    // A browser that hangs must not hang the tests.
    var limit = timeval(tv_sec: 60, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else {
      close(descriptor)
      throw Failure(description: "nobody listens on port \(port)")
    }
    return descriptor
  }

  private func send(_ data: Data, to descriptor: Int32) throws {
    var rest = data[...]
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard sent > 0 else { throw Failure(description: "port \(port) takes no more") }
      rest = rest.dropFirst(sent)
    }
  }

  /// The next bytes, or `nil` at the end.
  private func receive(from descriptor: Int32) throws -> Data? {
    var piece = Data(count: 65536)
    let count = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    guard count >= 0 else {
      throw Failure(description: "port \(port) said nothing for a minute")
    }
    return count == 0 ? nil : piece.prefix(count)
  }
}
