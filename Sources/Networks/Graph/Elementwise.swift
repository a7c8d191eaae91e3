import Foundation
import Tensors

/// A function of every value; softmax of every vector along the last axis.
func activate(_ x: Tensor, _ activation: Activation) -> Tensor {
  var y = x
  let channels = x.shape[-1]
  y.values.withUnsafeMutableBufferPointer { activation.apply(to: $0, channels: channels) }
  return y
}

/// Arithmetic with constants, step by step.
func compute(_ x: Tensor, _ arithmetic: ConstantArithmetic) -> Tensor {
  var y = x
  let channels = x.shape[-1]
  y.values.withUnsafeMutableBufferPointer { arithmetic.apply(to: $0, channels: channels) }
  return y
}

extension Activation {
  /// Replaces values by the function's.
  ///
  /// - Parameters:
  ///   - values: Whole vectors of the last axis, one behind the other.
  ///   - channels: The length of these vectors.
  package func apply(to values: UnsafeMutableBufferPointer<Float>, channels: Int) {
    switch self {
    case .linear: break
    case .reLU(let maximum, let slope, let threshold):
      let maximum = maximum ?? .infinity
      for index in values.indices {
        let x = values[index]
        // At the threshold itself Keras gives 0, whichever the threshold is.
        let y = x <= threshold ? (slope == 0 ? 0 : slope * (x - threshold)) : x
        values[index] = y > maximum ? maximum : y
      }
    case .sigmoid:
      for index in values.indices { values[index] = 1 / (1 + exp(-values[index])) }
    case .tanh:
      for index in values.indices { values[index] = Foundation.tanh(values[index]) }
    case .softmax:
      for start in stride(from: 0, to: values.count, by: channels) {
        softmax(UnsafeMutableBufferPointer(rebasing: values[start..<start + channels]))
      }
    }
  }

  /// Softmax of one vector, in place: `y[i] = exp(x[i] − max x) / Σ exp(x − max x)`; the sum is taken in
  /// float64.
  private func softmax(_ values: UnsafeMutableBufferPointer<Float>) {
    let largest = values.max() ?? 0
    var sum = 0.0
    for index in values.indices {
      values[index] = exp(values[index] - largest)
      sum += Double(values[index])
    }
    for index in values.indices { values[index] = Float(Double(values[index]) / sum) }
  }
}

extension ConstantArithmetic {
  /// Replaces values by what the steps make of them.
  ///
  /// - Parameters:
  ///   - values: Whole vectors of the last axis, one behind the other.
  ///   - channels: The length of these vectors.
  package func apply(to values: UnsafeMutableBufferPointer<Float>, channels: Int) {
    func each(_ constants: [Float], _ compute: (Float, Float) -> Float) {
      for index in values.indices {
        values[index] = compute(values[index], constants[index % channels % constants.count])
      }
    }
    for step in steps {
      switch step {
      case .add(let constants): each(constants, +)
      case .subtract(let constants): each(constants, -)
      case .multiply(let constants): each(constants, *)
      case .divide(let constants): each(constants, /)
      }
    }
  }
}
