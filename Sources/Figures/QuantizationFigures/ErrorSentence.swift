import Quantization
import Support

/// What the errors of a tensor say, as the title of their figure: what the methods choose, where they
/// differ, and what another choice would have cost.
struct ErrorSentence {
  let text: String
  /// Which methods' errors vanish, and where; empty when none does.
  let note: String

  /// - Parameter results: Searches that compared thresholds, one per formula.
  init(_ results: [ThresholdSearchResult]) {
    if let given = RangeGroups(results).given {
      (text, note) = (given.range.givenSentence, "")
      return
    }
    // An error of 0 decides nothing: there the method has stopped to see the values.
    let judged = results.filter { ($0.chosen?.error ?? 0) > 0 }
    let free = results.filter { $0.chosen?.error == 0 }
    note = listed(
      free.map { "\($0.errorMethod.title)'s error falls to 0 at \($0.parameters.range.text)" })
    guard let first = judged.first else {
      text = RangeGroups(results).sentence + (free.isEmpty ? "" : ", where its error is 0")
      return
    }
    let groups = RangeGroups(judged).groups
    if groups.count > 1 {
      text = ErrorSentence.exchange(groups)
    } else {
      let names = judged.map(\.errorMethod.title)
      text =
        ErrorSentence.choice(groups[0]) + ErrorSentence.neighbours(first, isNamed: names.count > 1)
    }
  }

  /// Who chooses what.
  private static func choice(_ group: RangeGroups.Group) -> String {
    let names = group.methods.map(\.title)
    return "\(listed(names)) \(names.count > 1 ? "choose" : "chooses") \(group.text)"
  }

  /// What every group of methods chooses, and what the first two would have with each other's choice.
  private static func exchange(_ groups: [RangeGroups.Group]) -> String {
    groups.indices.map { index -> String in
      guard index < 2, let own = groups[index].results.first,
        let price = price(of: groups[1 - index].range, for: own)
      else { return choice(groups[index]) }
      return choice(groups[index]) + " (\(groups[1 - index].text) has \(price))"
    }.joined(separator: ", ")
  }

  /// What the next smaller and the next larger candidate would have. Intervals have no such order.
  private static func neighbours(_ result: ThresholdSearchResult, isNamed: Bool) -> String {
    guard let chosen = result.parameters.range.threshold else { return "" }
    let tried = result.candidates.map(\.range).sorted { $0.magnitude < $1.magnitude }
    let next = [
      tried.last { $0.magnitude < chosen * 0.75 }, tried.first { $0.magnitude > chosen * 1.5 },
    ]
    let prices = next.compactMap { range -> String? in
      guard let range else { return nil }
      return price(of: range, for: result).map {
        "\(range.text) has \($0)"
      }
    }
    guard !prices.isEmpty else { return "" }
    return "; " + (isNamed ? "for \(result.errorMethod.title), " : "") + listed(prices)
  }

  /// How large an error is, compared with the chosen one.
  private static func price(
    of range: QuantizationRange, for result: ThresholdSearchResult
  ) -> String? {
    guard let chosen = result.chosen, chosen.error > 0,
      let other = result.candidates.first(where: { $0.range == range })
    else { return nil }
    let ratio = other.error / chosen.error
    if ratio < 1.005 { return "hardly more error" }
    if ratio < 1.1 { return "\(fixed((ratio - 1) * 100, digits: 0)) % more error" }
    return "\(fixed(ratio, digits: ratio < 10 ? 1 : 0)) times the error"
  }
}
