import Exercises
import ExerciseSolutions
import PostTrainingQuantization

/// The solutions of chapter 3, to be overridden in one place.
protocol Solved3: Chapter3Exercises {}
extension Solved3 {
  func reachableValues() throws -> Int { try Solutions3().reachableValues() }
  func gridRange(
    threshold: Double, isSigned: Bool, bitWidth: Int
  ) throws -> ClosedRange<Double> {
    try Solutions3().gridRange(threshold: threshold, isSigned: isSigned, bitWidth: bitWidth)
  }
  func noClippingThreshold(for magnitude: Double) throws -> Double {
    try Solutions3().noClippingThreshold(for: magnitude)
  }
  func changed(_ config: QuantizationConfig) throws -> QuantizationConfig {
    try Solutions3().changed(config)
  }
  func lastNodeReason() throws -> LastNodeReason { try Solutions3().lastNodeReason() }
}

/// Gives a signed grid all bits for its magnitude.
struct SignForNothing: Solved3 {
  func gridRange(
    threshold: Double, isSigned: Bool, bitWidth: Int
  ) throws -> ClosedRange<Double> {
    (isSigned ? -threshold : 0)...(threshold - threshold / Double(1 << bitWidth))
  }
}

/// Never goes below 1.
struct AtLeastOne: Solved3 {
  func noClippingThreshold(for magnitude: Double) throws -> Double {
    max(1, try Solutions3().noClippingThreshold(for: magnitude))
  }
}

/// Changes how thresholds are judged, which moves none behind a ReLU6.
struct JudgesOtherwise: Solved3 {
  func changed(_ config: QuantizationConfig) throws -> QuantizationConfig {
    var config = config
    config.activationErrorMethod = .lp(p: 3)
    return config
  }
}

/// Frees both ends of the grid.
struct UniformGrids: Solved3 {
  func changed(_ config: QuantizationConfig) throws -> QuantizationConfig {
    var config = config
    config.activationQuantizationMethod = .uniform
    return config
  }
}
