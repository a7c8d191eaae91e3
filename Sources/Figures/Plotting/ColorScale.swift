import Foundation

/// Colours for values, from dark to light or, around a middle, from purple to orange.
public struct ColorScale: Equatable, Sendable {
  /// What the scale is for.
  public enum Kind: String, Sendable {
    /// Small to large.
    case sequential
    /// Below and above a middle.
    case diverging
  }

  /// A value with its label in the key.
  public struct Stop: Equatable, Sendable {
    /// The value.
    public var value: Double
    /// The label.
    public var label: String

    public init(_ value: Double, _ label: String) {
      self.value = value
      self.label = label
    }
  }

  /// What the scale is for.
  public var kind: Kind
  /// What the key shows, ascending. Neighbouring stops are equally far apart in colour, however far their
  /// values are.
  public var stops: [Stop]
  /// Whether equal ratios of values, not equal differences, are equally far apart between two stops.
  public var isLogarithmic: Bool
  /// What the values are, with their unit.
  public var quantity: String

  public init(
    _ kind: Kind, stops: [Stop], isLogarithmic: Bool = false, quantity: String = "value"
  ) {
    self.kind = kind
    self.stops = stops
    self.isLogarithmic = isLogarithmic
    self.quantity = quantity
  }

  private func scaled(_ value: Double) -> Double {
    isLogarithmic ? log2(max(value, .leastNormalMagnitude)) : value
  }

  /// The first scale becomes lighter in equal steps (L* 16 to 88) and goes once around the hues, so that up
  /// to nine neighbours can be named and not only seen side by side; a test computes how far they are apart
  /// for every eye.
  ///
  /// - Source: the second are anchors of the colour map PuOr (Brewer).
  private var anchors: [Color] {
    switch kind {
    case .sequential:
      [
        0x501102, 0x770446, 0x4D35C1, 0x146C9A, 0x198994, 0x02A877, 0x93B909, 0xFEB46C, 0xFCD3D4,
      ].map(Color.init)
    case .diverging:
      [0x542788, 0x998EC3, 0xD8DAEB, 0xF3F3F3, 0xFEE0B6, 0xF1A340, 0xB35806].map(Color.init)
    }
  }

  /// Where a value lies between the ends, 0 ... 1.
  private func share(_ value: Double) -> Double {
    guard stops.count > 1 else { return 0.5 }
    let above = stops.firstIndex { $0.value > value } ?? stops.count
    if above == 0 { return 0 }
    if above == stops.count { return 1 }
    let (a, b) = (scaled(stops[above - 1].value), scaled(stops[above].value))
    return (Double(above - 1) + (scaled(value) - a) / (b - a)) / Double(stops.count - 1)
  }

  /// The stop that is nearest to a value.
  func nearest(_ value: Double) -> Stop? {
    let value = scaled(value)
    return stops.min { abs(scaled($0.value) - value) < abs(scaled($1.value) - value) }
  }

  /// The colour of a value; values beyond the ends have the colours of the ends.
  public func color(_ value: Double) -> Color {
    let share = share(value)
    let colors = anchors
    let position = min(max(share.isFinite ? share : 0, 0), 1) * Double(colors.count - 1)
    let index = min(Int(position), colors.count - 2)
    return colors[index].mixed(with: colors[index + 1], position - Double(index))
  }
}
