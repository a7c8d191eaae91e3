import Foundation
import Plotting
import Quantization
import Support

/// Methods that chose the same range, in the order of their first member.
struct RangeGroups {
  struct Group {
    let range: QuantizationRange
    var results: [ThresholdSearchResult]

    var methods: [QuantizationErrorMethod] { results.map(\.errorMethod) }

    /// Whether the user chose the range, and no method.
    var isGiven: Bool { results.allSatisfy { $0.reason == .given } }

    /// Who chose the range, and how that looks: the methods, or nobody of them.
    var names: [Rule.Name] {
      isGiven ? [Rule.Name("given", Look(.ink))] : methods.map { Rule.Name($0.title, $0.look) }
    }

    /// The threshold or both ends, in words.
    var text: String { range.text }
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

  /// The group whose range the user gave, where no method chose any.
  var given: Group? { groups.count == 1 && groups[0].isGiven ? groups[0] : nil }

  /// What was chosen, in a sentence.
  var sentence: String {
    if let given { return given.range.givenSentence }
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

extension QuantizationRange {
  /// The threshold or both ends, in words.
  var text: String {
    switch self {
    case .threshold(let threshold, _):
      "t = \(typeset(threshold, digits: 3))"
    case .interval(let minimum, let maximum):
      "\(typeset(minimum, digits: 3)) to \(typeset(maximum, digits: 3))"
    }
  }

  /// The range as the user's own, such as “the given t = 4”.
  var givenName: String { threshold == nil ? "the given range \(text)" : "the given \(text)" }

  /// That the range is the user's own.
  var givenSentence: String { threshold == nil ? "the range \(text) is given" : "\(text) is given" }
}
