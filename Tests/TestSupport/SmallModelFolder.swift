import Foundation

/// A folder with a small random network and twelve pictures, and the options that tell a program so.
public struct SmallModelFolder: Sendable {
  /// The folder, for what else a test writes.
  public let scratch: ScratchFolder

  /// Writes the network to `weights.h5` and the pictures of three classes to `images`.
  public init() throws {
    scratch = try ScratchFolder()
    try scratch.writePictures()
    SyntheticNetwork().write(to: weights)
  }

  /// The network's weights, for pictures of 32 × 32 pixels.
  public var weights: URL { scratch.file("weights.h5") }

  /// Calibrates on all pictures, in batches of five.
  public var options: [String] {
    [
      "--weights", weights.path, "--images", scratch.file("images").path,
      "--input-size", "32", "--calibration-images", "12", "--batch-size", "5",
    ]
  }
}
