import Foundation

/// Which of several ways to quantize to take, by the pictures that they get right, and how sure that is.
public struct MethodRecommendation: Sendable {
  /// What the pictures say.
  public enum Certainty: Sendable, Equatable {
    /// One is right more often than the usual one, beyond what chance explains.
    case better
    /// None is right more often, but one answers as the float network more often, beyond what chance explains.
    case closerToFloat
    /// None is better, and a difference that matters would have shown.
    case noneBetter
    /// None is better, but a difference that matters need not have shown; so many pictures would do.
    case cannotTell(neededImages: Int)
  }

  /// One of the others, compared with the usual one.
  public struct Rival: Sendable {
    /// Its name.
    public let name: String
    /// The pictures on which only one of the two is right, the rival first.
    public let pair: PairedComparison
    /// The pictures on which only one of the two answers as float, the rival first.
    public let agreement: PairedComparison
    /// On how many pictures it answers as float.
    let agrees: Int
    /// How many pictures it gets right.
    let right: Int

    /// How many more pictures it gets right than the usual one.
    var lead: Int { pair.onlyFirst - pair.onlySecond }
  }

  /// The smallest difference in right answers that matters here, as a share of the pictures.
  public static let mattering = 0.02

  /// The name of what to take.
  public let name: String
  /// Its position among those that were compared.
  public let position: Int
  /// What the pictures say.
  public let certainty: Certainty
  /// The others, compared with the usual one.
  public let rivals: [Rival]
  /// How many pictures there were.
  public let imageCount: Int
  /// On how many pictures the usual one answers as float.
  private let usualAgrees: Int

  /// Compares with the first one, which is taken unless another is better.
  ///
  /// Better means: right on more pictures, with McNemar's p below 0.05 divided by the number of others. Where none is,
  /// one that answers as float more often, by the same test, is taken, unless it is right less often by it. Else half
  /// the 95 % interval of the difference in right answers, `1.96 √d / n` for d pictures of n on which only one is
  /// right, is held against ``mattering``; with d = 0 it is `3 / n`.
  ///
  /// - Parameters:
  ///   - results: At least one, of the same pictures; their names.
  ///   - float: The float network on the same pictures.
  /// - Source: the interval of a paired difference of shares, and the rule of three.
  /// - Explained in: chapter 8.
  public init(_ results: [EvaluationResult], float: EvaluationResult) {
    precondition(!results.isEmpty, "nothing to choose from")
    let usual = results[0]
    let count = usual.predictions.count
    let rivals = results.dropFirst().map {
      Rival(
        name: $0.name, pair: $0.compared(with: usual),
        agreement: $0.comparedInAgreement(with: usual, to: float), agrees: $0.agreesWithFloat,
        right: $0.top1.count)
    }
    imageCount = count
    usualAgrees = usual.agreesWithFloat
    self.rivals = rivals
    let limit = 0.05 / Double(max(rivals.count, 1))
    func isAhead(_ pair: PairedComparison) -> Bool {
      pair.onlyFirst > pair.onlySecond && pair.pValue < limit
    }
    func isBehind(_ pair: PairedComparison) -> Bool {
      pair.onlyFirst < pair.onlySecond && pair.pValue < limit
    }
    // Of equals the first.
    let better = rivals.indices.filter { isAhead(rivals[$0].pair) }
      .max { (rivals[$0].right, $1) < (rivals[$1].right, $0) }
    let closer = rivals.indices.filter {
      isAhead(rivals[$0].agreement) && !isBehind(rivals[$0].pair)
    }.max { (rivals[$0].agrees, $1) < (rivals[$1].agrees, $0) }
    if let best = better ?? closer {
      (name, position) = (rivals[best].name, best + 1)
      certainty = better == nil ? .closerToFloat : .better
      return
    }
    (name, position) = (usual.name, 0)
    // Only those that might still be better leave a doubt.
    let needed =
      rivals.filter { $0.pair.pValue >= limit }.map { rival in
        neededImages(differing: rival.pair.onlyFirst + rival.pair.onlySecond, of: count)
      }.max() ?? 0
    certainty = needed <= count ? .noneBetter : .cannotTell(neededImages: needed)
  }

  /// The recommendation and its evidence in one sentence.
  public var sentence: String {
    let pictures = "\(imageCount) picture\(imageCount == 1 ? "" : "s")"
    switch certainty {
    case .better:
      let pair = rivals[position - 1].pair
      return
        "take \(name): of \(pictures) only it is right on \(pair.onlyFirst), only the usual one on "
        + "\(pair.onlySecond) (p \(pair.pText))"
    case .closerToFloat:
      let rival = rivals[position - 1]
      return
        "take \(name): it answers as float on \(rival.agrees) of \(pictures), the usual one on "
        + "\(usualAgrees) (p \(rival.agreement.pText)), though it is not right more often"
    case .noneBetter:
      return "take \(name): no other method is better on these \(pictures)" + closest
    case .cannotTell(let needed):
      return
        "take \(name), the usual one: \(pictures) cannot tell whether another is better; about \(needed) would do"
        + closest
    }
  }

  /// The rival with most right answers against the usual one's, among those that differ from it.
  private var closest: String {
    let different = rivals.filter { $0.pair.onlyFirst + $0.pair.onlySecond > 0 }
    guard let rival = different.max(by: { $0.lead < $1.lead }) else { return "" }
    return
      " (the nearest, \(rival.name): only it is right on \(rival.pair.onlyFirst), only \(name) on "
      + "\(rival.pair.onlySecond), p \(rival.pair.pText))"
  }
}

/// The pictures at which half the interval of a difference is ``MethodRecommendation/mattering``, when the share of
/// pictures on which only one is right stays what it is; rounded up to two digits.
private func neededImages(differing: Int, of count: Int) -> Int {
  let limit = MethodRecommendation.mattering
  let share = Double(differing) / Double(max(count, 1))
  let needed = differing == 0 ? 3 / limit : 1.96 * 1.96 * share / (limit * limit)
  let unit = pow(10, max((log10(max(needed, 1))).rounded(.down) - 1, 0))
  return Int((needed / unit).rounded(.up) * unit)
}
