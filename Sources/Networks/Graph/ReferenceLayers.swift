import Tensors

/// `y[n, h, w, o] = Σ x[n, h·s + i·d − top, w·s + j·d − left, c] · W[i, j, c, o] + b[o]`; the outputs of a
/// group see the input channels of that group.
func convolve(_ x: Tensor, with layer: Convolution) -> Tensor {
  let (N, H, W, C) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
  let (KH, KW, O) = (layer.kernel.shape[0], layer.kernel.shape[1], layer.kernel.shape[3])
  let (inputs, outputs) = (layer.kernel.shape[2], O / layer.groups)
  let (s, d) = (layer.window.strides, layer.window.dilation)
  let (before, size) = layer.window.placed(on: x)
  let kernel = layer.kernel.values
  var y = [Float](repeating: 0, count: N * size.count * O)
  for n in 0..<N {
    for h in 0..<size.height {
      for w in 0..<size.width {
        let to = ((n * size.height + h) * size.width + w) * O
        for i in 0..<KH {
          let row = h * s.height + i * d.height - before.height
          guard (0..<H).contains(row) else { continue }
          for j in 0..<KW {
            let column = w * s.width + j * d.width - before.width
            guard (0..<W).contains(column) else { continue }
            let from = ((n * H + row) * W + column) * C
            for c in 0..<C {
              let value = x.values[from + c]
              let weights = ((i * KW + j) * inputs + c % inputs) * O
              let group = c / inputs * outputs
              for o in group..<group + outputs { y[to + o] += value * kernel[weights + o] }
            }
          }
        }
        if let bias = layer.bias { for o in 0..<O { y[to + o] += bias[o] } }
      }
    }
  }
  return Tensor(shape: [N, size.height, size.width, O], values: y)
}

/// `y[n, h, w, c·m + k] = Σ x[n, h·s + i·d − top, w·s + j·d − left, c] · W[i, j, c, k] + b[c·m + k]`
func convolve(_ x: Tensor, with layer: DepthwiseConvolution) -> Tensor {
  let (N, H, W, C) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
  let (KH, KW, m) = (layer.kernel.shape[0], layer.kernel.shape[1], layer.multiplier)
  let (s, d) = (layer.window.strides, layer.window.dilation)
  let (before, size) = layer.window.placed(on: x)
  let kernel = layer.kernel.values
  let O = C * m
  var y = [Float](repeating: 0, count: N * size.count * O)
  for n in 0..<N {
    for h in 0..<size.height {
      for w in 0..<size.width {
        let to = ((n * size.height + h) * size.width + w) * O
        for i in 0..<KH {
          let row = h * s.height + i * d.height - before.height
          guard (0..<H).contains(row) else { continue }
          for j in 0..<KW {
            let column = w * s.width + j * d.width - before.width
            guard (0..<W).contains(column) else { continue }
            let from = ((n * H + row) * W + column) * C
            let weights = (i * KW + j) * O
            for o in 0..<O { y[to + o] += x.values[from + o / m] * kernel[weights + o] }
          }
        }
        if let bias = layer.bias { for o in 0..<O { y[to + o] += bias[o] } }
      }
    }
  }
  return Tensor(shape: [N, size.height, size.width, O], values: y)
}

/// `y[…, o] = Σ x[…, i] · W[i, o] + b[o]`
func multiply(_ x: Tensor, with layer: Dense) -> Tensor {
  let (I, O) = (layer.kernel.shape[0], layer.kernel.shape[1])
  let N = x.values.count / I
  let kernel = layer.kernel.values
  var y = [Float](repeating: 0, count: N * O)
  for n in 0..<N {
    for i in 0..<I {
      let value = x.values[n * I + i]
      for o in 0..<O { y[n * O + o] += value * kernel[i * O + o] }
    }
    if let bias = layer.bias { for o in 0..<O { y[n * O + o] += bias[o] } }
  }
  return Tensor(shape: Shape(x.shape.dimensions.dropLast() + [O]), values: y)
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

/// The image with a border around it.
func pad(_ x: Tensor, with border: Border) -> Tensor {
  let (N, H, W, C) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
  let OH = H + border.top + border.bottom
  let OW = W + border.left + border.right
  var y = Tensor(shape: [N, OH, OW, C])
  for index in y.values.indices { y.values[index] = border.value }
  for n in 0..<N {
    for h in 0..<H {
      let from = (n * H + h) * W * C
      let to = ((n * OH + h + border.top) * OW + border.left) * C
      for i in 0..<W * C { y.values[to + i] = x.values[from + i] }
    }
  }
  return y
}

/// The image without its border.
func crop(_ x: Tensor, by border: Border) -> Tensor {
  let (N, H, W, C) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
  let OH = H - border.top - border.bottom
  let OW = W - border.left - border.right
  var y = Tensor(shape: [N, OH, OW, C])
  for n in 0..<N {
    for h in 0..<OH {
      let from = ((n * H + h + border.top) * W + border.left) * C
      let to = (n * OH + h) * OW * C
      for i in 0..<OW * C { y.values[to + i] = x.values[from + i] }
    }
  }
  return y
}

/// `y = a + b`
func sum(_ a: Tensor, _ b: Tensor) -> Tensor {
  var y = a
  for index in y.values.indices { y.values[index] += b.values[index] }
  return y
}

/// Tensors beside one another along the last axis.
func concatenate(_ tensors: [Tensor]) -> Tensor {
  let widths = tensors.map { $0.shape[-1] }
  let rows = tensors[0].values.count / widths[0]
  var values: [Float] = []
  for row in 0..<rows {
    for (tensor, width) in zip(tensors, widths) {
      values += tensor.values[row * width..<(row + 1) * width]
    }
  }
  let shape = tensors[0].shape.dimensions.dropLast() + [widths.reduce(0, +)]
  return Tensor(shape: Shape(Array(shape)), values: values)
}

/// The largest value or the mean of every window; what lies beyond the border does not count.
func pool(_ x: Tensor, _ pooling: Pooling) -> Tensor {
  let (N, H, W, C) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
  let window = pooling.window
  let (before, size) = window.placed(on: x)
  var y = Tensor(shape: [N, size.height, size.width, C])
  for n in 0..<N {
    for h in 0..<size.height {
      for w in 0..<size.width {
        let to = ((n * size.height + h) * size.width + w) * C
        let top = h * window.strides.height - before.height
        let left = w * window.strides.width - before.width
        let rows = max(top, 0)..<min(top + window.size.height, H)
        let columns = max(left, 0)..<min(left + window.size.width, W)
        for c in 0..<C {
          var (largest, sum) = (-Float.infinity, Float(0))
          for row in rows {
            for column in columns {
              let value = x.values[((n * H + row) * W + column) * C + c]
              largest = max(largest, value)
              sum += value
            }
          }
          switch pooling.kind {
          case .maximum: y.values[to + c] = largest
          case .average: y.values[to + c] = sum / Float(rows.count * columns.count)
          }
        }
      }
    }
  }
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

/// The largest value over height and width.
func globalMaximum(_ x: Tensor) -> Tensor {
  let (N, pixels, C) = (x.shape[0], x.shape[1] * x.shape[2], x.shape[3])
  var y = Tensor(shape: [N, C], repeating: -.infinity)
  for n in 0..<N {
    for p in 0..<pixels {
      for c in 0..<C {
        y.values[n * C + c] = max(y.values[n * C + c], x.values[(n * pixels + p) * C + c])
      }
    }
  }
  return y
}

extension Window {
  /// The zeros before an image `[n, h, w, c]`, and the size of the output.
  fileprivate func placed(on x: Tensor) -> (before: HeightWidth, output: HeightWidth) {
    let input = x.shape.droppingFirst()
    return (zerosBefore(input), output(of: input))
  }
}
