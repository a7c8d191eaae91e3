import ArgumentParser
import WorkbookKit

/// Fetches what is too large to come with the workbook.
struct FetchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch", abstract: "Fetch the real ImageNet weights into the cache.",
    discussion: "Afterwards --model imagenet uses them. Exit status 69: the network failed.")

  /// What can be fetched.
  enum Thing: String, ExpressibleByArgument, CaseIterable {
    case imagenetWeights = "imagenet-weights"
  }

  @Argument(help: "imagenet-weights")
  var thing: Thing

  @Option(
    help: ArgumentHelp(
      "A mirror or a file, in place of Keras's own server.", valueName: "file-or-url"))
  var from: String?

  func run() throws {
    let cache = WeightsCache()
    let progress = ProgressBar("fetching")
    let shared = SharedFetchProgress(progress)
    defer { progress.finish() }
    let isNew = try cache.fetch(from: from, progress: shared.update)
    progress.finish()
    print(isNew ? "fetched \(cache.weights.path)" : "already there: \(cache.weights.path)")
  }
}

/// A bar that counts bytes.
private final class SharedFetchProgress: @unchecked Sendable {
  // Unchecked: one download calls it, from one queue.
  private let bar: ProgressBar

  init(_ bar: ProgressBar) { self.bar = bar }

  func update(done: Int, total: Int) { bar.update(done: done, total: total) }
}
