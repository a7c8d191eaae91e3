import Graph

extension Model {
  /// The model with every `x + convolution(x)` as one convolution, whose kernel has 1 more at the centre
  /// from every channel to itself. It is called `A_B_collapsed`, of the convolution and the addition.
  ///
  /// - Throws: ``QuantizationRequestError/substitutionFails(layer:why:)`` where MCT fails, or makes another
  ///   network.
  /// - Source: MCT, `core/common/substitutions/residual_collapsing.py`.
  func collapsingResiduals() throws -> Model {
    var model = LayerJoining(self)
    for name in layers.map(\.name) {
      guard let sum = model[name], sum.operation == .add, sum.operatorSet == "Add",
        sum.inputs.count == 2
      else { continue }
      for (own, other) in [(0, 1), (1, 0)] {
        guard let first = model[sum.inputs[own]], case .convolution(var layer) = first.operation,
          first.inputs[0] == sum.inputs[other], model.soleReader(of: first.name) != nil
        else { continue }
        try layer.checkCentre(first)
        let shape = layer.kernel.shape
        let centre = (shape[0] - 1) / 2 * shape[1] + (shape[1] - 1) / 2
        for channel in 0..<shape[3] {
          layer.kernel.values[(centre * shape[2] + channel) * shape[3] + channel] += 1
        }
        try model.join(
          first, sum,
          as: Layer(
            name: "\(first.name)_\(sum.name)_collapsed", operation: .convolution(layer),
            inputs: first.inputs, outputShape: sum.outputShape, kerasName: sum.kerasName))
        break
      }
    }
    return model.model
  }
}

extension Convolution {
  /// - Throws: ``QuantizationRequestError/substitutionFails(layer:why:)`` where the centre of the kernel, as
  ///   MCT finds it, does not look at the output's own place.
  fileprivate func checkCentre(_ layer: Layer) throws {
    if groups > 1 {
      throw QuantizationRequestError.substitutionFails(
        layer: layer.kerasName, why: "its kernel has no weight from every channel to itself")
    }
    let isCentred = { (size: Int, dilation: Int) in size % 2 == 1 || dilation == 1 }
    guard isCentred(window.size.height, window.dilation.height),
      isCentred(window.size.width, window.dilation.width)
    else {
      throw QuantizationRequestError.substitutionFails(
        layer: layer.kerasName, why: "it takes the wrong element of its kernel for the centre")
    }
  }
}
