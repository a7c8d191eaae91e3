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
    // An error of 0 decides nothing: there the method has stopped to see the values.
    let judged = results.filter { ($0.chosen?.error ?? 0) > 0 }
    let free = results.filter { $0.chosen?.error == 0 }
    note = listed(
      free.map { "\($0.errorMethod.title)'s error falls to 0 at t = \(ErrorSentence.t($0))" })
    guard let first = judged.first else {
      text = RangeGroups(results).sentence + (free.isEmpty ? "" : ", where its error is 0")
      return
    }
    let groups = RangeGroups(judged).groups
    if groups.count > 1, let second = groups[1].results.first {
      text = RangeGroups(judged).sentence + ErrorSentence.exchange(first, second)
    } else {
      let names = judged.map(\.errorMethod.title)
      let verb = names.count > 1 ? "choose" : "chooses"
      text =
        "\(listed(names)) \(verb) t = \(ErrorSentence.t(first))"
        + ErrorSentence.neighbours(first, isNamed: names.count > 1)
    }
  }

  private static func t(_ result: ThresholdSearchResult) -> String {
    typeset(result.parameters.range.magnitude, digits: 3)
  }

  /// What each of two methods would pay for the other's choice.
  private static func exchange(
    _ a: ThresholdSearchResult, _ b: ThresholdSearchResult
  ) -> String {
    let prices = [(a, b), (b, a)].compactMap { own, other -> (whose: String, price: String)? in
      price(of: other.parameters.range, for: own).map {
        ("\(own.errorMethod.title)'s", "\($0) at t = \(t(other))")
      }
    }
    guard let first = prices.first else { return "" }
    let rest = prices.dropFirst().map { ", \($0.whose) \(short($0.price, after: first.price))" }
      .joined()
    return ": \(first.whose) error is \(first.price)" + rest
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
        "\($0) at t = \(typeset(range.magnitude, digits: 3))"
      }
    }
    guard let first = prices.first else { return "" }
    let whose = isNamed ? "\(result.errorMethod.title)'s" : "the"
    return
      "; \(whose) error is \(listed([first] + prices.dropFirst().map { short($0, after: first) }))"
  }

  /// A price that is said after another one: “20 times as large at t = 4 and 3 times at t = 16”.
  private static func short(_ price: String, after first: String) -> String {
    first.contains(" as large") ? price.replacing(" as large", with: "") : price
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
    if ratio < 1.1 { return "\(fixed((ratio - 1) * 100, digits: 0)) % larger" }
    return "\(fixed(ratio, digits: ratio < 10 ? 1 : 0)) times as large"
  }
}
