import Graph
import Quantization
import Tensors

// What shifting the negative values of a ReLU changes: the network, the statistics, the thresholds.

extension NegativeShift {
  /// What MCT puts behind the name of a ReLU for the node that adds the shift.
  static let sumSuffix = "_post_add"

  /// The name of the layer that adds the constant.
  var sumName: String { path.activation.name + NegativeShift.sumSuffix }

  /// The name of the layer that pads with the constant.
  private var borderName: String { path.reader.name + "_pre_pad" }

  /// - Throws: ``QuantizationRequestError/nameTaken(name:by:)`` when the network has a layer of such a name.
  func checkNames(in model: Model) throws {
    for (name, owner) in [(sumName, path.activation), (borderName, path.reader)]
    where model[name] != nil {
      throw QuantizationRequestError.nameTaken(name: name, by: [owner.kerasName])
    }
  }

  /// The layer that adds the constant.
  private var sum: Layer {
    Layer(
      name: sumName, operation: .arithmetic(ConstantArithmetic(.addition, [.add([constant])])),
      inputs: [path.activation.name], outputShape: path.activation.outputShape,
      kerasClassName: "add", kerasName: path.activation.kerasName)
  }

  /// The layer that pads with the constant what the reader, an input of this shape before it, saw zeros
  /// around; `nil` where there is no border.
  private func border(around input: Shape, of name: String) -> Layer? {
    var border: Border
    if let padding = path.padding {
      guard case .zeroPadding(let zeros) = padding.operation else { return nil }
      border = zeros
    } else {
      guard let window = path.reader.operation.window, window.padding == .same, window.size != 1
      else { return nil }
      border = window.border(of: input)
    }
    guard border.top + border.bottom + border.left + border.right > 0 else { return nil }
    border.value = constant
    let operation = Operation.zeroPadding(border)
    return operation.outputShape(of: [input]).map {
      Layer(
        name: borderName, operation: operation, inputs: [name], outputShape: $0,
        kerasClassName: "pad_v2", kerasName: path.reader.kerasName)
    }
  }

  /// The network with this shift. The reader's bias loses the constant times the sum of its kernel.
  fileprivate func apply(to model: Model) -> Model {
    let removed = [path.activation.name] + (path.padding.map { [$0.name] } ?? [])
    let names = Dictionary(uniqueKeysWithValues: removed.map { ($0, sumName) })
    return Model(
      name: model.name,
      layers: model.layers.flatMap { layer -> [Layer] in
        if layer.name == path.activation.name { return [layer, sum] }
        if layer.name == path.padding?.name { return [] }
        guard layer.name == path.reader.name else { return [layer.renamingInputs(names)] }
        let reader = layer.renamingInputs(names)
        let before = path.bypasses.last ?? path.activation
        let border = border(around: before.outputShape, of: reader.inputs[0])
        let own = reader.with(reader.operation.takingBack(constant))
        guard let border else { return [own] }
        return [border, own.renamingInputs([reader.inputs[0]: border.name])]
      })
  }

  /// The nodes of the network with this shift: the same, two more, and the ReLU's grid with 16 bits.
  fileprivate func apply(to prepared: PreparedModel) -> PreparedModel {
    let model = apply(to: prepared.model)
    let bitWidth = prepared[path.activation.name]?.activationBitWidth
    let method = prepared[path.activation.name]?.activationMethod
    return PreparedModel(
      model: model,
      nodes: model.layers.map { layer in
        let known = prepared[layer.name]
        let isActivation = layer.name == path.activation.name
        return QuantizationNode(
          layer: layer, mode: known?.mode ?? (layer.name == sumName ? .quantized : .float),
          activationMethod: known?.activationMethod ?? method ?? .powerOfTwo,
          activationBitWidth: isActivation
            ? NegativeShift.activationBitWidth : known?.activationBitWidth ?? bitWidth ?? 8,
          isSigned: known?.isSigned, kernelConfig: known?.kernelConfig, bounds: known?.bounds)
      })
  }

  /// The statistics of the network with this shift. Of the padded values MCT takes the means before the shift
  /// and the border.
  fileprivate func apply(to statistics: inout [String: NodeStatistics]) {
    let own = statistics[path.activation.name]
    statistics[sumName] = own?.shifted(by: Double(constant))
    statistics[borderName] = NodeStatistics(
      histogram: nil, channelMeans: own?.channelMeans, minimum: own?.minimum ?? 0,
      maximum: own?.maximum ?? 0, valueCount: own?.valueCount ?? 0)
    for name in path.bypasses.map(\.name) {
      statistics[name] = statistics[name]?.shifted(by: Double(constant))
    }
  }

  /// The thresholds of the network with this shift; the sum takes the ReLU's.
  fileprivate func apply(to searches: [ActivationSearch]) -> [ActivationSearch] {
    let bypasses = Set(path.bypasses.map(\.name))
    return searches.flatMap { search -> [ActivationSearch] in
      let parameters = search.result.parameters
      guard let threshold = parameters.range.threshold else { return [search] }
      let unsigned = QuantizationRange.threshold(threshold, isSigned: false)
      if bypasses.contains(search.node) {
        return [search.with(unsigned, bitWidth: parameters.bitWidth)]
      }
      guard search.node == path.activation.name else { return [search] }
      let sum = ThresholdSearchResult(
        parameters: ActivationQuantizationParameters(
          method: parameters.method, bitWidth: parameters.bitWidth, range: unsigned),
        errorMethod: search.result.errorMethod, candidates: [], reason: .shifted)
      return [
        search.with(parameters.range, bitWidth: NegativeShift.activationBitWidth),
        ActivationSearch(node: sumName, result: sum),
      ]
    }
  }
}

extension Calibration {
  /// The calibration of the network with these shifts, and its thresholds.
  func applying(
    _ shifts: [NegativeShift], to activations: [ActivationSearch]
  ) -> (Calibration, [ActivationSearch]) {
    var statistics = ledger.statistics
    for shift in shifts { shift.apply(to: &statistics) }
    let ledger = CalibrationLedger(
      images: ledger.images, batchSize: ledger.batchSize, input: ledger.input,
      digest: ledger.digest,
      statistics: statistics)
    let calibration = Calibration(
      prepared: shifts.reduce(prepared) { $1.apply(to: $0) }, ledger: ledger, on: machine)
    return (calibration, shifts.reduce(activations) { $1.apply(to: $0) })
  }
}

extension ActivationSearch {
  fileprivate func with(_ range: QuantizationRange, bitWidth: Int) -> ActivationSearch {
    let parameters = ActivationQuantizationParameters(
      method: result.parameters.method, bitWidth: bitWidth, range: range)
    return ActivationSearch(
      node: node,
      result: ThresholdSearchResult(
        parameters: parameters, errorMethod: result.errorMethod, candidates: result.candidates,
        reason: result.reason, candidateBitWidth: result.candidateBitWidth))
  }
}

extension NodeStatistics {
  fileprivate func shifted(by constant: Double) -> NodeStatistics {
    NodeStatistics(
      histogram: histogram.map {
        Histogram(edges: $0.edges.map { $0 + constant }, counts: $0.counts)
      },
      channelMeans: channelMeans?.map { $0 + constant }, minimum: minimum + constant,
      maximum: maximum + constant, valueCount: valueCount)
  }
}

extension Window {
  /// The zeros around an input `[h, w, c]`.
  fileprivate func border(of input: Shape) -> Border {
    let rows = padding.amounts(input: input[0], window: extent.height, stride: strides.height)
    let columns = padding.amounts(input: input[1], window: extent.width, stride: strides.width)
    return Border(
      top: rows.before, bottom: rows.after, left: columns.before, right: columns.after)
  }
}

extension Operation {
  /// The same layer for inputs with a constant added, border included: `b′[o] = b[o] − c · Σ W[…, o]`, and no
  /// padding of its own.
  fileprivate func takingBack(_ constant: Float) -> Operation {
    guard let weights else { return self }
    let outputs =
      switch weights.layout {
      case .convolution, .dense: weights.kernel.shape[-1]
      case .depthwise: weights.kernel.shape[2] * weights.kernel.shape[3]
      }
    var sums = [Float](repeating: 0, count: outputs)
    for (index, weight) in weights.kernel.values.enumerated() { sums[index % outputs] += weight }
    return replacing(
      kernel: weights.kernel, bias: weights.bias.adding(sums.map { -(constant * $0) }),
      activation: .linear
    ).withoutPadding
  }

  /// The same convolution on an input that has its border already.
  private var withoutPadding: Operation {
    switch self {
    case .convolution(let layer):
      layer.window.size == 1
        ? self
        : .convolution(
          Convolution(
            kernel: layer.kernel, bias: layer.bias, strides: layer.window.strides, padding: .valid,
            dilation: layer.window.dilation, groups: layer.groups))
    case .depthwiseConvolution(let layer):
      layer.window.size == 1
        ? self
        : .depthwiseConvolution(
          DepthwiseConvolution(
            kernel: layer.kernel, bias: layer.bias, strides: layer.window.strides,
            padding: .valid, dilation: layer.window.dilation))
    case .input, .dense, .batchNormalization, .activation, .add, .concatenate, .zeroPadding,
      .cropping, .pooling, .globalPooling, .reshape, .arithmetic, .identity:
      self
    }
  }
}
