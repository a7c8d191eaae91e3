import Kernels
import Tensors

/// The order of work for one image: which kernels run, on which memory.
///
/// A ReLU is fused into the layer before it, and a zero padding into the depthwise convolution behind
/// it, unless somebody wants to see (or quantize) what lies between. Outputs share memory slots as soon
/// as nobody reads them any more.
struct ExecutionPlan: Sendable {
  /// What a step does; geometry in pixels.
  enum Work: Sendable {
    case apply
    case pad(ZeroPadding)
    case multiply(k: Int, outputs: Int)
    case convolve(KernelGeometry)
    case convolveDepthwise(KernelGeometry)
    case scaleAndShift
    case add
    case average
    case softmax
  }

  /// Where a step finds or leaves a tensor.
  enum Place: Equatable, Sendable {
    case input
    case slot(Int)
  }

  struct Step: Sendable {
    let work: Work
    /// The layer that owns the weights.
    let weightsLayer: Int
    /// The layer whose output this step leaves; differs from `weightsLayer` when a ReLU is fused.
    let outputLayer: Int
    let sources: [Place]
    let destination: Place
    /// Elements per image of the first source and of the output.
    let inputCount: Int
    let outputCount: Int
    let channels: Int
    let epilogue: KernelEpilogue
    /// Position in the list of observed layers, or `nil`.
    let observation: Int?
  }

  /// Steps that run image by image, while an image fits the cache.
  let head: ArraySlice<Step>
  /// Steps that run for a group of images at once, so that their larger weights are read once.
  let tail: ArraySlice<Step>
  /// Elements per image of every slot, and whether it lives across images of a group.
  let slots: [(count: Int, isGrouped: Bool)]
  /// The largest row of unfolded convolution windows, in elements.
  let scratchCount: Int
  /// The position of the input layer in the list of observed layers, when it needs no step.
  let observedInput: Int?

  init(model: Model, grids: [String: ActivationGrid], observing names: [String]) {
    var builder = PlanBuilder(model: model, grids: grids, observing: names)
    builder.build()
    let cut = builder.cut
    head = builder.steps[..<cut]
    tail = builder.steps[cut...]
    slots = builder.slots
    scratchCount = builder.scratchCount
    observedInput = builder.observedInput
  }
}

/// Builds an ``ExecutionPlan``.
struct PlanBuilder {
  let model: Model
  let grids: [String: ActivationGrid]
  let observed: [String: Int]
  let consumers: [[Int]]
  private(set) var steps: [ExecutionPlan.Step] = []
  private(set) var slots: [(count: Int, isGrouped: Bool)] = []
  private(set) var scratchCount = 0
  private(set) var observedInput: Int?
  private(set) var cut = 0

  /// A step before its tensors have places: layers stand for their outputs.
  fileprivate struct Draft {
    var work: ExecutionPlan.Work
    var weightsLayer: Int
    var outputLayer: Int
    var sources: [Int]
    var reLU: (lower: Float, upper: Float)?
  }

  init(model: Model, grids: [String: ActivationGrid], observing names: [String]) {
    self.model = model
    self.grids = grids
    observed = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
    var consumers = [[Int]](repeating: [], count: model.layers.count)
    for (index, layer) in model.layers.enumerated() {
      for input in layer.inputs.compactMap(model.position(of:)) { consumers[input].append(index) }
    }
    self.consumers = consumers
  }

  mutating func build() {
    let drafts = drafted()
    place(drafts)
  }

  /// Nobody but the one consumer needs the output of that layer.
  private func isPrivate(_ layer: Int) -> Bool {
    let name = model.layers[layer].name
    return consumers[layer].count == 1 && observed[name] == nil && grids[name] == nil
  }

  private func shape(_ layer: Int) -> Shape { model.layers[layer].outputShape }

  private mutating func drafted() -> [Draft] {
    var drafts: [Draft] = []
    var fused: Set<Int> = []
    var padding: [Int: (source: Int, padding: ZeroPadding)] = [:]
    for (index, layer) in model.layers.enumerated() where !fused.contains(index) {
      var sources = layer.inputs.compactMap(model.position(of:))
      var work: ExecutionPlan.Work
      switch layer.operation {
      case .input:
        observedInput = grids[layer.name] == nil ? observed[layer.name] : nil
        if grids[layer.name] != nil {
          drafts.append(
            Draft(work: .apply, weightsLayer: index, outputLayer: index, sources: [index]))
        }
        continue
      case .zeroPadding(let zeros):
        if isPrivate(index),
          case .depthwiseConvolution(let next) =
            model.layers[consumers[index][0]].operation, next.padding == .valid
        {
          padding[index] = (sources[0], zeros)
          continue
        }
        work = .pad(zeros)
      case .convolution(let convolution):
        let kernel = convolution.kernel.shape
        if kernel[0] == 1, kernel[1] == 1, convolution.stride == 1 {
          work = .multiply(k: kernel[2], outputs: kernel[3])
        } else {
          let geometry = KernelGeometry(
            input: shape(sources[0]), output: layer.outputShape, kernel: kernel,
            stride: convolution.stride, padding: convolution.padding)
          scratchCount = max(
            scratchCount, layer.outputShape[1] * kernel[0] * kernel[1] * kernel[2])
          work = .convolve(geometry)
        }
      case .depthwiseConvolution(let convolution):
        let pad = padding[sources[0]]
        if let pad { sources = [pad.source] }
        var geometry = KernelGeometry(
          input: shape(sources[0]), output: layer.outputShape, kernel: convolution.kernel.shape,
          stride: convolution.stride, padding: convolution.padding)
        if let pad {
          geometry.pad_top = pad.padding.top
          geometry.pad_left = pad.padding.left
        }
        work = .convolveDepthwise(geometry)
      case .batchNormalization: work = .scaleAndShift
      case .reLU: work = .apply
      case .add: work = .add
      case .globalAveragePooling: work = .average
      case .dense(let dense):
        work = .multiply(k: dense.kernel.shape[0], outputs: dense.kernel.shape[1])
      case .softmax: work = .softmax
      }
      var draft = Draft(work: work, weightsLayer: index, outputLayer: index, sources: sources)
      if case .reLU(let maximum) = layer.operation { draft.reLU = (0, maximum ?? .infinity) }
      if draft.acceptsEpilogue, isPrivate(index),
        case .reLU(let maximum) = model.layers[consumers[index][0]].operation
      {
        draft.reLU = (0, maximum ?? .infinity)
        draft.outputLayer = consumers[index][0]
        fused.insert(consumers[index][0])
      }
      if case .dense(let dense) = layer.operation, dense.activation == .softmax {
        // The sum and the softmax are two steps on the same output.
        drafts.append(draft)
        draft = Draft(work: .softmax, weightsLayer: index, outputLayer: index, sources: [index])
      }
      drafts.append(draft)
    }
    return drafts
  }

  /// Gives every tensor a slot and finds where the group steps begin.
  private mutating func place(_ drafts: [Draft]) {
    var lastUse: [Int: Int] = [:]
    for (position, draft) in drafts.enumerated() {
      for source in draft.sources { lastUse[source] = position }
    }
    // The tail may begin where a single small tensor is alive.
    cut = drafts.count
    for position in 1..<max(drafts.count, 1) {
      let alive = Set(drafts[..<position].map(\.outputLayer)).filter {
        lastUse[$0] ?? -1 >= position
      }
      let inputAlive = drafts[position...].contains { $0.sources.contains(0) }
      let draft = drafts[position - 1]
      let output = shape(draft.outputLayer)
      if alive.count == 1, !inputAlive, alive.contains(draft.outputLayer),
        output.elementCount / output[-1] <= 196
      {
        cut = position
        break
      }
    }
    var placeOf: [Int: ExecutionPlan.Place] = [:]
    if grids[model.layers[0].name] == nil { placeOf[0] = .input }
    var free: [Int] = []
    for (position, draft) in drafts.enumerated() {
      let layer = model.layers[draft.outputLayer]
      let count = layer.outputShape.elementCount
      let isGrouped = position >= cut - 1
      let sources = draft.sources.map { placeOf[$0] ?? .input }
      // Softmax of a dense layer works in place.
      let place: ExecutionPlan.Place
      if let existing = placeOf[draft.outputLayer], draft.sources == [draft.outputLayer],
        existing != .input
      {
        place = existing
      } else {
        let candidates = free.filter { slots[$0].isGrouped == isGrouped }
        let slot: Int
        if let fitting = candidates.filter({ slots[$0].count >= count }).min(by: {
          slots[$0].count < slots[$1].count
        }) ?? candidates.max(by: { slots[$0].count < slots[$1].count }) {
          slot = fitting
          slots[slot].count = max(slots[slot].count, count)
        } else {
          slots.append((count, isGrouped))
          slot = slots.count - 1
        }
        free.removeAll { $0 == slot }
        place = .slot(slot)
        placeOf[draft.outputLayer] = place
      }
      // A dense layer's sum is not yet its output: the grid and the observer wait for the softmax.
      let isPartial =
        position + 1 < drafts.count && drafts[position + 1].outputLayer == draft.outputLayer
      steps.append(
        ExecutionPlan.Step(
          work: draft.work, weightsLayer: draft.weightsLayer, outputLayer: draft.outputLayer,
          sources: sources, destination: place,
          inputCount: shape(draft.sources[0]).elementCount, outputCount: count,
          channels: layer.outputShape[-1],
          epilogue: KernelEpilogue(reLU: draft.reLU, grid: isPartial ? nil : grids[layer.name]),
          observation: isPartial ? nil : observed[layer.name]))
      for source in Set(draft.sources)
      where lastUse[source] == position && source != draft.outputLayer {
        if case .slot(let slot)? = placeOf[source] { free.append(slot) }
      }
    }
  }
}

extension PlanBuilder.Draft {
  /// Whether the kernel can clamp on its way to memory.
  fileprivate var acceptsEpilogue: Bool {
    switch work {
    case .multiply, .convolve, .convolveDepthwise, .scaleAndShift, .add: true
    case .apply, .pad, .average, .softmax: false
    }
  }
}

extension KernelGeometry {
  init(input: Shape, output: Shape, kernel: Shape, stride: Int, padding: Padding) {
    let top = padding.amounts(input: input[0], kernel: kernel[0], stride: stride).before
    let left = padding.amounts(input: input[1], kernel: kernel[1], stride: stride).before
    self.init(
      height: input[0], width: input[1], channels: input[2],
      kernel_height: kernel[0], kernel_width: kernel[1], stride: stride,
      pad_top: top, pad_left: left,
      output_height: output[0], output_width: output[1], output_channels: output[2])
  }
}
