import Graph
import Tensors

// What MCT does to a network before it looks at thresholds. Folding stands in `Graph`; here is what only some
// networks meet. What the workbook does not build is an error: MCT would have other nodes, and so would not
// agree about thresholds.

extension Model {
  /// The model with every depthwise convolution of several outputs a channel as a grouped convolution: of
  /// the kernel `[h, w, c, m]` becomes `[h, w, 1, c · m]`, the same numbers in the same order.
  ///
  /// - Source: MCT, `keras/graph_substitutions/substitutions/dwconv_to_conv.py`.
  func groupingDepthwiseConvolutions() -> Model {
    Model(
      name: name,
      layers: layers.map { layer in
        guard case .depthwiseConvolution(let depthwise) = layer.operation, depthwise.multiplier > 1
        else { return layer }
        let shape = depthwise.kernel.shape
        let kernel = Tensor(
          shape: [shape[0], shape[1], 1, shape[2] * shape[3]], values: depthwise.kernel.values)
        let grouped = Convolution(
          kernel: kernel, bias: depthwise.bias, strides: depthwise.window.strides,
          padding: depthwise.window.padding, dilation: depthwise.window.dilation, groups: shape[2],
          activation: depthwise.activation)
        return Layer(
          name: layer.name, operation: .convolution(grouped), inputs: layer.inputs,
          outputShape: layer.outputShape, kerasName: layer.kerasName)
      })
  }

  /// - Throws: ``QuantizationRequestError/substitutionMissing(layer:what:)`` for the first layer of a folded
  ///   model that MCT would change.
  func checkSubstitutions() throws {
    for layer in layers {
      guard let what = substitution(at: layer) else { continue }
      throw QuantizationRequestError.substitutionMissing(layer: layer.kerasName, what: what)
    }
  }

  /// What MCT would do with a layer and what reads it.
  private func substitution(at layer: Layer) -> String? {
    let readers = consumers(of: layer.name).compactMap { self[$0] }
    switch layer.operation {
    case .batchNormalization:
      return readers.count == 1 && readers[0].isPointwise
        ? "fold it forward into \(readers[0].name)" : nil
    case .convolution(let first):
      guard readers.count == 1, first.activation == .linear else { return nil }
      return collapse(layer, first, with: readers[0])
    case .activation(.reLU(_, let slope, _)) where slope != 0 && layer.kerasClassName == "ReLU":
      return reachesKernel(from: layer) ? "shift its negative values" : nil
    case .input, .depthwiseConvolution, .dense, .activation, .add, .concatenate, .zeroPadding,
      .cropping, .pooling, .globalPooling, .reshape, .arithmetic, .identity:
      return nil
    }
  }

  /// - Source: MCT, `core/common/substitutions/linear_collapsing.py` and `residual_collapsing.py`.
  private func collapse(_ layer: Layer, _ first: Convolution, with reader: Layer) -> String? {
    switch reader.operation {
    case .convolution(let second):
      let isPlain =
        first.groups == 1 && second.groups == 1
        && [first.window, second.window].flatMap { [$0.strides, $0.dilation] }.allSatisfy {
          $0 == HeightWidth(1)
        }
      let (a, b) = (first.kernel.shape, second.kernel.shape)
      guard isPlain, b[0] == 1, b[1] == 1 else { return nil }
      // Only where it does not make more weights.
      let together = a[0] * a[1] * a[2] * b[3]
      return together <= a.elementCount + b.elementCount ? "collapse it with \(reader.name)" : nil
    case .add:
      return reader.inputs.count == 2 && reader.inputs.contains(layer.inputs[0])
        ? "collapse it with \(reader.name)" : nil
    case .arithmetic(let arithmetic):
      return arithmetic.origin == .addition ? "collapse it with \(reader.name)" : nil
    case .input, .depthwiseConvolution, .dense, .batchNormalization, .activation, .concatenate,
      .zeroPadding, .cropping, .pooling, .globalPooling, .reshape, .identity:
      return nil
    }
  }

  /// Whether a kernel reads the layer's values, perhaps through layers that only move them.
  private func reachesKernel(from layer: Layer) -> Bool {
    consumers(of: layer.name).compactMap { self[$0] }.contains { reader in
      switch reader.operation {
      case .convolution, .depthwiseConvolution, .dense: true
      case .zeroPadding, .cropping, .pooling, .globalPooling, .reshape, .identity:
        reachesKernel(from: reader)
      case .input, .batchNormalization, .activation, .add, .concatenate, .arithmetic: false
      }
    }
  }
}

extension Layer {
  /// Whether it is a convolution of 1 × 1 that MCT folds a batch normalization before it into.
  fileprivate var isPointwise: Bool {
    let kernel: Shape
    switch operation {
    case .convolution(let layer):
      guard layer.groups == 1 else { return false }
      kernel = layer.kernel.shape
    case .depthwiseConvolution(let layer): kernel = layer.kernel.shape
    case .input, .dense, .batchNormalization, .activation, .add, .concatenate, .zeroPadding,
      .cropping, .pooling, .globalPooling, .reshape, .arithmetic, .identity:
      return false
    }
    return kernel[0] == 1 && kernel[1] == 1
  }
}
