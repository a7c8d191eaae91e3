import ArgumentParser
import Graph
import Imaging

/// How pictures are made into the model's input.
public struct InputOptions: ParsableArguments, Sendable {
  /// Rows and columns of the model's input.
  @Option(
    help: ArgumentHelp(
      "Rows and columns of the model's input in pixels, one number or 96x128, where the file leaves them open.",
      valueName: "size"))
  public var inputSize: InputSize?

  /// What becomes of the values of pixels. Unconditional, since `-1..1` begins as an option does.
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What becomes of values of 0 to 255: none, 0..1, -1..1, caffe or torch. Else none for a model that begins "
        + "with a preprocessing of its own, and -1..1 for others.", valueName: "kind"))
  public var preprocessing: Preprocessing?

  /// How pictures of another aspect ratio are brought to the size.
  @Option(
    help: ArgumentHelp(
      "crop (the middle), stretch (as image_dataset_from_directory does) or pad (with black).",
      valueName: "kind"))
  public var resize: Resizing = .crop

  public init() {}
}

/// Rows and columns, such as `224` or `96x128`.
public struct InputSize: ExpressibleByArgument, Sendable, Hashable {
  /// In pixels.
  public let size: HeightWidth

  public init?(argument: String) {
    let sides = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(sides.count), let height = sides[0], let width = sides[sides.count - 1]
    else { return nil }
    size = HeightWidth(height: height, width: width)
  }

  /// As it is typed, `96x128`.
  public var description: String { "\(size.height)x\(size.width)" }
}

extension Preprocessing: ExpressibleByArgument {}
extension Resizing: ExpressibleByArgument {}
