import IntegerLoops
import Parallelism
import VectorLoops

/// How integers are multiplied. All ways give the same bytes.
public enum IntegerInstructions: String, CaseIterable, Sendable {
  /// Products of 16 bits with what every processor of the architecture has: SSE2 on x86-64, NEON on arm64.
  case baseline
  /// The same, 256 bits wide (x86-64).
  case avx2
  /// The same, 512 bits wide (x86-64).
  case avx512
  /// AVX-512 with sums of four products of bytes (x86-64).
  case vnni
  /// NEON with sums of four products of bytes (arm64).
  case dotProduct

  /// The ones that this processor has.
  public static let available: [IntegerInstructions] = allCases.filter { $0.table != nil }

  /// The fastest ones that this processor has and that belong to an instruction set.
  public init(best set: InstructionSet) {
    let candidates: [IntegerInstructions] =
      switch set {
      case .baseline: [.dotProduct]
      case .avx2: [.avx2]
      case .avx512: [.vnni, .avx512]
      }
    self = candidates.first { $0.table != nil } ?? .baseline
  }

  /// The element loops, or `nil` when this processor lacks the instructions; they live as long as the process.
  var table: UnsafePointer<IntegerLoopTable>? {
    switch self {
    case .baseline: integer_loop_table(IntegerLoopSetBaseline)
    case .avx2: integer_loop_table(IntegerLoopSetAVX2)
    case .avx512: integer_loop_table(IntegerLoopSetAVX512)
    case .vnni: integer_loop_table(IntegerLoopSetVNNI)
    case .dotProduct: integer_loop_table(IntegerLoopSetDotProduct)
    }
  }

  /// The element loops.
  ///
  /// - Precondition: This processor has the instructions.
  var loops: UnsafePointer<IntegerLoopTable> {
    guard let table else { preconditionFailure("this processor does not have \(rawValue)") }
    return table
  }
}
