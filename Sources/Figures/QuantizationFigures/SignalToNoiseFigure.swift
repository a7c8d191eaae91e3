import Evaluation
import FastExecution
import Imaging
import Plotting
import PostTrainingQuantization
import Quantization
import Support

/// The signal-to-quantization-noise ratio of every tensor in network order: what rounding alone does to it,
/// and what has come together by then.
///
/// - Parameters:
///   - infos: The quantizations.
///   - measured: For every quantization the ratio of every tensor in decibels, measured on images.
///   - images: How many images that were.
public func signalToNoiseFigure(
  _ infos: [QuantizationInfo], measured: [[Double]], images: Int
) -> Figure {
  // An output with a known range, the softmax, has no threshold to judge.
  let searched = (infos.first?.commonActivations ?? []).enumerated()
    .filter { $0.element.result.reason != .boundedOutput }
  let nodes = searched.map(\.element.node)
  let ticks = nodes.indices.filter { index in
    index == 0 || blockName(of: nodes[index]) != blockName(of: nodes[index - 1])
  }.map { Axis.Tick(Double($0), shortName(of: blockName(of: nodes[$0]))) }
  let groups = methodGroups(infos)
  func panel(_ title: String, _ values: (Int) -> [Double]) -> Panel {
    Panel(
      title: title,
      x: .init(
        "", scale: .categories, range: -0.5...Double(max(nodes.count, 1)) - 0.5, ticks: ticks,
        hasUprightTicks: true),
      y: .init("signal to noise (dB)"),
      marks: groups.flatMap { group -> [Mark] in
        let method = infos[group.first].config.activationErrorMethod
        let points = values(group.first).enumerated().filter { $0.element.isFinite }
          .map { Point(Double($0.offset), $0.element) }
        return [
          Mark(group.title, .line(points), look: method.look),
          Mark(group.title, .points(points), look: method.look),
        ]
      })
  }
  let alone = infos.map { info in
    searched.map { isolatedSQNR(info.commonActivations[$0.offset], info.ledger) }
  }
  let together = measured.map { values in searched.map { values[$0.offset] } }
  let last = groups.compactMap { group in
    together[group.first].last.map { "\(group.title) \(fixed($0, digits: 1))" }
  }
  return Figure(
    title: "At the logits: " + last.joined(separator: ", ") + " dB",
    subtitle: "How much stronger the signal is than the noise; one bit is worth about 6 dB",
    altText:
      "Two plots over all tensors of the network: the noise that rounding one tensor makes, and the noise "
      + "that has come together by then. " + last.joined(separator: ", ")
      + " dB at the last one, the logits.",
    source: infos.first.map { "calibration \($0.ledger.digest)" } ?? "",
    content: .panels(
      [
        panel("Each tensor rounded alone (from its histogram)") { alone[$0] },
        panel("The whole network quantized (\(images) images)") { together[$0] },
      ], .belowEachOther))
}

/// The signal-to-quantization-noise ratio of every tensor of several quantizations, measured.
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
