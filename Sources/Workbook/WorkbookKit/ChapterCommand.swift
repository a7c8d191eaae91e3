import ArgumentParser
import Foundation

/// What a chapter may be told besides its data.
public enum ChapterChoice: Sendable {
  /// Which layers to look at.
  case layers
  /// Which error methods to compare.
  case errorMethods
}

/// The command line of a chapter's program.
struct ChapterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: URL(fileURLWithPath: CommandLine.arguments[0]).lastPathComponent)

  @OptionGroup var options: ChapterOptions

  /// Whether the command line is that of `workbook run`, which names chapters, and has choices that this
  /// chapter does not have.
  @Flag(help: .hidden) var amongOthers = false

  /// The chapters that `workbook run` was told to run.
  @Argument(help: .hidden) var chapters: [String] = []

  /// - Throws: `ValidationError` for a word or a choice that the chapter does not have. An option that nobody has is told
  ///   before, and not the value behind it.
  func check(_ choices: [ChapterChoice], chapter: Int) throws {
    guard !amongOthers else { return }
    if let word = chapters.first {
      let advice = isNamedLikeWeights(word) ? "; give it as --weights \(word)" : ""
      throw ValidationError("Unexpected argument '\(word)'\(advice)")
    }
    if !options.layers.layer.isEmpty, !choices.contains(.layers) {
      throw ValidationError("Chapter \(chapter) looks at no single layer; leave --layer out.")
    }
    if !options.methods.errorMethod.isEmpty, !choices.contains(.errorMethods) {
      throw ValidationError(
        "Chapter \(chapter) compares no error methods; leave --error-method out.")
    }
  }
}

extension ChapterCommand {
  /// How to run this chapter alone as `workbook run` does now; `nil` when it runs alone.
  func typed(_ choices: [ChapterChoice], chapter: Int) -> String? {
    guard amongOthers else { return nil }
    // The folder changes nothing that is printed.
    var others: Set<String> = ["--among-others", "--output"]
    if !choices.contains(.layers) { others.insert("--layer") }
    if !choices.contains(.errorMethods) {
      others.formUnion(["--error-method", "--lp-p", "--percentile"])
    }
    let words = Array(CommandLine.arguments.dropFirst())
    return ChapterInvocation.line(
      chapter, options: ChapterInvocation.options(of: words, without: others))
  }
}

extension ChapterOptions {
  /// What a chapter is given that `workbook run` runs: its command line as it is, so that every option it
  /// has reaches the chapters.
  public static func arguments(amongOthers commandLine: [String]) -> [String] {
    ["--among-others"] + commandLine
  }
}
