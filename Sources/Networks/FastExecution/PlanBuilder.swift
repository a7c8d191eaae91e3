import Graph
import Tensors
import VectorLoops

/// Builds an ``ExecutionPlan``: fuses layers, ties steps into chains, gives tensors their memory.
struct PlanBuilder {
  let model: Model
  let grids: [String: ActivationGrid]
  let observed: [String: Int]
  let consumers: [[Int]]
  /// Where the tail may begin: at tensors with at most this many pixels.
  let tailPixels: Int
  /// Floats of the tensors inside a chain that may be in the cache at a time.
  let cacheFloats: Int
  private(set) var head: [ExecutionPlan.Stage] = []
  private(set) var tail: [ExecutionPlan.Step] = []
  private(set) var slots: [(count: Int, isGrouped: Bool)] = []
  private(set) var observedInput: Int?
  private var free: [Int] = []
  private var placeOf: [Int: ExecutionPlan.Place] = [:]

  /// A step before its tensors have places: layers stand for their outputs.
  fileprivate struct Draft {
    var work: ExecutionPlan.Work
    var weightsLayer: Int
    var outputLayer: Int
    var sources: [Int]
    var finish = Finish()
  }

  init(
    model: Model, grids: [String: ActivationGrid], observing names: [String], tailPixels: Int,
    cacheFloats: Int
  ) {
    self.model = model
    self.tailPixels = tailPixels
    self.cacheFloats = cacheFloats
    self.grids = grids
    observed = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
    var consumers = [[Int]](repeating: [], count: model.layers.count)
    for (index, layer) in model.layers.enumerated() {
      for input in layer.inputs.compactMap(model.position(of:)) { consumers[input].append(index) }
    }
    self.consumers = consumers
  }

  mutating func build() {
    place(drafted())
  }

  /// All steps, in order.
  var steps: [ExecutionPlan.Step] {
    head.flatMap { stage in
      switch stage {
      case .chain(let chain): chain.steps
      case .whole(let step): [step]
      }
    } + tail
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
          work = .convolve(
            WindowGeometry(
              input: shape(sources[0]), output: layer.outputShape, kernel: kernel,
              stride: convolution.stride, padding: convolution.padding))
        }
      case .depthwiseConvolution(let convolution):
        let pad = padding[sources[0]]
        if let pad { sources = [pad.source] }
        var geometry = WindowGeometry(
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
      if case .reLU(let maximum) = layer.operation { draft.finish.reLU = (0, maximum ?? .infinity) }
      if case .dense(let dense) = layer.operation, dense.activation == .softmax {
        // The sum and the softmax are two steps on the same output.
        drafts.append(draft)
        draft = Draft(work: .softmax, weightsLayer: index, outputLayer: index, sources: [index])
      } else {
        fuse(into: &draft, fused: &fused)
      }
      drafts.append(draft)
    }
    return drafts
  }

  /// Takes a batch normalization and a ReLU that follow into the step.
  private func fuse(into draft: inout Draft, fused: inout Set<Int>) {
    guard draft.acceptsReLU else { return }
    var layer = draft.outputLayer
    if draft.acceptsNormalization, isPrivate(layer) {
      let next = consumers[layer][0]
      var end = next
      var reLU: (lower: Float, upper: Float)?
      if isPrivate(next), case .reLU(let maximum) = model.layers[consumers[next][0]].operation {
        end = consumers[next][0]
        reLU = (0, maximum ?? .infinity)
      }
      // The loops normalize or round to a grid, not both.
      if case .batchNormalization = model.layers[next].operation,
        grids[model.layers[end].name] == nil
      {
        draft.finish.normalizationLayer = next
        draft.finish.reLU = reLU
        draft.outputLayer = end
        fused.formUnion([next, end])
        return
      }
    }
    layer = draft.outputLayer
    if isPrivate(layer), case .reLU(let maximum) = model.layers[consumers[layer][0]].operation {
      draft.finish.reLU = (0, maximum ?? .infinity)
      draft.outputLayer = consumers[layer][0]
      fused.insert(consumers[layer][0])
    }
  }

  /// Where the tail begins: where a single small tensor is alive.
  private func cut(_ drafts: [Draft], lastUse: [Int: Int]) -> Int {
    for position in 1..<max(drafts.count, 1) {
      let alive = Set(drafts[..<position].map(\.outputLayer)).filter {
        lastUse[$0] ?? -1 >= position
      }
      let inputAlive = drafts[position...].contains { $0.sources.contains(0) }
      let output = shape(drafts[position - 1].outputLayer)
      if alive.count == 1, !inputAlive, alive.contains(drafts[position - 1].outputLayer),
        output.elementCount / output[-1] <= tailPixels
      {
        return position
      }
    }
    return drafts.count
  }

  /// Whether the second of two neighbouring steps can take the first one's rows as they are made.
  private func continues(_ draft: Draft, _ next: Draft, drafts: [Draft]) -> Bool {
    guard draft.work.isByRows, next.work.isByRows, shape(draft.outputLayer).rank == 3,
      next.sources.contains(draft.outputLayer),
      drafts.count(where: { $0.sources.contains(draft.outputLayer) }) == 1
    else { return false }
    // A tensor that is about to widen is small: it may as well exist as a whole.
    if case .multiply(let k, let outputs) = next.work, outputs > k { return false }
    return true
  }

  /// Gives every tensor its memory.
  private mutating func place(_ drafts: [Draft]) {
    var lastUse: [Int: Int] = [:]
    for (position, draft) in drafts.enumerated() {
      for source in draft.sources { lastUse[source] = position }
    }
    let cut = cut(drafts, lastUse: lastUse)
    if grids[model.layers[0].name] == nil { placeOf[0] = .input }
    var start = 0
    while start < drafts.count {
      var end = start + 1
      while end < cut, continues(drafts[end - 1], drafts[end], drafts: drafts) { end += 1 }
      var steps: [ExecutionPlan.Step] = []
      for position in start..<end {
        let isLast = position == end - 1
        let place =
          isLast
          ? slot(for: drafts[position], isGrouped: position >= cut - 1)
          : .ring(position - start)
        steps.append(step(drafts, position, destination: place))
        placeOf[drafts[position].outputLayer] = place
      }
      if start >= cut {
        tail += steps
      } else {
        head.append(
          steps.count == 1 && !steps[0].work.isByRows
            ? .whole(steps[0]) : .chain(ExecutionPlan.Chain(steps, cacheFloats: cacheFloats)))
      }
      // A chain reads and writes in turns: nothing is free before its end.
      for position in start..<end {
        for source in Set(drafts[position].sources)
        where lastUse[source] == position && source != drafts[position].outputLayer {
          if case .slot(let slot)? = placeOf[source] { free.append(slot) }
        }
      }
      start = end
    }
  }

  private mutating func slot(for draft: Draft, isGrouped: Bool) -> ExecutionPlan.Place {
    // Softmax of a dense layer works in place.
    if let existing = placeOf[draft.outputLayer], draft.sources == [draft.outputLayer],
      existing != .input
    {
      return existing
    }
    let count = shape(draft.outputLayer).elementCount
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
    return .slot(slot)
  }

  private func step(
    _ drafts: [Draft], _ position: Int, destination: ExecutionPlan.Place
  ) -> ExecutionPlan.Step {
    let draft = drafts[position]
    let name = model.layers[draft.outputLayer].name
    // A dense layer's sum is not yet its output: the grid and the observer wait for the softmax.
    let isPartial =
      position + 1 < drafts.count && drafts[position + 1].outputLayer == draft.outputLayer
    var finish = draft.finish
    finish.grid = isPartial ? nil : grids[name]
    return ExecutionPlan.Step(
      work: draft.work, weightsLayer: draft.weightsLayer, outputLayer: draft.outputLayer,
      sources: draft.sources.map { placeOf[$0] ?? .input }, destination: destination,
      input: ExecutionPlan.Extent(shape(draft.sources[0])),
      output: ExecutionPlan.Extent(shape(draft.outputLayer)),
      finish: finish, observation: isPartial ? nil : observed[name])
  }
}

extension PlanBuilder.Draft {
  /// Whether the kernel can clamp on its way to memory.
  fileprivate var acceptsReLU: Bool {
    switch work {
    case .multiply, .convolve, .convolveDepthwise, .scaleAndShift, .add: true
    case .apply, .pad, .average, .softmax: false
    }
  }

  /// Whether the kernel can normalize on its way to memory.
  fileprivate var acceptsNormalization: Bool {
    switch work {
    case .multiply, .convolve, .convolveDepthwise: true
    default: false
    }
  }
}

extension WindowGeometry {
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
