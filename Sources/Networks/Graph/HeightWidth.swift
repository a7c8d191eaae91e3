/// Two numbers of pixels, one per direction of an image: a window, its steps, its dilation.
public struct HeightWidth: Hashable, Sendable, ExpressibleByIntegerLiteral, CustomStringConvertible
{
  /// Downwards, in pixels.
  public var height: Int
  /// To the right, in pixels.
  public var width: Int

  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// The same number in both directions.
  public init(_ both: Int) { self.init(height: both, width: both) }

  /// The same number in both directions.
  public init(integerLiteral value: Int) { self.init(value) }

  /// How many pixels there are in a window of this size.
  public var count: Int { height * width }

  /// Such as `3 × 3`.
  public var description: String { "\(height) × \(width)" }
}
