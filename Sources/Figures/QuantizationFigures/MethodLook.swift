import Plotting
import Quantization
import Support

extension QuantizationErrorMethod {
  /// The method's colour, dashes and symbol, the same in every figure.
  public var look: Look {
    switch self {
    case .mse: .series(0)
    case .noClipping: .series(1)
    case .mae: .series(2)
    case .kl(guard: .none): .series(3)
    case .lp: .series(4)
    case .kl(guard: .firstLocalMinimum): .series(5)
    }
  }
}

/// A number as figures show it: small powers of two with a raised exponent, a real minus sign.
public func figureNumber(_ number: Double) -> String {
  if number == number.rounded(), abs(number) >= 10_000, abs(number) < 1e12 {
    return groupedDigits(Int(number))
  }
  let text = exactNumber(number)
  if text.hasPrefix("2^"), let exponent = Int(text.dropFirst(2)) { return "2" + raised(exponent) }
  return text.replacingOccurrences(of: "-", with: "−")
}

/// A share in percent, with as many digits as tell it from nothing.
func percent(_ share: Double) -> String {
  if share == 0 { return "0 %" }
  if share < 0.00001 { return "under 0.001 %" }
  if share < 1, share > 0.9995 { return "over 99.9 %" }
  return fixed(share * 100, digits: share < 0.01 ? 3 : 1) + " %"
}

/// So many things: “1 image”, “2 images”.
func count(_ number: Int, _ noun: String) -> String {
  "\(groupedDigits(number)) \(noun)\(number == 1 ? "" : "s")"
}

/// Names in a sentence: “A, B and C”.
func list(_ names: [String]) -> String {
  guard names.count > 1, let last = names.last else { return names.first ?? "" }
  return names.dropLast().joined(separator: ", ") + " and " + last
}

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
        "t = \(figureNumber(threshold.significand == 1 ? threshold : rounded(threshold)))"
      case .interval(let minimum, let maximum):
        "\(figureNumber(rounded(minimum))) to \(figureNumber(rounded(maximum)))"
      }
    }

    private func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
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
      return list(group.methods.map(\.title)) + verb + " " + text
    }.joined(separator: "; ")
  }
}
