import IntegerNetwork
import Plotting
import Support

/// How the sums of one channel become codes: a straight line of slope M, and the staircase that rounding makes of it.
///
/// - Parameters:
///   - name: The layer and the channel, in words.
///   - requantization: What brings sums onto the output's grid.
///   - steps: How many codes are drawn.
public func requantizationFigure(
  name: String, _ requantization: Requantization, steps: Int = 6, source: String = ""
) -> Figure {
  let factor = requantization.factor
  let perCode = 1 / factor
  let last = Int((Double(steps) * perCode).rounded(.up))
  // The staircase as the chip makes it: every sum is tried.
  var corners: [Point] = []
  for sum in 0...last {
    let code = Double(requantization(Int32(sum)))
    if let before = corners.last, before.y != code {
      corners.append(Point(Double(sum), before.y))
    }
    corners.append(Point(Double(sum), code))
  }
  let line = [Point(0, 0), Point(Double(last), Double(last) * factor)]
  return Figure(
    title: "\(name): \(fixed(perCode, digits: 0)) steps of the sum are one step of the code",
    subtitle:
      "M = \(typeset(factor, digits: 4)); the dotted line is M · sum, the staircase the code",
    footnote:
      "The code steps up where M · sum passes a half. The zero point is not in it.",
    altText:
      "A staircase of codes over the sums of a convolution, along a straight line of slope "
      + "\(typeset(factor, digits: 4)).",
    subject: name, source: source,
    panel: Panel(
      x: Axis("sum of the bias and the products of codes", range: 0...Double(max(last, 1))),
      y: Axis(
        "code", range: 0...Double(steps) + 0.5,
        ticks: (0...steps).map { .init(Double($0), "\($0)") }),
      marks: [
        Mark("M · sum", .line(line), look: Look(.soft, dash: .dotted)),
        Mark("code", .line(corners), look: Look(.ink)),
      ]))
}

/// The share of codes that differ, layer by layer: between two runtimes from the picture on, between them when every
/// layer gets the same codes from both, and within one runtime when one value of the picture is off by one step.
///
/// - Parameters:
///   - differences: Between the two runtimes, one per layer, in the layers' order.
///   - nudged: Between a picture and one that is off by a step, likewise.
///   - names: What the two runtimes are called.
///   - pictures: How many pictures were compared.
public func differencesFigure(
  _ differences: [LayerDifference], nudged: [LayerDifference], between names: [String],
  pictures: Int, source: String = ""
) -> Figure {
  // A border or another shape changes no code.
  let places = differences.indices.filter {
    !["padding", "cropping", "reshaping", "softmax"].contains(differences[$0].operation)
  }
  let layers = places.map { differences[$0] }
  func points(_ differences: [LayerDifference], _ share: (LayerDifference) -> Double) -> [Point] {
    places.enumerated().map { Point(Double($0), 100 * share(differences[$1])) }
  }
  func last(_ differences: [LayerDifference]) -> String {
    typeset(100 * (places.last.map { differences[$0].share } ?? 0), digits: 2)
  }
  let alone = layers.isEmpty ? 0 : LayerDifference(adding: layers).shareAlone
  let groups = NodeGroups(layers.map(\.layer)).groups
  let end = layers.last?.layer ?? ""
  let sentence =
    "\(listed(names)): a layer alone differs in \(typeset(100 * alone, digits: 2)) % of its codes, "
    + "\(end) in the end in \(last(differences)) %"
  return Figure(
    title: sentence,
    subtitle:
      "On \(counted(pictures, "picture")). One value of the picture off by one step: "
      + "\(last(nudged)) % of the codes of \(end)",
    footnote:
      "Alone: both runtimes read the same codes. One value off: the same runtime twice. Paddings and the "
      + "softmax are left out.",
    altText: "Three rows of points along the network. \(sentence).",
    source: source,
    panel: Panel(
      x: Axis(
        "", scale: .categories, range: -0.5...Double(max(layers.count, 1)) - 0.5,
        ticks: groups.map { .init(Double($0.nodes.lowerBound), shortened($0.name)) },
        hasUprightTicks: true, names: .init("layer", layers.map(\.layer))),
      y: Axis("codes that differ (%)", scale: .log10, showsZero: true),
      marks: [
        Mark(
          "two runtimes", .points(points(differences, \.share)),
          look: Look(.series(0), symbol: .circle)),
        Mark(
          "two runtimes, this layer alone", .points(points(differences, \.shareAlone)),
          look: Look(.series(1), symbol: .square)),
        Mark(
          "one value of the picture off", .points(points(nudged, \.share)),
          look: Look(.series(2), symbol: .triangle)),
      ]))
}
