import Kernels

/// The instruction sets that the fast executor has kernels for; the best one is chosen at run time.
public enum InstructionSet: String, CaseIterable, Sendable {
  /// What every processor of the architecture has: SSE2 on x86-64, NEON on arm64.
  case baseline
  /// 256-bit vectors with fused multiply-add (x86-64).
  case avx2
  /// 512-bit vectors with fused multiply-add (x86-64).
  case avx512

  /// The fastest one that this processor has, unless ``use(_:)`` chose another one.
  public static var best: InstructionSet {
    switch kernel_set_best() {
    case KernelSetAVX512: .avx512
    case KernelSetAVX2: .avx2
    default: .baseline
    }
  }

  /// Makes the whole process compute with these instructions; to be called before there is work.
  ///
  /// - Precondition: This processor has them.
  public static func use(_ set: InstructionSet) {
    precondition(set.table != nil, "this processor does not have \(set.rawValue)")
    kernel_use(set.kernelSet)
  }

  /// The ones that this processor has, slowest first.
  public static let available: [InstructionSet] = allCases.filter { $0.table != nil }

  /// The kernels, or `nil` when this processor lacks the instructions.
  public var table: UnsafePointer<KernelTable>? {
    kernel_table(kernelSet)
  }

  private var kernelSet: KernelSet {
    switch self {
    case .baseline: KernelSetBaseline
    case .avx2: KernelSetAVX2
    case .avx512: KernelSetAVX512
    }
  }
}
