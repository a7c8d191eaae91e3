import VectorLoops

/// The instruction sets that there are element loops for.
public enum InstructionSet: String, CaseIterable, Sendable {
  /// What every processor of the architecture has: SSE2 on x86-64, NEON on arm64.
  case baseline
  /// 256-bit vectors with fused multiply-add (x86-64).
  case avx2
  /// 512-bit vectors with fused multiply-add (x86-64).
  case avx512

  /// The ones that this processor has, slowest first.
  public static let available: [InstructionSet] = allCases.filter { $0.table != nil }

  /// The fastest one that this processor has.
  public static let best: InstructionSet = available.last ?? .baseline

  /// Whether a multiply-add is rounded once. Float sums of all sets that fuse agree in every bit, and
  /// with TensorFlow's; without, their last bits differ.
  public var isFused: Bool {
    switch self {
    case .baseline:
      #if arch(arm64)
        true
      #else
        false
      #endif
    case .avx2, .avx512: true
    }
  }

  /// The element loops, or `nil` when this processor lacks the instructions; they live as long as the
  /// process.
  var table: UnsafePointer<LoopTable>? {
    switch self {
    case .baseline: loop_table(LoopSetBaseline)
    case .avx2: loop_table(LoopSetAVX2)
    case .avx512: loop_table(LoopSetAVX512)
    }
  }
}
