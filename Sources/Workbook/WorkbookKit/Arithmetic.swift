import ArgumentParser
import FastIntegerExecution
import Graph
import IntegerNetwork
import Parallelism
import PostTrainingQuantization

/// With which numbers quantized networks are run.
public enum Arithmetic: String, CaseIterable, ExpressibleByArgument, Sendable {
  /// Floats that are rounded to the grids of the activations, as MCT's model does it.
  case float
  /// Integers of 8 bits, with LiteRT's roundings.
  case integer
  /// Integers of 8 bits, with ONNX Runtime's roundings.
  case integerONNX = "integer-onnx"

  /// Whose rules, when it is integers.
  var profile: RuntimeProfile? {
    switch self {
    case .float: nil
    case .integer: .liteRT
    case .integerONNX: .onnxRuntime
    }
  }

  /// What runs a quantized network.
  ///
  /// - Throws: ``IntegerNetworkError`` for a layer that 8-bit integers cannot compute.
  public func executor(
    of result: QuantizationResult, on machine: Machine
  ) throws -> any Executor {
    guard let profile else { return result.model }
    return try FastIntegerExecutor(result, profile: profile, on: machine)
  }

  /// What is said of it above a table; `nil` for floats.
  var remark: String? {
    switch self {
    case .float: nil
    case .integer: "in 8-bit integers, rounded as LiteRT does"
    case .integerONNX: "in 8-bit integers, rounded as ONNX Runtime does"
    }
  }
}
