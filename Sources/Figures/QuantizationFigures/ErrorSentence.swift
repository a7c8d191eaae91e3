import Quantization
import Support

/// What the errors of a tensor say, as the title of their figure: what the methods choose, where they
/// differ, and what another choice would have cost.
struct ErrorSentence {
  let text: String

  /// - Parameter results: Searches that compared thresholds, one per formula.
  init(_ results: [ThresholdSearchResult]) {
    // An error of 0 decides nothing: there the method has stopped to see the values.
    let judged = results.filter { ($0.chosen?.error ?? 0) > 0 }
    let free = results.filter { $0.chosen?.error == 0 }
    guard let first = judged.first else {
      text =
        free.isEmpty
        ? RangeGroups(results).sentence
        : listed(free.map { "\($0.errorMethod.title) chooses t = \(ErrorSentence.t($0))" })
          + ", where its error is 0"
      return
    }
    let end =
      free.isEmpty
      ? ""
      : "; " + listed(free.map { "\($0.errorMethod.title) falls to 0 at \(ErrorSentence.t($0))" })
    let groups = RangeGroups(judged).groups
    if groups.count > 1, let second = groups[1].results.first {
      text = RangeGroups(judged).sentence + ErrorSentence.exchange(first, second) + end
    } else {
      let names = judged.map(\.errorMethod.title)
      let verb = names.count > 1 ? "choose" : "chooses"
      text =
        "\(listed(names)) \(verb) t = \(ErrorSentence.t(first))"
        + ErrorSentence.neighbours(first, isNamed: names.count > 1) + end
    }
  }

  private static func t(_ result: ThresholdSearchResult) -> String {
    typeset(result.parameters.range.magnitude, digits: 3)
  }

  /// What each of two methods would pay for the other's choice.
  private static func exchange(
    _ a: ThresholdSearchResult, _ b: ThresholdSearchResult
  ) -> String {
    let prices = [(a, b), (b, a)].compactMap { own, other -> String? in
      price(of: other.parameters.range, for: own).map {
        "at \(t(other)) \(own.errorMethod.title)'s error is \($0)"
      }
    }
    return prices.isEmpty ? "" : ": " + prices.joined(separator: ", ")
  }

  /// What the next smaller and the next larger candidate would cost.
  private static func neighbours(_ result: ThresholdSearchResult, isNamed: Bool) -> String {
    let chosen = result.parameters.range.magnitude
    let tried = result.candidates.map(\.range).sorted { $0.magnitude < $1.magnitude }
    let next = [
      tried.last { $0.magnitude < chosen * 0.75 }, tried.first { $0.magnitude > chosen * 1.5 },
    ]
    let prices = next.compactMap { range -> String? in
      guard let range else { return nil }
      return price(of: range, for: result).map {
        "at \(typeset(range.magnitude, digits: 3)) it is \($0)"
      }
    }
    guard !prices.isEmpty else { return "" }
    let whose = isNamed ? "\(result.errorMethod.title)'s error" : "the error"
    return ": "
      + prices.joined(separator: ", ")
      .replacing("it is", with: "\(whose) is", maxReplacements: 1)
  }

  /// How many times as large an error is as the chosen one.
  private static func price(
    of range: QuantizationRange, for result: ThresholdSearchResult
  ) -> String? {
    guard let chosen = result.chosen, chosen.error > 0,
      let other = result.candidates.first(where: { $0.range == range })
    else { return nil }
    let ratio = other.error / chosen.error
    if ratio < 1.005 { return "hardly larger" }
    return "\(ratio < 10 ? fixed(ratio, digits: 1) : fixed(ratio, digits: 0)) times as large"
  }
}
