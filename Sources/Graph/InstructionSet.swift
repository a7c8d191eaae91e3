import Kernels

/// The instruction sets that the fast executor has kernels for; the best one is chosen at run time.
public enum InstructionSet: String, CaseIterable, Sendable {
  /// What every processor of the architecture has: SSE2 on x86-64, NEON on arm64.
  case baseline
  /// 256-bit vectors with fused multiply-add (x86-64).
  case avx2
  /// 512-bit vectors with fused multiply-add (x86-64).
  case avx512

  /// The fastest one that this processor has.
  public static let best: InstructionSet = available.last ?? .baseline

  /// The ones that this processor has, slowest first.
  public static let available: [InstructionSet] = allCases.filter { $0.table != nil }

  /// The kernels, or `nil` when this processor lacks the instructions.
  public var table: UnsafePointer<KernelTable>? {
    switch self {
    case .baseline: kernel_table(KernelSetBaseline)
    case .avx2: kernel_table(KernelSetAVX2)
    case .avx512: kernel_table(KernelSetAVX512)
    }
  }
}
