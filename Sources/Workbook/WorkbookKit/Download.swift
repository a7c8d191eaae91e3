import Foundation
import Support

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Copies what a URL gives into a file, piece by piece: the next one comes when this one is written, so that
/// neither a long file nor a small one that unpacks to a long one is held in memory.
final class Download: NSObject, URLSessionDataDelegate, @unchecked Sendable {
  // Unchecked: the session calls the delegate from one queue; `run` reads after it has finished.
  private let source: String
  private let url: URL
  private let file: IncompleteFile
  private let allowsPlainHTTP: Bool
  private let limit: Int
  private let progress: @Sendable (_ done: Int, _ total: Int) -> Void
  private let finished = DispatchSemaphore(value: 0)
  private var failure: (any Error)?
  private var received = 0
  private var expected = 0

  /// - Parameters:
  ///   - limit: The most bytes that are taken.
  ///   - allowsPlainHTTP: Whether the connection may be one that others can change.
  /// - Throws: ``FetchError``.
  init(
    _ source: String, to file: IncompleteFile, limit: Int, allowsPlainHTTP: Bool,
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void
  ) throws {
    guard let url = URL(string: source), url.host != nil else { throw FetchError.notAURL(source) }
    self.source = source
    self.url = url
    self.file = file
    self.limit = limit
    self.allowsPlainHTTP = allowsPlainHTTP
    self.progress = progress
    super.init()
    guard allows(url) else { throw FetchError.plainHTTP(source) }
  }

  /// Fetches everything.
  ///
  /// - Throws: ``FetchError`` or `OutputError`.
  func run() throws {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = 30
    configuration.timeoutIntervalForResource = 3600
    configuration.urlCache = nil
    let session = URLSession(
      configuration: configuration, delegate: self, delegateQueue: Download.queue)
    session.dataTask(with: url).resume()
    finished.wait()
    guard let failure else { return session.finishTasksAndInvalidate() }
    // Cancelling waits for what is being received: nobody needs to wait for that.
    DispatchQueue.global().async { session.invalidateAndCancel() }
    throw failure
  }

  /// Where the delegate is called. Foundation's own queue on Linux takes pieces without end while the
  /// delegate is at work.
  private static var queue: OperationQueue? {
    #if canImport(FoundationNetworking)
      ImmediateQueue()
    #else
      nil
    #endif
  }

  /// Ends the fetch: the first reason counts.
  private func fail(_ error: any Error) {
    guard failure == nil else { return }
    failure = error
    finished.signal()
  }

  private func allows(_ url: URL) -> Bool {
    url.scheme?.lowercased() == "https" || allowsPlainHTTP
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask,
    willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
    completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) {
    if let url = request.url, allows(url) {
      completionHandler(request)
    } else {
      fail(FetchError.plainHTTP(source))
      completionHandler(nil)
    }
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    expected = max(0, Int(response.expectedContentLength))
    if let status = (response as? HTTPURLResponse)?.statusCode, status != 200 {
      fail(FetchError.refused(source: source, status: status))
    }
    if expected > limit { fail(tooLarge) }
    completionHandler(failure == nil ? .allow : .cancel)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    guard failure == nil else { return }
    received += data.count
    do {
      guard received <= limit else { throw tooLarge }
      try file.write(data)
    } catch {
      fail(error)
    }
    progress(received, expected)
  }

  private var tooLarge: FetchError {
    .wrongContent(source: source, reason: "it has more than \(limit) bytes")
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
  ) {
    if let error {
      fail(FetchError.connection(source: source, reason: error.localizedDescription))
    } else if expected > 0, received != expected {
      fail(
        FetchError.connection(source: source, reason: "\(received) of \(expected) bytes came"))
    } else if failure == nil {
      finished.signal()
    }
  }
}

#if canImport(FoundationNetworking)
  /// A queue that does at once what it is given, in the thread that gives it.
  private final class ImmediateQueue: OperationQueue, @unchecked Sendable {
    // Unchecked, as the class that it inherits from; it has no state of its own.
    override func addOperation(_ block: @escaping @Sendable () -> Void) { block() }
  }
#endif
