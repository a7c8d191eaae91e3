/// Colours for values, from dark blue to yellow or, around a middle, from purple to orange.
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

  public init(_ kind: Kind, stops: [Stop]) {
    self.kind = kind
    self.stops = stops
  }

  /// - Source: anchors of the colour maps viridis (Smith and van der Walt, 2015) and PuOr (Brewer), both
  ///   safe for colour-blind eyes.
  private var anchors: [Color] {
    switch kind {
    case .sequential:
      [
        0x440154, 0x482878, 0x3E4A89, 0x31688E, 0x26828E, 0x1F9E89, 0x35B779, 0x6DCD59, 0xB4DE2C,
        0xFDE725,
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
    let (a, b) = (stops[above - 1].value, stops[above].value)
    return (Double(above - 1) + (value - a) / (b - a)) / Double(stops.count - 1)
  }

  /// The stop that is nearest to a value.
  func nearest(_ value: Double) -> Stop? {
    stops.min { abs($0.value - value) < abs($1.value - value) }
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
