import Foundation

/// Computes a dataset's digest while something else is done: a hash goes byte by byte on one core.
final class DigestInBackground: @unchecked Sendable {
  // Unchecked: written before the semaphore is signalled, read after it.
  private var result: Result<String, any Error> = .success("")
  private let done = DispatchSemaphore(value: 0)

  init(_ dataset: RepresentativeDataset) {
    Thread.detachNewThread { [self] in
      result = Result { try dataset.digest() }
      done.signal()
    }
  }

  /// Waits for the digest.
  ///
  /// - Throws: What ``RepresentativeDataset/digest()`` throws.
  func value() throws -> String {
    done.wait()
    done.signal()
    return try result.get()
  }
}
