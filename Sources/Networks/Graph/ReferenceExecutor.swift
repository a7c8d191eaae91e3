import Foundation
import Tensors

/// Runs a model one layer after another with plain loops.
///
/// Nothing here is clever: each function is its layer's formula. The chapters explain these lines, and
/// the tests hold the fast executor against them.
///
/// ```swift
/// let model = Model(
///   name: "small",
///   layers: [
///     Layer(name: "in", operation: .input, inputs: [], outputShape: [1, 3, 1]),
///     Layer(name: "relu", operation: .reLU(maximum: 6), inputs: ["in"], outputShape: [1, 3, 1]),
///   ])
/// let images = Tensor(shape: [1, 1, 3, 1], values: [-1, 2.6, 7])
/// try ReferenceExecutor(model: model).output(for: images).values  // [0, 2.6, 6]
/// let grid = ActivationGrid(lower: 0, upper: 3, step: 1, zeroLevel: 0)
/// let rounding = ReferenceExecutor(model: model, grids: ["relu": grid])
/// try rounding.output(for: images).values  // [0, 3, 3]
/// ```
///
/// - Complexity: O(multiply-adds), of which ``Model/multiplyAdds`` says the number, on one thread.
public struct ReferenceExecutor: Executor {
  /// The model that is run.
  public let model: Model
  /// The values that the outputs of some layers are rounded to, by layer name.
  public let grids: [String: ActivationGrid]

  public init(model: Model, grids: [String: ActivationGrid] = [:]) {
    self.model = model
    self.grids = grids
  }

  /// Runs the model and returns the outputs of the layers asked for.
  public func outputs(of names: [String], for images: Tensor) throws -> [String: Tensor] {
    try model.check(names: names, images: images)
    var values: [String: Tensor] = [:]
    for layer in model.layers {
      var output = apply(
        layer.operation, to: layer.inputs.compactMap { values[$0] }, images: images)
      if let grid = grids[layer.name] {
        for index in output.values.indices { output.values[index] = grid(output.values[index]) }
      }
      values[layer.name] = output
    }
    return values.filter { names.contains($0.key) }
  }

  private func apply(_ operation: Operation, to inputs: [Tensor], images: Tensor) -> Tensor {
    switch operation {
    case .input: images
    case .convolution(let convolution): convolve(inputs[0], with: convolution)
    case .depthwiseConvolution(let convolution): convolve(inputs[0], with: convolution)
    case .batchNormalization(let normalization): normalize(inputs[0], with: normalization)
    case .reLU(let maximum): reLU(inputs[0], maximum: maximum)
    case .zeroPadding(let padding): pad(inputs[0], with: padding)
    case .add: add(inputs[0], inputs[1])
    case .globalAveragePooling: average(inputs[0])
    case .dense(let dense): multiply(inputs[0], with: dense)
    case .softmax: softmax(inputs[0])
    }
  }
}

extension Padding {
  /// The zeros before one axis and the extent of its output.
  fileprivate func window(input: Int, kernel: Int, stride: Int) -> (before: Int, output: Int) {
    (
      amounts(input: input, kernel: kernel, stride: stride).before,
      outputExtent(input: input, kernel: kernel, stride: stride)
    )
  }
}

/// `y[n, h, w, o] = Σ x[n, h·s + i − top, w·s + j − left, c] · W[i, j, c, o] + b[o]`
func convolve(_ x: Tensor, with layer: Convolution) -> Tensor {
  let (N, H, W, C) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
  let (KH, KW, O) = (layer.kernel.shape[0], layer.kernel.shape[1], layer.kernel.shape[3])
  let stride = layer.stride
  let (top, OH) = layer.padding.window(input: H, kernel: KH, stride: stride)
  let (left, OW) = layer.padding.window(input: W, kernel: KW, stride: stride)
  let kernel = layer.kernel.values
  var y = [Float](repeating: 0, count: N * OH * OW * O)
  for n in 0..<N {
    for h in 0..<OH {
      for w in 0..<OW {
        let to = ((n * OH + h) * OW + w) * O
        for i in 0..<KH where (0..<H).contains(h * stride + i - top) {
          for j in 0..<KW where (0..<W).contains(w * stride + j - left) {
            let from = ((n * H + h * stride + i - top) * W + w * stride + j - left) * C
            for c in 0..<C {
              let value = x.values[from + c]
              let weights = ((i * KW + j) * C + c) * O
              for o in 0..<O { y[to + o] += value * kernel[weights + o] }
            }
          }
        }
        if let bias = layer.bias { for o in 0..<O { y[to + o] += bias[o] } }
      }
    }
  }
  return Tensor(shape: [N, OH, OW, O], values: y)
}

/// `y[n, h, w, c] = Σ x[n, h·s + i − top, w·s + j − left, c] · W[i, j, c] + b[c]`
func convolve(_ x: Tensor, with layer: DepthwiseConvolution) -> Tensor {
  let (N, H, W, C) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
  let (KH, KW) = (layer.kernel.shape[0], layer.kernel.shape[1])
  let stride = layer.stride
  let (top, OH) = layer.padding.window(input: H, kernel: KH, stride: stride)
  let (left, OW) = layer.padding.window(input: W, kernel: KW, stride: stride)
  let kernel = layer.kernel.values
  var y = [Float](repeating: 0, count: N * OH * OW * C)
  for n in 0..<N {
    for h in 0..<OH {
      for w in 0..<OW {
        let to = ((n * OH + h) * OW + w) * C
        for i in 0..<KH where (0..<H).contains(h * stride + i - top) {
          for j in 0..<KW where (0..<W).contains(w * stride + j - left) {
            let from = ((n * H + h * stride + i - top) * W + w * stride + j - left) * C
            let weights = (i * KW + j) * C
            for c in 0..<C { y[to + c] += x.values[from + c] * kernel[weights + c] }
          }
        }
        if let bias = layer.bias { for c in 0..<C { y[to + c] += bias[c] } }
      }
    }
  }
  return Tensor(shape: [N, OH, OW, C], values: y)
}

/// `y = γ · (x − μ) / √(σ² + ε) + β`, written as `x · s + (β − μ · s)`
func normalize(_ x: Tensor, with layer: BatchNormalization) -> Tensor {
  let scale = layer.scale
  let shift = layer.shift(of: nil)
  var y = x
  for index in y.values.indices {
    let c = index % scale.count
    y.values[index] = y.values[index] * scale[c] + shift[c]
  }
  return y
}

/// `y = min(max(x, 0), maximum)`
func reLU(_ x: Tensor, maximum: Float?) -> Tensor {
  var y = x
  let maximum = maximum ?? .infinity
  for index in y.values.indices { y.values[index] = min(max(y.values[index], 0), maximum) }
  return y
}

/// The image with zeros around it.
func pad(_ x: Tensor, with padding: ZeroPadding) -> Tensor {
  let (N, H, W, C) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
  let OH = H + padding.top + padding.bottom
  let OW = W + padding.left + padding.right
  var y = Tensor(shape: [N, OH, OW, C])
  for n in 0..<N {
    for h in 0..<H {
      let from = (n * H + h) * W * C
      let to = ((n * OH + h + padding.top) * OW + padding.left) * C
      for i in 0..<W * C { y.values[to + i] = x.values[from + i] }
    }
  }
  return y
}

/// `y = a + b`
func add(_ a: Tensor, _ b: Tensor) -> Tensor {
  var y = a
  for index in y.values.indices { y.values[index] += b.values[index] }
  return y
}

/// The mean over height and width.
func average(_ x: Tensor) -> Tensor {
  let (N, pixels, C) = (x.shape[0], x.shape[1] * x.shape[2], x.shape[3])
  var y = Tensor(shape: [N, C])
  for n in 0..<N {
    for p in 0..<pixels {
      for c in 0..<C { y.values[n * C + c] += x.values[(n * pixels + p) * C + c] }
    }
    for c in 0..<C { y.values[n * C + c] /= Float(pixels) }
  }
  return y
}

/// `y[n, o] = Σ x[n, i] · W[i, o] + b[o]`, then the layer's activation
func multiply(_ x: Tensor, with layer: Dense) -> Tensor {
  let (N, I, O) = (x.shape[0], layer.kernel.shape[0], layer.kernel.shape[1])
  let kernel = layer.kernel.values
  var y = [Float](repeating: 0, count: N * O)
  for n in 0..<N {
    for i in 0..<I {
      let value = x.values[n * I + i]
      for o in 0..<O { y[n * O + o] += value * kernel[i * O + o] }
    }
    if let bias = layer.bias { for o in 0..<O { y[n * O + o] += bias[o] } }
  }
  let result = Tensor(shape: [N, O], values: y)
  return layer.activation == .softmax ? softmax(result) : result
}

/// `y[n, i] = exp(x[n, i] − max x) / Σ exp(x − max x)`
func softmax(_ x: Tensor) -> Tensor {
  var y = x
  let count = x.shape[-1]
  y.values.withUnsafeMutableBufferPointer { values in
    for start in stride(from: 0, to: values.count, by: count) {
      softmax(UnsafeMutableBufferPointer(rebasing: values[start..<start + count]))
    }
  }
  return y
}

/// Softmax of one vector, in place; the sum is taken in float64.
package func softmax(_ values: UnsafeMutableBufferPointer<Float>) {
  let largest = values.max() ?? 0
  var sum = 0.0
  for index in values.indices {
    values[index] = exp(values[index] - largest)
    sum += Double(values[index])
  }
  for index in values.indices { values[index] = Float(Double(values[index]) / sum) }
}

extension Model {
  /// - Throws: ``GraphError`` when a name is unknown or the images do not fit.
  package func check(names: [String], images: Tensor) throws {
    try check(names: names)
    guard images.shape.rank == 4, images.shape.droppingFirst() == inputShape else {
      throw GraphError.wrongInputShape(
        found: images.shape, expected: inputShape.prepending(images.shape[0]))
    }
  }

  /// - Throws: ``GraphError`` for a name that no layer has.
  package func check(names: [String]) throws {
    for name in names where self[name] == nil {
      throw GraphError.unknownLayer(name, known: layers.map(\.name))
    }
  }
}
