import ArgumentParser

/// What a chapter may be told besides its data.
public enum ChapterChoice: Sendable {
  /// Which layers to look at.
  case layers
  /// Which error methods to compare.
  case errorMethods
}

/// What every chapter can be told.
public struct ChapterOptions: ParsableArguments, Sendable {
  /// The data.
  @OptionGroup public var data: DataOptions

  /// The methods.
  @OptionGroup public var methods: MethodOptions

  /// The layers.
  @Option(
    help: ArgumentHelp(
      "A layer to look at, by Keras's name; may be repeated. Else the tutorial's two.",
      valueName: "name"))
  public var layer: [String] = []

  /// The look of figures.
  @OptionGroup public var figures: FigureOptions

  /// The folder for figures.
  @Option(help: "The folder that figures are written to.")
  public var output = "Output"

  /// Whether the output is JSON.
  @Flag(help: "Print JSON instead of text.")
  public var json = false

  /// Whether choices that this chapter does not have are for other chapters of the same run.
  @Flag(help: .hidden)
  public var amongOthers = false

  public init() {}

  /// - Throws: `ValidationError` for a choice that the chapter does not have.
  func check(_ choices: [ChapterChoice], chapter: Int) throws {
    guard !amongOthers else { return }
    if !layer.isEmpty, !choices.contains(.layers) {
      throw ValidationError("Chapter \(chapter) looks at no single layer; leave --layer out.")
    }
    if !methods.errorMethod.isEmpty, !choices.contains(.errorMethods) {
      throw ValidationError(
        "Chapter \(chapter) compares no error methods; leave --error-method out.")
    }
  }

  /// The options as a chapter takes them that is one of several.
  public var argumentsAmongOthers: [String] {
    ["--among-others", "--output", output] + data.arguments + figures.arguments
      + methods.arguments + layer.flatMap { ["--layer", $0] } + (json ? ["--json"] : [])
  }
}
