import Foundation
import Quantization
import Support

/// Methods that chose the same range, in the order of their first member.
struct RangeGroups {
  struct Group {
    let range: QuantizationRange
    var results: [ThresholdSearchResult]

    var methods: [QuantizationErrorMethod] { results.map(\.errorMethod) }

    /// The threshold or both ends, in words.
    var text: String {
      switch range {
      case .threshold(let threshold, _):
        "t = \(typeset(threshold, digits: 3))"
      case .interval(let minimum, let maximum):
        "\(typeset(minimum, digits: 3)) to \(typeset(maximum, digits: 3))"
      }
    }
  }

  private(set) var groups: [Group] = []

  init(_ results: [ThresholdSearchResult]) {
    for result in results {
      let range = result.parameters.range
      if let index = groups.firstIndex(where: { $0.range == range }) {
        groups[index].results.append(result)
      } else {
        groups.append(Group(range: range, results: [result]))
      }
    }
  }

  /// What was chosen, in a sentence.
  var sentence: String {
    let all = groups.flatMap(\.methods)
    guard groups.count > 1 else {
      guard let group = groups.first else { return "nothing was chosen" }
      if all.count == 1 { return "\(all[0].title) chooses \(group.text)" }
      return (all.count == 2 ? "both" : "all") + " methods choose \(group.text)"
    }
    return groups.enumerated().map { index, group in
      let verb = index > 0 ? "" : group.methods.count == 1 ? " chooses" : " choose"
      let text = index == 0 ? group.text : group.text.replacingOccurrences(of: "t = ", with: "")
      return listed(group.methods.map(\.title)) + verb + " " + text
    }.joined(separator: ", ")
  }
}
