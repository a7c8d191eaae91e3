import Foundation
import PostTrainingQuantization
import Quantization
import Support

/// What the thresholds of a tensor trade, as the title of its distribution: what is clipped, and for which
/// step.
struct DistributionSentence {
  let text: String

  init(
    _ node: String, _ results: [ThresholdSearchResult], histogram: Histogram,
    statistics: NodeStatistics?
  ) {
    func clipped(_ group: RangeGroups.Group) -> Double {
      ThresholdSearch.clippedShare(of: group.results[0].parameters, on: histogram)
    }
    func names(_ group: RangeGroups.Group) -> String { listed(group.methods.map(\.title)) }
    func verb(_ group: RangeGroups.Group, _ one: String, _ many: String) -> String {
      group.methods.count == 1 ? one : many
    }
    let groups = RangeGroups(results).groups
    // What cuts a tenth of the values off is no trade.
    let ruined = groups.filter { clipped($0) > 0.1 }
    let kept = groups.filter { clipped($0) <= 0.1 }
      .sorted { $0.range.magnitude < $1.range.magnitude }
    guard let small = kept.first, let large = kept.last else {
      text = "\(node): \(RangeGroups(results).sentence)"
      return
    }
    let end = ruined.map {
      "; \(names($0)) \(verb($0, "clips", "clip")) \(percent(clipped($0)))"
    }.joined()
    if kept.count > 2 {
      let shares = kept.dropFirst().map { ", \(names($0)) \(percent(clipped($0)))" }.joined()
      text =
        "\(node): \(names(small)) \(verb(small, "clips", "clip")) \(percent(clipped(small))) of the "
        + "values" + shares + end
      return
    }
    if kept.count > 1 {
      let (share, most) = (clipped(small), clipped(large))
      let what =
        share > 0
        ? "\(verb(small, "clips", "clip")) \(percent(share)) of the values"
        : "\(verb(small, "clips", "clip")) nothing"
      let with = most > 0 ? ", which \(verb(large, "clips", "clip")) \(percent(most))" : ""
      let ratio = small.range.magnitude / large.range.magnitude
      let step =
        ratio == 0.5
        ? "half the step of"
        : ratio == 0.25
          ? "a quarter of the step of"
          : "\(fixed(ratio, digits: 2)) times the step of"
      text =
        "\(node): \(names(small)) \(what) and \(verb(small, "gets", "get")) \(step) "
        + names(large) + with + end
      return
    }
    text =
      "\(node): \(names(small)) \(verb(small, "chooses", "choose")) \(small.text)"
      + DistributionSentence.use(small, clipped(small), statistics) + end
  }

  /// How well a grid that all methods chose fits the values.
  private static func use(
    _ group: RangeGroups.Group, _ clipped: Double, _ statistics: NodeStatistics?
  ) -> String {
    if clipped > 0 {
      return " and \(group.methods.count == 1 ? "clips" : "clip") \(percent(clipped))"
    }
    guard let statistics, case .threshold(let t, _) = group.range, t > 0 else { return "" }
    let reach = max(abs(statistics.minimum), abs(statistics.maximum))
    let unused = 1 - reach / t
    guard unused >= 0.05, unused < 1 else { return "" }
    return
      " and \(group.methods.count == 1 ? "leaves" : "leave") \(Int((unused * 100).rounded())) % of the grid unused"
  }
}
