import ArgumentParser

/// What every chapter can be told.
public struct ChapterOptions: ParsableArguments, Sendable {
  /// The data.
  @OptionGroup public var data: DataOptions

  /// The methods.
  @OptionGroup public var methods: MethodOptions

  /// The layers.
  @OptionGroup public var layers: LayerOptions

  /// The look of figures.
  @OptionGroup public var figures: FigureOptions

  /// Whether the output is JSON.
  @Flag(help: "Print JSON instead of text.")
  public var json = false

  public init() {}
}

/// Which layers to look at.
public struct LayerOptions: ParsableArguments, Sendable {
  /// The names of the layers.
  @Option(
    help: ArgumentHelp(
      "A layer to look at, by its own name in Keras or its node's; may be repeated. Else the tutorial's two.",
      valueName: "name"))
  public var layer: [String] = []

  /// Creates options with their defaults.
  public init() {}
}
