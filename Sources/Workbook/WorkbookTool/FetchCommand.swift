import ArgumentParser
import Support
import WorkbookKit

/// Fetches what is too large to come with the workbook.
struct FetchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch", abstract: "Fetch the real ImageNet weights into the cache.",
    discussion: """
      Afterwards --model imagenet uses them. Only the MobileNetV2 of width 1.0 for 224 pixels and \
      1000 classes is taken. Its digest is written beside it and compared whenever it is used. Exit \
      status 69: the network failed.
      """)

  /// What can be fetched.
  enum Thing: String, ExpressibleByArgument, CaseIterable {
    case imagenetWeights = "imagenet-weights"
  }

  @Argument(help: "imagenet-weights")
  var thing: Thing

  @Option(
    help: ArgumentHelp(
      "A mirror or a file, in place of Keras's own server.", valueName: "file-or-url"),
    transform: givenPath)
  var from: String?

  @Option(
    help: ArgumentHelp(
      "The SHA-256 digest that the file must have; needed for plain http.",
      valueName: "hexadecimal"))
  var sha256: String?

  @Flag(help: "Fetch the file also when it is there already.")
  var again = false

  func run() throws {
    let cache = WeightsCache()
    let progress = SharedProgressBar("fetching")
    defer { progress.finish() }
    let isNew = try cache.fetch(
      from: from, sha256: sha256, again: again, progress: progress.update)
    progress.finish()
    say(isNew ? "fetched \(cache.weights.path)" : "already there: \(cache.weights.path)")
  }
}
