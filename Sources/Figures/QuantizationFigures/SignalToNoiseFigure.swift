import Evaluation
import FastExecution
import Imaging
import Plotting
import PostTrainingQuantization
import Quantization
import Support

/// The signal-to-quantization-noise ratio along the network, at the last output of every block: what
/// rounding alone does to it, and how much noise there is when all outputs and kernels are rounded.
///
/// A method that has destroyed the signal is named, not drawn: it would squeeze all others together.
///
/// - Parameters:
///   - infos: The quantizations.
///   - measured: For every quantization the ratio of every output in decibels, measured on images.
///   - images: How many images that were.
public func signalToNoiseFigure(
  _ infos: [QuantizationInfo], measured: [[Double]], images: Int
) -> Figure {
  let track = SignalTrack(infos, measured: measured)
  func panel(_ title: String, _ values: [[Double]]) -> Panel {
    Panel(
      title: title,
      x: .init(
        "", scale: .categories, range: -0.5...Double(max(track.places.count, 1)) - 0.5,
        ticks: track.places.enumerated().map { Axis.Tick(Double($0), shortened($1.block)) },
        hasUprightTicks: true, names: .init("last output of a block", track.places.map(\.node))),
      y: .init("signal to noise (dB)", range: track.range),
      marks: track.drawn.flatMap { group -> [Mark] in
        let look = infos[group.first].config.activationErrorMethod.look
        let points = values[group.first].enumerated().filter { $0.element.isFinite }
          .map { Point(Double($0.offset), $0.element) }
        return [
          Mark(group.title, .line(points), look: look),
          Mark(group.title, .points(points), look: look),
        ]
      })
  }
  return Figure(
    title: track.sentence,
    subtitle: "Higher means less noise. Left: from histograms; right: on "
      + "\(counted(images, "image"))\(track.missing)",
    footnote: "One point per block, at its last output. One bit more is worth about 6 dB.",
    altText:
      "Two plots along the network: the noise that rounding one output makes, and the noise at that "
      + "output when all outputs and kernels are rounded. \(track.sentence).",
    source: infos.first.map { "calibration \($0.ledger.digest)" } ?? "",
    content: .panels(
      [
        panel("Only this output is rounded", track.alone),
        panel("Everything is rounded", track.together),
      ], .besideEachOther))
}

/// The ratios at the places that are drawn.
private struct SignalTrack {
  /// The last output of every block that has a threshold to judge.
  private(set) var places: [(block: String, node: String)] = []
  private(set) var alone: [[Double]] = []
  private(set) var together: [[Double]] = []
  private let groups: [(first: Int, title: String)]

  init(_ infos: [QuantizationInfo], measured: [[Double]]) {
    groups = methodGroups(infos)
    let activations = infos.first?.commonActivations ?? []
    // An output with a known range, such as the softmax, has no threshold to judge.
    let searched = activations.indices.filter { activations[$0].result.reason != .boundedOutput }
    let blocks = NodeGroups(searched.map { activations[$0].node })
    let last = blocks.groups.map { searched[$0.nodes.upperBound - 1] }
    places = zip(blocks.groups, last).map { ($0.name, activations[$1].node) }
    alone = infos.map { info in last.map { isolatedSQNR(info.commonActivations[$0], info.ledger) } }
    together = measured.map { values in last.map { values[$0] } }
  }

  private func end(_ group: (first: Int, title: String)) -> Double {
    together[group.first].last ?? .nan
  }

  private var best: Double { groups.map(end).filter(\.isFinite).max() ?? 0 }

  /// One range for both plots.
  var range: ClosedRange<Double> {
    let values = drawn.flatMap { alone[$0.first] + together[$0.first] }.filter(\.isFinite)
    let (lower, upper) = (values.min() ?? 0, values.max() ?? 1)
    let room = max(0.05 * (upper - lower), 0.5)
    return lower - room...upper + room
  }

  /// Methods with a signal left; all where nobody has one.
  var drawn: [(first: Int, title: String)] {
    let alive = groups.filter { end($0) > 3 || best <= 6 }
    return alive.isEmpty ? groups : alive
  }

  /// What is left at the end.
  var sentence: String {
    let ends = groups.filter { end($0).isFinite }.sorted { end($0) > end($1) }
      .map { "\($0.title) \(fixed(end($0), digits: 1)) dB" }
    let silent = groups.filter { end($0) == .infinity }.map(\.title)
    if ends.isEmpty {
      if silent.isEmpty { return "No signal to noise can be told at the network's end" }
      let whose = silent.count < groups.count ? " of \(listed(silent))" : ""
      return "Rounding makes no noise at the network's end\(whose)"
    }
    let others = silent.isEmpty ? [] : ["\(listed(silent)) without noise"]
    return "Signal to noise at the network's end: \((ends + others).joined(separator: ", "))"
  }

  /// Who is not drawn.
  var missing: String {
    let names = groups.filter { group in !drawn.contains { $0.first == group.first } }.map(\.title)
    guard !names.isEmpty else { return "" }
    return "; \(listed(names)) \(names.count == 1 ? "is" : "are") not drawn"
  }
}

/// The signal-to-quantization-noise ratio of every output of several quantizations, measured.
///
/// - Parameters:
///   - calibration: What the quantizations started from.
///   - images: The images to measure on.
///   - progress: Called with the images done.
/// - Throws: ``ImageError``.
public func signalToNoiseFigure(
  _ quantizations: [QuantizationResult], from calibration: Calibration, images: [LabelledImage],
  progress: (_ done: Int) -> Void = { _ in }
) throws -> Figure {
  let prepared = calibration.prepared
  let nodes = prepared.quantizedNodes.map(\.name)
  var measured = try tensorSignalToNoise(
    float: FastExecutor(model: prepared.model, on: calibration.machine),
    quantized: quantizations.map(\.model), nodes: nodes,
    images: images, as: calibration.ledger.input, on: calibration.machine, progress: progress)
  // Values that a method shifts are no longer the float network's.
  for (position, quantization) in quantizations.enumerated() {
    let (own, float) = (quantization.info.ledger.statistics, calibration.ledger.statistics)
    for (index, node) in nodes.enumerated() where own[node]?.minimum != float[node]?.minimum {
      measured[position][index] = .nan
    }
  }
  return signalToNoiseFigure(
    quantizations.map(\.info), measured: measured, images: images.count)
}

/// Methods that chose the same thresholds everywhere are one line: the position of the first, and all
/// their names.
private func methodGroups(_ infos: [QuantizationInfo]) -> [(first: Int, title: String)] {
  var groups: [(first: Int, title: String)] = []
  func ranges(_ info: QuantizationInfo) -> [QuantizationRange] {
    info.commonActivations.map(\.result.parameters.range)
  }
  for (index, info) in infos.enumerated() {
    let title = info.config.activationErrorMethod.title
    if let same = groups.firstIndex(where: { ranges(infos[$0.first]) == ranges(info) }) {
      groups[same].title += " = " + title
    } else {
      groups.append((index, title))
    }
  }
  return groups
}

/// The signal-to-noise ratio on the histogram of a tensor, in decibels.
private func isolatedSQNR(_ search: ActivationSearch, _ ledger: CalibrationLedger) -> Double {
  guard let histogram = ledger.statistics[search.node]?.histogram else { return .nan }
  return search.result.parameters.signalToNoise(on: histogram)
}
