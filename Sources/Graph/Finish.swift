import Kernels

/// What happens to a value between the sum and memory.
struct Finish: Sendable {
  /// The layer of a batch normalization that is fused, or `nil`.
  var normalizationLayer: Int?
  /// The ends of a ReLU that is fused, or `nil`.
  var reLU: (lower: Float, upper: Float)?
  /// The grid that the value is rounded to, or `nil`.
  var grid: ActivationGrid?

  /// The epilogue as the kernels take it.
  func epilogue(_ packed: PackedModel) -> KernelEpilogue {
    var epilogue = KernelEpilogue()
    epilogue.kind = Int32(bitPattern: kind.rawValue)
    epilogue.lower = max(reLU?.lower ?? -.infinity, grid?.lower ?? -.infinity)
    epilogue.upper = min(reLU?.upper ?? .infinity, grid?.upper ?? .infinity)
    if let grid {
      epilogue.grid_lower = grid.lower
      epilogue.grid_step = grid.step
      epilogue.grid_inverse_step = 1 / grid.step
      epilogue.grid_zero = grid.zeroLevel
    }
    if let normalizationLayer {
      epilogue.scale = UnsafePointer(packed.weights[normalizationLayer]?.pointer)
      epilogue.shift = UnsafePointer(packed.biases[normalizationLayer]?.pointer)
    }
    return epilogue
  }

  private var kind: KernelEpilogueKind {
    guard let grid else { return normalizationLayer == nil ? KernelClamp : KernelNormalize }
    guard abs(grid.step.significand) == 1 else { return KernelRoundAny }
    return grid.lower == 0 && grid.zeroLevel == 0 ? KernelRoundUnsigned : KernelRoundPowerOfTwo
  }
}
