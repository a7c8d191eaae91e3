import Exercises

/// Functions that a learner wrote in chapters 0 to 5, as the parts of a quantizer.
///
/// Where one is not written yet, ours stands in.
public final class LearnersFunctions {
  /// A part of the quantizer.
  public struct Part: Sendable, Equatable {
    /// The exercise, such as `2.2`.
    public let id: String
    /// The name of its function.
    public let name: String
    /// What the quantizer uses it for.
    public let use: String
  }

  /// The parts, in the order in which the quantizer uses them.
  public static let parts = [
    Part(id: "1.3", name: "folded", use: "folds the batch normalizations"),
    Part(id: "2.2", name: "histogram", use: "counts the values of a batch"),
    Part(id: "2.3", name: "spread", use: "brings batches to one range"),
    Part(id: "3.3", name: "noClippingThreshold", use: "finds the first candidates"),
    Part(id: "4.2", name: "errorParts", use: "judges a candidate"),
    Part(id: "4.3", name: "guardedMinimum", use: "chooses a candidate"),
    Part(id: "3.2", name: "gridRange", use: "gives the ends of the grids"),
    Part(id: "0.2", name: "valuesOfLevel", use: "rounds values to levels"),
    Part(id: "5.2", name: "wilsonInterval", use: "says how sure the counts are"),
    Part(id: "5.3", name: "pairedPValue", use: "compares the two networks"),
  ]

  private let answers: [Any]
  private let begin: (String) -> Void
  /// Why ours stands in for a part, by its exercise.
  public private(set) var missing: [String: String]

  /// - Parameters:
  ///   - answers: Somebody's answers to chapters 0 to 5, or some of them.
  ///   - rejected: Why the functions of an exercise are not among them, by the exercise.
  ///   - begin: Called with the exercise whose function is used next.
  public init(
    _ answers: [Any], rejected: [String: String] = [:], begin: @escaping (String) -> Void = { _ in }
  ) {
    self.answers = answers
    self.begin = begin
    missing = rejected
  }

  /// Calls a learner's function, or ours when there is none.
  ///
  /// - Throws: ``PartFailed`` when the learner's function throws anything but ``NotDone``.
  func result<Contract, Value>(
    of id: String, _ contract: Contract.Type, _ own: (Contract) throws -> Value,
    ours: () throws -> Value
  ) throws -> Value {
    if missing[id] == nil {
      begin(id)
      do {
        if let answers = answers.lazy.compactMap({ $0 as? Contract }).first {
          return try own(answers)
        }
        missing[id] = "not done yet"
      } catch is NotDone {
        missing[id] = "not done yet"
      } catch {
        throw PartFailed(id: id, reason: "the error “\(error)”")
      }
    }
    return try ours()
  }
}

/// A part of a learner's quantizer does not do what the others need.
public struct PartFailed: Error, CustomStringConvertible {
  let id: String
  let reason: String

  /// Which part, what it did, and what to do.
  public var description: String {
    let name = LearnersFunctions.parts.first { $0.id == id }?.name ?? ""
    return "\(id) \(name): \(reason); check it with “workbook exercises \(id)”"
  }
}
