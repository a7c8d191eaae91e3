import Graph

extension KerasModel {
  /// The layer of the model's own preprocessing that its pictures meet first, or `nil` where it has none.
  ///
  /// Pixels that were only moved, averaged, or compared for the largest are pixels still: arithmetic behind a
  /// cropping or a pooling means them as much as arithmetic next to the input.
  public var preprocessing: Layer? { model.ownPreprocessing }
}

extension Model {
  /// See ``KerasModel/preprocessing``.
  fileprivate var ownPreprocessing: Layer? {
    // Found once for all layers: thousands of them may stand before the first that computes.
    var readers = [[Int]](repeating: [], count: layers.count)
    for (index, inputs) in inputPositions.enumerated() {
      for input in Set(inputs) { readers[input].append(index) }
    }
    var position = 0
    while true {
      let next = readers[position].map { layers[$0] }
      if let arithmetic = next.first(where: { $0.operation.arithmetic != nil }) {
        return arithmetic
      }
      guard next.count == 1, next[0].operation.keepsPixels else { return nil }
      position = readers[position][0]
    }
  }

  /// Refuses a model of which nobody can tell which numbers its pictures have: it scales its input, but behind layers
  /// that compute something else.
  ///
  /// - Throws: ``KerasModelError/Finding/lateScaling(layer:className:)``.
  func checkScaling() throws(KerasModelError.Finding) {
    guard ownPreprocessing == nil else { return }
    // Behind a kernel, a scaling is a part of the network like any other.
    var isBehindKernel: [Bool] = []
    for (layer, inputs) in zip(layers, inputPositions) {
      let isBehind = layer.operation.weights != nil || inputs.contains { isBehindKernel[$0] }
      isBehindKernel.append(isBehind)
      guard !isBehind, let arithmetic = layer.operation.arithmetic,
        [.rescaling, .normalization].contains(arithmetic.origin)
      else { continue }
      throw .lateScaling(layer: layer.name, className: layer.kerasClassName)
    }
  }

  /// Refuses what Keras computes in whole numbers, which wrap around or lose their fractions, where the workbook
  /// would compute in float32.
  ///
  /// Rescaling, Normalization and a true division turn whole numbers into others before they compute; a cropping and
  /// the like only move them.
  ///
  /// - Parameters:
  ///   - format: Of the input's numbers.
  ///   - isKeras2: Whether Keras 2 has written the file.
  /// - Throws: ``KerasModelError/Finding``.
  func checkWholeNumbers(
    _ format: String, isKeras2: Bool
  ) throws(KerasModelError.Finding) {
    // Preprocessing of the model's own is given pixels as they are; not all of them are numbers of these formats.
    guard ownPreprocessing != nil, !["bool", "int8"].contains(format) else {
      throw .integerInput(name: layers[0].name, format: format)
    }
    let isWhole = holdsInputsNumbers(castsAugmented: isKeras2)
    for (layer, inputs) in zip(layers, inputPositions)
    where !layer.operation.isExactOnWholeNumbers && inputs.contains(where: { isWhole[$0] }) {
      throw .integerArithmetic(layer: layer.name, format: format)
    }
  }

  /// Refuses a nested model that would make whole numbers of others, whose fractions Keras cuts off, or of whole numbers
  /// of another format, which may not hold them.
  ///
  /// - Parameters:
  ///   - inputs: What nested models say of their inputs.
  ///   - format: Of the numbers of this model's input, where that is one of whole numbers.
  ///   - outputs: From a Keras layer's name to that of the layer that gives its output.
  /// - Throws: ``KerasModelError/Finding/innerFormat(name:format:outer:)``.
  func checkFormats(
    of inputs: [KerasDescription.InnerInput], format: String?, outputs: [String: String]
  ) throws(KerasModelError.Finding) {
    guard inputs.contains(where: { $0.format != nil }) else { return }
    let isWhole = holdsInputsNumbers(castsAugmented: true)
    for input in inputs {
      guard let own = input.format else { continue }
      let source = outputs[input.source].flatMap { position(of: $0) }
      let isMoved = source.map { isWhole[$0] } ?? false
      guard isMoved, own == format else {
        throw .innerFormat(name: input.name, format: own, outer: layers[0].name)
      }
    }
  }

  /// For every layer whether its output is the input's numbers, in the input's format: moved, or the largest of several.
  ///
  /// - Parameter castsAugmented: Whether layers of augmentation turn them into the format that they compute in, as those
  ///   of Keras 2 do, at inference too.
  /// - Source: Keras 2, `layers/preprocessing/image_preprocessing.py`: `call` begins with `ensure_tensor(inputs,
  ///   self.compute_dtype)`.
  private func holdsInputsNumbers(castsAugmented: Bool) -> [Bool] {
    var isWhole: [Bool] = []
    for (layer, inputs) in zip(layers, inputPositions) {
      let operation = layer.operation
      let isCast = castsAugmented && operation == .identity(.augmentation)
      let isMoved = operation.isExactOnWholeNumbers && operation.arithmetic == nil && !isCast
      let reads = inputs.contains { isWhole[$0] }
      isWhole.append(operation == .input || (isMoved && reads))
    }
    return isWhole
  }
}

extension Operation {
  fileprivate var arithmetic: ConstantArithmetic? {
    if case .arithmetic(let arithmetic) = self { arithmetic } else { nil }
  }

  /// Whether its output is of what it reads: moved, averaged, or the largest of several.
  fileprivate var keepsPixels: Bool {
    switch self {
    case .identity, .zeroPadding, .cropping, .pooling, .globalPooling, .reshape, .concatenate,
      .activation(.linear):
      true
    case .input, .convolution, .depthwiseConvolution, .dense, .batchNormalization, .activation,
      .add, .arithmetic:
      false
    }
  }

  /// Whether Keras gives the same for whole numbers as for equal ones in float32.
  fileprivate var isExactOnWholeNumbers: Bool {
    switch self {
    case .identity, .zeroPadding, .cropping, .reshape, .concatenate, .activation(.linear): true
    case .pooling(let pooling): pooling.kind == .maximum
    case .globalPooling(let kind): kind == .maximum
    case .arithmetic(let arithmetic):
      [.rescaling, .normalization, .division].contains(arithmetic.origin)
    case .input, .convolution, .depthwiseConvolution, .dense, .batchNormalization, .activation,
      .add:
      false
    }
  }
}
