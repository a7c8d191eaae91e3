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
    let all = RangeGroups(results)
    // Of no values nothing is clipped, and no share of them can be told.
    guard histogram.hasValues else {
      text = "\(node): \(all.sentence)"
      return
    }
    func clipped(_ group: RangeGroups.Group) -> Double {
      ThresholdSearch.clippedShare(of: group.results[0].parameters, on: histogram)
    }
    if let given = all.given {
      text = "\(node): " + DistributionSentence.effect(of: given, clipped(given), statistics)
      return
    }
    func names(_ group: RangeGroups.Group) -> String { listed(group.methods.map(\.title)) }
    func verb(_ group: RangeGroups.Group, _ one: String, _ many: String) -> String {
      group.methods.count == 1 ? one : many
    }
    let groups = all.groups
    // What cuts a tenth of the values off is no trade.
    let ruined = groups.filter { clipped($0) > 0.1 }
    let kept = groups.filter { clipped($0) <= 0.1 }.sorted { $0.step < $1.step }
    guard let small = kept.first, let large = kept.last else {
      text = "\(node): \(all.sentence)"
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
      let ratio = small.step / large.step
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
    guard let unused = unusedPercentage(of: group, statistics) else { return "" }
    return " and \(group.methods.count == 1 ? "leaves" : "leave") \(unused) % of the grid unused"
  }

  /// What a range does that the user gave.
  private static func effect(
    of group: RangeGroups.Group, _ clipped: Double, _ statistics: NodeStatistics?
  ) -> String {
    let name = group.range.givenName
    if clipped > 0 { return "\(name) clips \(percent(clipped)) of the values" }
    guard let unused = unusedPercentage(of: group, statistics) else {
      return "\(name) clips nothing"
    }
    return "\(name) clips nothing and leaves \(unused) % of the grid unused"
  }

  /// The percentage of a threshold's grid that no value reaches, where it is worth a word.
  private static func unusedPercentage(
    of group: RangeGroups.Group, _ statistics: NodeStatistics?
  ) -> Int? {
    guard let statistics, case .threshold(let t, _) = group.range, t > 0 else { return nil }
    let reach = max(abs(statistics.minimum), abs(statistics.maximum))
    let unused = 1 - reach / t
    guard unused >= 0.05, unused < 1 else { return nil }
    return Int((unused * 100).rounded())
  }
}

extension RangeGroups.Group {
  /// The step of the grid, in any unit that all groups share: of one bit width, steps are as thresholds are.
  fileprivate var step: Double { range.threshold ?? results[0].parameters.grid.step }
}
