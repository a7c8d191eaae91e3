import Graph
import PostTrainingQuantization
import Quantization
import Tensors

extension IntegerNetwork {
  /// The integers of a quantized model.
  ///
  /// - Parameters:
  ///   - result: The grids of the activations, the kernels on theirs, and the corrected biases.
  ///   - profile: Whose rules.
  /// - Throws: ``IntegerNetworkError`` for a layer that 8-bit integers cannot compute.
  public init(_ result: QuantizationResult, profile: RuntimeProfile) throws {
    var builder = IntegerNetworkBuilder(result, profile: profile)
    for node in result.prepared.nodes { try builder.add(node) }
    name = result.model.model.name
    self.profile = profile
    layers = builder.layers
    forbiddenKernelCodes = builder.forbidden
    coarserKernels = builder.coarser
    aliases = builder.aliases
  }
}

/// Goes through the nodes of a quantized model and writes down their integers.
struct IntegerNetworkBuilder {
  let profile: RuntimeProfile
  let model: Model
  let quantizers: [String: any ActivationQuantizer]
  let kernels: [String: KernelQuantization]
  /// The means of every output's channels over the calibration's pictures, by node.
  let channelMeans: [String: [Double]]
  var layers: [IntegerLayer] = []
  var forbidden: [ForbiddenKernelCodes] = []
  var coarser: [CoarserKernel] = []
  var aliases: [String: String] = [:]
  /// The most pixels of which codes may be added up in 32 bits.
  private static let mostPixels = 1 << 23
  /// Nodes whose sums never leave the layer that they are fused into.
  private var fused: [String: QuantizationNode] = [:]

  init(_ result: QuantizationResult, profile: RuntimeProfile) {
    self.profile = profile
    model = result.model.model
    quantizers = result.model.activationQuantizers
    kernels = Dictionary(uniqueKeysWithValues: result.info.kernels.map { ($0.node, $0) })
    channelMeans = result.info.ledger.statistics.compactMapValues(\.channelMeans)
  }

  /// Adds what a node computes.
  mutating func add(_ node: QuantizationNode) throws {
    guard let layer = model[node.name] else { return }
    if let why = layer.integerObstacle { throw unsupported(layer, why) }
    switch node.mode {
    case .fused:
      fused[node.name] = node
    case .quantized:
      guard let quantizer = quantizers[node.name] else {
        throw unsupported(layer, "its output has no quantizer")
      }
      guard quantizer.bitWidth == 8 else {
        throw IntegerNetworkError.bitWidth(layer: layer.kerasName, bits: quantizer.bitWidth)
      }
      let own = quantizer.fakeQuantizer
      guard own.step >= 0x1p-60, own.step <= 0x1p60, (0...255).contains(own.zeroLevel) else {
        throw unsupported(
          layer, "its steps of \(own.step) are too small or too large; look at its values")
      }
      guard largestStep(of: layer.inputs) < 0x1p28 * own.step else {
        throw unsupported(
          layer, "its steps of \(own.step) are 2^28 times smaller than those of what it reads")
      }
      try add(layer, on: IntegerGrid(own))
    case .float, .preserving:
      try addKeepingGrid(layer)
    }
  }

  /// The largest step of what a layer reads, through layers that are computed together with it.
  private func largestStep(of inputs: [String]) -> Float {
    inputs.map { name in
      if let found = layers.last(where: { $0.name == aliases[name] ?? name }) {
        return found.grid.scale
      }
      return largestStep(of: model[name]?.inputs ?? [])
    }.max() ?? 0
  }

  func unsupported(_ layer: Layer, _ why: String) -> IntegerNetworkError {
    .unsupported(layer: layer.kerasName, why: why)
  }

  /// The layer whose codes a node reads.
  private func source(_ name: String, of layer: Layer) throws -> IntegerLayer {
    let name = aliases[name] ?? name
    guard let found = layers.last(where: { $0.name == name }) else {
      throw unsupported(layer, "it reads \(name), whose output is on no grid")
    }
    return found
  }

  private mutating func append(
    _ name: String, _ operation: IntegerOperation, _ inputs: [String], _ shape: Shape,
    _ grid: IntegerGrid
  ) {
    layers.append(
      IntegerLayer(name: name, operation: operation, inputs: inputs, shape: shape, grid: grid))
  }

  // MARK: layers that stay on the grid of their input

  private mutating func addKeepingGrid(_ layer: Layer) throws {
    guard let first = layer.inputs.first else {
      throw unsupported(layer, "the target platform leaves the pictures in floats")
    }
    let input = try source(first, of: layer)
    guard let operation = try sameGrid(layer, input.grid) else {
      throw unsupported(layer, "its output stays in floating point")
    }
    if case .reshaping = operation, input.shape == layer.outputShape {
      aliases[layer.name] = input.name
      return
    }
    append(layer.name, operation, [input.name], layer.outputShape, input.grid)
  }

  /// What a layer computes on the grid of its input, or `nil` when it changes values.
  private func sameGrid(_ layer: Layer, _ grid: IntegerGrid) throws -> IntegerOperation? {
    switch layer.operation {
    case .zeroPadding(let border):
      guard border.value == 0 else {
        throw unsupported(layer, "its border holds \(border.value) instead of zeros")
      }
      return .padding(border)
    case .cropping(let border): return .cropping(border)
    case .pooling(let pooling):
      let window = pooling.window.size
      guard pooling.kind == .maximum || window.height * window.width < Self.mostPixels else {
        throw unsupported(layer, "it averages 2^23 pixels or more; use a smaller window")
      }
      return .pooling(pooling)
    case .globalPooling(.maximum):
      guard let shape = layer.inputs.first.flatMap({ model[$0]?.outputShape }) else { return nil }
      let size = HeightWidth(height: shape[0], width: shape[1])
      return .pooling(Pooling(.maximum, window: Window(size, padding: .valid)))
    case .reshape, .identity, .activation(.linear): return .reshaping
    case .input, .convolution, .depthwiseConvolution, .dense, .batchNormalization, .activation,
      .add, .concatenate, .globalPooling(.average), .arithmetic:
      return nil
    }
  }

  // MARK: layers with a grid of their own

  private mutating func add(_ layer: Layer, on grid: IntegerGrid) throws {
    switch layer.operation {
    case .input:
      append(layer.name, .input, [], layer.outputShape, grid)
    case .convolution, .depthwiseConvolution, .dense, .add, .batchNormalization, .arithmetic:
      try addSum(layer, named: layer.name, on: grid, reLUMaximum: nil)
    case .activation(.softmax):
      try addSoftmax(layer, on: grid)
    case .activation(let activation) where activation.clamp != nil || activation == .linear:
      if let node = fused[layer.inputs[0]], let sum = model[node.name] {
        try addSum(sum, named: layer.name, on: grid, reLUMaximum: activation.clamp)
      } else {
        let input = try source(layer.inputs[0], of: layer)
        try addRescaling(of: input, named: layer.name, on: grid, reLUMaximum: activation.clamp)
      }
    case .globalPooling(.average):
      let input = try source(layer.inputs[0], of: layer)
      let pixels = input.shape[0] * input.shape[1]
      guard pixels < Self.mostPixels else {
        throw unsupported(layer, "it averages 2^23 pixels or more; give it smaller pictures")
      }
      try checkFactor(from: input.grid, to: grid, of: layer.name)
      let mean = IntegerMean(from: input.grid, to: grid, pixels: pixels, profile: profile)
      let largest = Int64(input.grid.largestMagnitude) * Int64(pixels)
      guard largest <= mean.requantization.largestAccumulator else {
        throw tooFine(layer.name)
      }
      append(layer.name, .mean(mean), [input.name], layer.outputShape, grid)
    case .concatenate:
      var inputs: [String] = []
      for (position, name) in layer.inputs.enumerated() {
        let input = try source(name, of: layer)
        if input.grid != grid, profile.movesCodesOnOneGrid {
          let own = unused("\(layer.name)/input_\(position)")
          try addRescaling(of: input, named: own, on: grid, reLUMaximum: nil)
          inputs.append(own)
        } else {
          inputs.append(input.name)
        }
      }
      append(layer.name, .concatenation, inputs, layer.outputShape, grid)
    case .zeroPadding, .cropping, .pooling, .globalPooling(.maximum), .reshape, .identity:
      let input = try source(layer.inputs[0], of: layer)
      guard let operation = try sameGrid(layer, input.grid) else { return }
      if input.grid != grid, case .reshaping = operation, input.shape == layer.outputShape {
        try addRescaling(of: input, named: layer.name, on: grid, reLUMaximum: nil)
      } else if input.grid == grid || !profile.movesCodesOnOneGrid {
        append(layer.name, operation, [input.name], layer.outputShape, grid)
      } else {
        let own = unused(layer.name + "/input_grid")
        append(own, operation, [input.name], layer.outputShape, input.grid)
        let moved = try source(own, of: layer)
        try addRescaling(of: moved, named: layer.name, on: grid, reLUMaximum: nil)
      }
    case .activation(let activation):
      preconditionFailure("\(activation) was let pass")
    }
  }

  /// Moves codes to another grid.
  ///
  /// - Throws: ``IntegerNetworkError`` when 32 bits are too few for it.
  private mutating func addRescaling(
    of input: IntegerLayer, named name: String, on grid: IntegerGrid, reLUMaximum: Float?
  ) throws {
    try checkFactor(from: input.grid, to: grid, of: name)
    let rescaling = IntegerRescaling(
      from: input.grid, to: grid, reLUMaximum: reLUMaximum, profile: profile)
    let largest = Int64(input.grid.largestMagnitude)
    guard largest <= rescaling.requantization.largestAccumulator else { throw tooFine(name) }
    append(name, .rescaling(rescaling), [input.name], input.shape, grid)
  }

  /// - Throws: ``IntegerNetworkError`` when one step is too many steps of the other grid for any multiplier.
  private func checkFactor(
    from input: IntegerGrid, to output: IntegerGrid, of name: String
  ) throws {
    guard Double(input.scale) / Double(output.scale) < 0x1p30 else { throw tooFine(name) }
  }

  private func tooFine(_ name: String) -> IntegerNetworkError {
    .unsupported(
      layer: model[name]?.kerasName ?? name,
      why: "its steps are so much finer than those of what it reads that 32 bits cannot hold them; "
        + "give it a larger threshold")
  }

  /// A name that no layer of the model has.
  private func unused(_ name: String) -> String {
    var name = name
    while model[name] != nil { name += "_" }
    return name
  }

  private mutating func addSoftmax(_ layer: Layer, on grid: IntegerGrid) throws {
    let input = try source(layer.inputs[0], of: layer)
    let softmax = IntegerSoftmax(inputScale: input.grid.scale, profile: profile)
    let own = IntegerGrid(scale: 1 / 256, zeroPoint: -128)
    let name = grid == own ? layer.name : unused(layer.name + "/probabilities")
    append(name, .softmax(softmax), [input.name], layer.outputShape, own)
    if grid != own {
      try addRescaling(
        of: try source(name, of: layer), named: layer.name, on: grid, reLUMaximum: nil)
    }
  }

  /// A convolution, a dense layer, an addition or a straight line per channel, its ReLU included.
  private mutating func addSum(
    _ layer: Layer, named name: String, on grid: IntegerGrid, reLUMaximum: Float?
  ) throws {
    if case .add = layer.operation {
      let inputs = try layer.inputs.map { try source($0, of: layer) }
      let addition = IntegerAddition(
        inputs: inputs.map(\.grid), output: grid, reLUMaximum: reLUMaximum,
        outputCodes: grid.codes(behind: reLUMaximum, profile: profile), profile: profile)
      guard addition.isWithinBounds else {
        throw unsupported(layer, "its output's steps are 2^19 times finer than its inputs'")
      }
      append(name, .addition(addition), inputs.map(\.name), layer.outputShape, grid)
      return
    }
    let input = try source(layer.inputs[0], of: layer)
    let convolution =
      if let line = layer.operation.line(channels: layer.outputShape[-1]) {
        try integerConvolution(
          layer, of: line, input: input.grid, output: grid, reLUMaximum: reLUMaximum)
      } else {
        try integerConvolution(layer, input: input.grid, output: grid, reLUMaximum: reLUMaximum)
      }
    append(name, .convolution(convolution), [input.name], layer.outputShape, grid)
  }
}
