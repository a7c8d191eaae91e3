import Graph
import Tensors

extension Model {
  /// The model with every convolution and the convolution of 1 × 1 that alone reads it as one, where that
  /// does not make more weights.
  ///
  /// The new layer is called `A_B_collapsed`:
  /// `W[i, j, c, o] = Σ A[i, j, c, m] · B[m, o]` and `b[o] = Σ a[m] · B[m, o] + b[o]`.
  ///
  /// - Throws: ``QuantizationRequestError/nameTaken(name:by:)``.
  /// - Source: MCT, `core/common/substitutions/linear_collapsing.py`.
  func collapsingConvolutions() throws -> Model {
    var model = LayerJoining(self)
    // Of three in a row the order decides the name, and whether there are more weights.
    var order: [String?] = layersAsMCTWalks.map(\.name)
    var places: [String: Int] = [:]
    for case (let place, let name?) in order.enumerated() { places[name] = place }
    var place = 0
    // MCT begins anew after every step. But of what it has passed, only the layer that the new one reads has
    // another reader now.
    var passed: String?
    while passed != nil || place < order.count {
      let next = passed ?? order[place]
      if passed == nil { place += 1 }
      passed = nil
      guard let name = next, let (first, second, collapsed) = model.collapsible(name) else {
        continue
      }
      try model.join(first, second, as: collapsed)
      // Names grow with every step: those that are gone are not kept.
      for gone in [first.name, second.name] {
        if let place = places.removeValue(forKey: gone) { order[place] = nil }
      }
      places[collapsed.name] = order.count
      order.append(collapsed.name)
      let source = collapsed.inputs[0]
      if let known = places[source], known < place { passed = source }
    }
    return model.model
  }

  /// The model with every constant that is added to a convolution or a dense layer in its bias. The layer
  /// is called with `_collapsed` behind.
  ///
  /// - Throws: ``QuantizationRequestError/substitutionFails(layer:why:)`` for a single number: MCT fails.
  /// - Source: MCT, `core/common/substitutions/linear_collapsing.py`.
  func collapsingAddedConstants() throws -> Model {
    var model = LayerJoining(self)
    for name in layers.map(\.name) {
      guard let second = model[name], case .arithmetic(let arithmetic) = second.operation,
        arithmetic.origin == .addition, second.operatorSet == "Add",
        case .add(let constants)? = arithmetic.steps.first,
        let first = model[second.inputs[0]], let weights = first.operation.weights,
        model.soleReader(of: first.name) != nil
      else { continue }
      guard constants.count == first.outputShape[-1] else {
        throw QuantizationRequestError.substitutionFails(
          layer: second.kerasName, why: "it does not find the number that is added")
      }
      try model.join(
        first, second,
        as: Layer(
          name: first.name + "_collapsed",
          operation: first.operation.replacing(
            kernel: weights.kernel, bias: weights.bias.adding(constants), activation: .linear),
          inputs: first.inputs, outputShape: second.outputShape, kerasName: second.kerasName))
    }
    return model.model
  }
}

extension LayerJoining {
  /// A layer, its only reader, and the two as one.
  fileprivate func collapsible(_ name: String) -> (Layer, Layer, Layer)? {
    guard let first = self[name], case .convolution(let a) = first.operation,
      let second = soleReader(of: name), case .convolution(let b) = second.operation,
      let collapsed = a.collapsed(with: b)
    else { return nil }
    let layer = Layer(
      name: "\(first.name)_\(second.name)_collapsed", operation: .convolution(collapsed),
      inputs: first.inputs, outputShape: second.outputShape, kerasName: second.kerasName)
    return (first, second, layer)
  }
}

extension Convolution {
  /// This convolution and a linear one of 1 × 1 behind it as one.
  ///
  /// - Returns: `nil` where MCT leaves the two alone: strides, dilation, groups, or more weights than before.
  fileprivate func collapsed(with second: Convolution) -> Convolution? {
    let isPlain = [self, second].allSatisfy {
      $0.groups == 1 && $0.window.strides == 1 && $0.window.dilation == 1
    }
    let (inner, outputs) = (kernel.shape[3], second.kernel.shape[3])
    let shape: Shape = [kernel.shape[0], kernel.shape[1], kernel.shape[2], outputs]
    guard isPlain, second.window.size == 1,
      shape.elementCount <= kernel.shape.elementCount + second.kernel.shape.elementCount
    else { return nil }
    let (a, b) = (kernel.values, second.kernel.values)
    func product(_ vector: ArraySlice<Float>) -> [Float] {
      var sums = [Float](repeating: 0, count: outputs)
      for (m, value) in zip(0..<inner, vector) {
        for o in 0..<outputs { sums[o].addProduct(value, b[m * outputs + o]) }
      }
      return sums
    }
    let rows = stride(from: 0, to: a.count, by: inner)
    return Convolution(
      kernel: Tensor(shape: shape, values: rows.flatMap { product(a[$0..<$0 + inner]) }),
      bias: bias.map { second.bias.adding(product($0[...])) } ?? second.bias,
      padding: window.padding)
  }
}
