import Graph
import Tensors

// What MCT does to a network before it looks at thresholds, step by step. Folding stands in `Graph`; here is
// what only some networks meet.

extension Model {
  /// The model as MCT calibrates and quantizes it.
  ///
  /// - Throws: ``QuantizationRequestError/substitutionFails(layer:why:)`` where MCT fails, or makes another
  ///   network; ``QuantizationRequestError/nameTaken(name:by:)`` where a layer is called as MCT calls a new one.
  /// - Source: MCT, `core/graph_prep_runner.py`.
  func substituted() throws -> Model {
    try splittingActivations().groupingDepthwiseConvolutions().foldingBatchNormalization()
      .foldingBatchNormalizationForward().collapsingConvolutions().collapsingAddedConstants()
      .collapsingResiduals()
  }

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

  /// The layers in the order in which MCT looks for something to change: from the output to the input, and
  /// behind them what earlier substitutions made, which is called otherwise than its Keras layer.
  var layersAsMCTWalks: [Layer] {
    let backwards = layers.reversed()
    return backwards.filter { $0.name == $0.kerasName }
      + backwards.filter { $0.name != $0.kerasName }
  }

  /// The only layer that reads the layer of that name, unless it reads it twice.
  func soleReader(of name: String) -> Layer? {
    let readers = consumers(of: name)
    guard readers.count == 1, let reader = self[readers[0]],
      reader.inputs.count(where: { $0 == name }) == 1
    else { return nil }
    return reader
  }
}

extension Operation {
  /// The window of a convolution.
  var window: Window? {
    switch self {
    case .convolution(let layer): layer.window
    case .depthwiseConvolution(let layer): layer.window
    case .input, .dense, .batchNormalization, .activation, .add, .concatenate, .zeroPadding,
      .cropping, .pooling, .globalPooling, .reshape, .arithmetic, .identity:
      nil
    }
  }
}
