import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Copies what a URL gives into a file, piece by piece.
final class Download: NSObject, URLSessionDataDelegate, @unchecked Sendable {
  // Unchecked: the session calls the delegate from one queue; `run` reads after it has finished.
  private let source: String
  private let url: URL
  private let handle: FileHandle
  private let progress: @Sendable (_ done: Int, _ total: Int) -> Void
  private let finished = DispatchSemaphore(value: 0)
  private var failure: FetchError?
  private var received = 0
  private var expected = 0

  init(
    _ source: String, to file: URL,
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void
  ) throws {
    guard let url = URL(string: source), url.host != nil else { throw FetchError.notAURL(source) }
    self.source = source
    self.url = url
    self.progress = progress
    do {
      try Data().write(to: file)
      handle = try FileHandle(forWritingTo: file)
    } catch {
      throw OutputError(path: file.path, reason: error.localizedDescription)
    }
  }

  /// Fetches everything.
  ///
  /// - Throws: ``FetchError``.
  func run() throws {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = 30
    let session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
    session.dataTask(with: url).resume()
    finished.wait()
    session.finishTasksAndInvalidate()
    try? handle.close()
    if let failure { throw failure }
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    expected = max(0, Int(response.expectedContentLength))
    if let status = (response as? HTTPURLResponse)?.statusCode, status != 200 {
      failure = .refused(source: source, status: status)
      completionHandler(.cancel)
    } else {
      completionHandler(.allow)
    }
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    do {
      try handle.write(contentsOf: data)
    } catch {
      failure = .connection(source: source, reason: error.localizedDescription)
      dataTask.cancel()
    }
    received += data.count
    progress(received, expected)
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
  ) {
    if failure == nil {
      if let error {
        failure = .connection(source: source, reason: error.localizedDescription)
      } else if expected > 0, received != expected {
        failure = .connection(source: source, reason: "\(received) of \(expected) bytes came")
      }
    }
    finished.signal()
  }
}
