import Graph
import VectorLoops

/// What happens to a value between the sum and memory.
struct Finish: Sendable {
  /// The layer of a batch normalization that is fused, or `nil`.
  var normalizationLayer: Int?
  /// The ends of a ReLU that is fused, or `nil`.
  var reLU: (lower: Float, upper: Float)?
  /// The grid that the value is rounded to, or `nil`.
  var grid: ActivationGrid?

  /// Takes an activation in that only clamps.
  mutating func clamp(_ activation: Activation) {
    if let upper = activation.clamp { reLU = (0, upper) }
  }

  /// Whether values stay what they are.
  var isNothing: Bool { normalizationLayer == nil && reLU == nil && grid == nil }

  /// The epilogue as the loops take it.
  func epilogue(_ packed: PackedModel) -> Epilogue {
    var epilogue = Epilogue()
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

  private var kind: EpilogueKind {
    guard let grid else { return normalizationLayer == nil ? EpilogueClamp : EpilogueNormalize }
    guard abs(grid.step.significand) == 1 else { return EpilogueRoundAny }
    return grid.lower == 0 && grid.zeroLevel == 0 ? EpilogueRoundUnsigned : EpilogueRoundPowerOfTwo
  }
}
