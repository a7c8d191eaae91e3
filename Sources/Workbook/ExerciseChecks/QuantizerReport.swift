import Support

/// What a learner's quantizer did, beside ours.
public struct QuantizerReport: Codable, Equatable, Sendable {
  /// The thresholds of one output.
  public struct Threshold: Codable, Equatable, Sendable {
    let node: String
    let own: Double
    let ours: Double
  }

  /// So many of so many are as ours.
  public struct Share: Codable, Equatable, Sendable {
    /// How many are as ours.
    public let equal: Int
    /// How many there are.
    public let total: Int
  }

  /// The images that a network classifies correctly, with the ends of the interval, 0 ... 1.
  public struct Right: Codable, Equatable, Sendable {
    let right: Int
    let from: Double
    let to: Double
  }

  /// What the two networks answer.
  public struct Answers: Codable, Equatable, Sendable {
    /// How many answers are the same.
    public let same: Share
    let own: Right
    let ours: Right
    let pValue: Double
  }

  /// Why ours stands in for a part, by its exercise.
  public let missing: [String: String]
  let thresholds: [Threshold]
  /// The values of one picture that become the level that ours become.
  public let rounding: Share
  /// The answers.
  public let answers: Answers

  /// How many thresholds are as ours.
  public var equalThresholds: Share {
    Share(equal: thresholds.count { $0.own == $0.ours }, total: thresholds.count)
  }

  private static func source(_ part: LearnersFunctions.Part, _ missing: [String: String]) -> String
  {
    missing[part.id].map { "ours: \($0)" } ?? "yours"
  }

  /// The parts of the quantizer, each with whose it is.
  public static func parts(_ missing: [String: String]) -> String {
    let width = LearnersFunctions.parts.map(\.name.count).max() ?? 0
    return LearnersFunctions.parts.map { part in
      let name = part.name + String(repeating: " ", count: width - part.name.count)
      return "\(part.id)  \(name)  \(source(part, missing))"
    }.joined(separator: "\n")
  }

  /// What is printed: the parts, then what came of them.
  public var text: String {
    func share(_ share: Share) -> String { "\(share.equal) of \(share.total)" }
    func percent(_ right: Right) -> String {
      "\(right.right) of \(answers.same.total) "
        + "(\(compact(100 * right.from, digits: 1)) to \(compact(100 * right.to, digits: 1)) %)"
    }
    var lines = [Self.parts(missing), ""]
    lines.append("thresholds  \(share(equalThresholds)) as ours")
    let others = thresholds.filter { $0.own != $0.ours }
    for other in others.prefix(5) {
      lines.append(
        "            \(other.node): yours \(compact(other.own)), ours \(compact(other.ours))")
    }
    if others.count > 5 { lines.append("            and \(others.count - 5) more") }
    lines.append("rounding    \(share(rounding)) values of one picture as ours")
    lines.append("answers     \(share(answers.same)) as ours")
    lines.append(
      "right       yours \(percent(answers.own)), ours \(percent(answers.ours)), "
        + "p = \(compact(answers.pValue, digits: 3))")
    return lines.joined(separator: "\n")
  }

  /// The machine-readable form.
  ///
  /// ```
  /// {"schema": 1, "parts": [{"id", "name", "use", "own", "reason"}],
  ///  "thresholds": {"equal", "outputs", "different": [{"node", "own", "ours"}]},
  ///  "rounding": {"equal", "values"},
  ///  "answers": {"equal", "images", "ownRight", "oursRight", "pValue"}}
  /// ```
  public var json: OrderedJSON {
    .object([
      ("schema", .integer(1)),
      (
        "parts",
        .array(
          LearnersFunctions.parts.map { part in
            .object([
              ("id", .string(part.id)), ("name", .string(part.name)), ("use", .string(part.use)),
              ("own", .bool(missing[part.id] == nil)),
              ("reason", missing[part.id].map(OrderedJSON.string) ?? .null),
            ])
          })
      ),
      (
        "thresholds",
        .object([
          ("equal", .integer(equalThresholds.equal)), ("outputs", .integer(thresholds.count)),
          (
            "different",
            .array(
              thresholds.filter { $0.own != $0.ours }.map {
                .object([
                  ("node", .string($0.node)), ("own", .number($0.own)), ("ours", .number($0.ours)),
                ])
              })
          ),
        ])
      ),
      (
        "rounding",
        .object([("equal", .integer(rounding.equal)), ("values", .integer(rounding.total))])
      ),
      (
        "answers",
        .object([
          ("equal", .integer(answers.same.equal)), ("images", .integer(answers.same.total)),
          ("ownRight", .integer(answers.own.right)), ("oursRight", .integer(answers.ours.right)),
          ("pValue", .number(answers.pValue)),
        ])
      ),
    ])
  }
}
