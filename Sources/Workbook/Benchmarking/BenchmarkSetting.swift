import Support

/// What must be equal in two runs for their times to tell programs apart.
struct BenchmarkSetting: Sendable {
  let processor: String
  let cores: Int
  let instructionSet: String
  let build: String
  let threads: Int
  /// `nil` when a recorded run does not say it.
  let weightsDigest: String?
  let inputShape: [Int]?

  /// Something that is not equal; the key is that of the JSON.
  struct Difference: Equatable {
    let key: String
    let recorded: OrderedJSON
    let now: OrderedJSON
  }

  private var facts: [(key: String, value: OrderedJSON?)] {
    [
      ("processor", .string(processor)), ("cores", .integer(cores)),
      ("instructionSet", .string(instructionSet)), ("build", .string(build)),
      ("threads", .integer(threads)), ("weightsDigest", weightsDigest.map(OrderedJSON.string)),
      ("inputShape", inputShape.map { .array($0.map(OrderedJSON.integer)) }),
    ]
  }

  /// What differs from a recorded run, of what both say.
  func differences(from recorded: BenchmarkSetting) -> [Difference] {
    zip(facts, recorded.facts).compactMap { now, then in
      guard let value = now.value, let before = then.value, value != before else { return nil }
      return Difference(key: now.key, recorded: before, now: value)
    }
  }
}
