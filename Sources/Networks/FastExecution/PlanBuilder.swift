import Graph
import Tensors
import VectorLoops

/// Builds an ``ExecutionPlan``: fuses layers, ties steps into chains, gives tensors their memory.
struct PlanBuilder {
  let model: Model
  /// The layer whose output is given: 0, the input, or one behind which nobody reads what is before it.
  let start: Int
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
  /// Steps of a chain: each calls the one before it, and the stack has an end.
  private static let longestChain = 128
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
    model: Model, start: Int, grids: [String: ActivationGrid], observing names: [String],
    tailPixels: Int, cacheFloats: Int
  ) {
    self.model = model
    self.start = start
    self.tailPixels = tailPixels
    self.cacheFloats = cacheFloats
    self.grids = grids
    observed = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
    var consumers = [[Int]](repeating: [], count: model.layers.count)
    for (index, inputs) in model.inputPositions.enumerated() {
      for input in inputs { consumers[input].append(index) }
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

  /// The upper end of a layer that only clamps.
  private func clamp(_ layer: Int) -> Float? {
    if case .activation(let activation) = model.layers[layer].operation {
      activation.clamp
    } else {
      nil
    }
  }

  private mutating func drafted() -> [Draft] {
    var drafts: [Draft] = []
    var fused: Set<Int> = []
    var borders: [Int: (source: Int, border: Border)] = [:]
    if start > 0 { observedInput = observed[model.layers[start].name] }
    for (index, layer) in model.layers.enumerated()
    where (index > start || index == 0 && start == 0) && !fused.contains(index) {
      var sources = model.inputPositions[index]
      let work: ExecutionPlan.Work
      switch layer.operation {
      case .input:
        observedInput = grids[layer.name] == nil ? observed[layer.name] : nil
        if grids[layer.name] != nil {
          drafts.append(
            Draft(
              work: .byRows(.finish), weightsLayer: index, outputLayer: index, sources: [index]))
        }
        continue
      case .zeroPadding(let border):
        if isPrivate(index), border.value == 0,
          case .depthwiseConvolution(let next) =
            model.layers[consumers[index][0]].operation, next.window.padding == .valid
        {
          borders[index] = (sources[0], border)
          continue
        }
        work = .whole(.pad(border))
      case .convolution(let layer):
        let kernel = layer.kernel.shape
        if layer.window == Window(1, padding: layer.window.padding), layer.groups == 1 {
          work = .byRows(.multiply(k: kernel[2], outputs: kernel[3]))
        } else {
          work = .byRows(
            .convolve(
              WindowGeometry(
                layer.window, input: shape(sources[0]), output: shape(index), groups: layer.groups))
          )
        }
      case .depthwiseConvolution(let layer):
        let border = borders[sources[0]]
        if let border { sources = [border.source] }
        work = .byRows(
          .convolveDepthwise(
            WindowGeometry(
              layer.window, input: shape(sources[0]), output: shape(index), border: border?.border))
        )
      case .dense(let layer):
        work = .byRows(.multiply(k: layer.kernel.shape[0], outputs: layer.kernel.shape[1]))
      case .batchNormalization: work = .byRows(.scaleAndShift)
      case .activation(let activation): work = activation.work
      case .add: work = sources.count == 2 ? .byRows(.add) : .whole(.sum)
      case .concatenate: work = .whole(.concatenate)
      case .cropping(let border): work = .whole(.crop(border))
      case .pooling(let pooling):
        work = .byRows(
          .pool(
            WindowGeometry(pooling.window, input: shape(sources[0]), output: shape(index)),
            pooling.kind))
      case .globalPooling(let kind): work = .whole(.pool(kind))
      case .reshape: work = .whole(.copy)
      case .arithmetic(let arithmetic): work = .byRows(.compute(arithmetic))
      case .identity: work = .byRows(.finish)
      }
      var draft = Draft(work: work, weightsLayer: index, outputLayer: index, sources: sources)
      if case .activation(let activation) = layer.operation { draft.finish.clamp(activation) }
      let inner = layer.operation.weights?.activation ?? .linear
      if inner == .linear {
        fuse(into: &draft, fused: &fused)
        drafts.append(draft)
      } else if inner.clamp != nil {
        draft.finish.clamp(inner)
        drafts.append(draft)
      } else {
        // The sum and the activation are two steps on the same output.
        drafts.append(draft)
        drafts.append(
          Draft(work: inner.work, weightsLayer: index, outputLayer: index, sources: [index]))
      }
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
      var finish = Finish(normalizationLayer: next)
      if isPrivate(next), let upper = clamp(consumers[next][0]) {
        end = consumers[next][0]
        finish.reLU = (0, upper)
      }
      // The loops normalize or round to a grid, not both.
      if case .batchNormalization = model.layers[next].operation,
        grids[model.layers[end].name] == nil
      {
        draft.finish = finish
        draft.outputLayer = end
        fused.formUnion([next, end])
        return
      }
    }
    layer = draft.outputLayer
    if isPrivate(layer), let upper = clamp(consumers[layer][0]) {
      draft.finish.reLU = (0, upper)
      draft.outputLayer = consumers[layer][0]
      fused.insert(consumers[layer][0])
    }
  }

  /// Where the tail begins: where a single small tensor is alive.
  private func cut(_ drafts: [Draft], lastUse: [Int: Int]) -> Int {
    // Layers whose outputs somebody still reads.
    var alive: Set<Int> = []
    for position in 1..<max(drafts.count, 1) {
      let before = drafts[position - 1]
      alive.insert(before.outputLayer)
      for layer in before.sources + [before.outputLayer] where lastUse[layer] ?? -1 < position {
        alive.remove(layer)
      }
      let output = shape(before.outputLayer)
      if alive == [before.outputLayer], lastUse[start] ?? -1 < position,
        output.elementCount / output[-1] <= tailPixels
      {
        return position
      }
    }
    return drafts.count
  }

  /// Whether the second of two neighbouring steps can take the first one's rows as they are made.
  ///
  /// - Parameter readers: How many steps read a layer's output.
  private func continues(_ draft: Draft, _ next: Draft, readers: [Int: Int]) -> Bool {
    guard draft.work.isByRows, next.work.isByRows, shape(draft.outputLayer).rank == 3,
      next.sources.contains(draft.outputLayer), next.outputLayer != draft.outputLayer,
      readers[draft.outputLayer] == 1
    else { return false }
    // A tensor that is about to widen is small: it may as well exist as a whole.
    if case .byRows(.multiply(let k, let outputs)) = next.work, outputs > k { return false }
    return true
  }

  /// Gives every tensor its memory.
  private mutating func place(_ drafts: [Draft]) {
    var lastUse: [Int: Int] = [:]
    var readers: [Int: Int] = [:]
    for (position, draft) in drafts.enumerated() {
      for source in draft.sources { lastUse[source] = position }
      for source in Set(draft.sources) { readers[source, default: 0] += 1 }
    }
    let cut = cut(drafts, lastUse: lastUse)
    placeOf[start] = .input
    var first = 0
    while first < drafts.count {
      var end = first + 1
      while end < min(cut, first + Self.longestChain),
        continues(drafts[end - 1], drafts[end], readers: readers)
      {
        end += 1
      }
      var steps: [ExecutionPlan.Step] = []
      for position in first..<end {
        let isLast = position == end - 1
        let place =
          isLast
          ? slot(for: drafts[position], isGrouped: position >= cut - 1)
          : .ring(position - first)
        steps.append(step(drafts, position, destination: place))
        placeOf[drafts[position].outputLayer] = place
      }
      if first >= cut {
        tail += steps
      } else {
        head.append(
          steps.count == 1 && !steps[0].work.isByRows
            ? .whole(steps[0]) : .chain(ExecutionPlan.Chain(steps, cacheFloats: cacheFloats)))
      }
      // A chain reads and writes in turns: nothing is free before its end.
      for position in first..<end {
        for source in Set(drafts[position].sources)
        where lastUse[source] == position && source != drafts[position].outputLayer {
          if case .slot(let slot)? = placeOf[source] { free.append(slot) }
        }
      }
      first = end
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

  private func place(of layer: Int) -> ExecutionPlan.Place {
    guard let place = placeOf[layer] else {
      preconditionFailure("\(model.layers[layer].name) is read before it is made")
    }
    return place
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
      sources: draft.sources.map(place(of:)), destination: destination,
      inputs: draft.sources.map { ExecutionPlan.Extent(shape($0)) },
      output: ExecutionPlan.Extent(shape(draft.outputLayer)),
      finish: finish, observation: isPartial ? nil : observed[name])
  }
}

extension PlanBuilder.Draft {
  /// Whether the loop can clamp on its way to memory.
  fileprivate var acceptsReLU: Bool {
    switch work {
    case .byRows(.multiply), .byRows(.convolve), .byRows(.convolveDepthwise),
      .byRows(.scaleAndShift), .byRows(.add):
      true
    case .byRows(.finish), .byRows(.pool), .byRows(.activate), .byRows(.compute), .whole: false
    }
  }

  /// Whether the loop can normalize on its way to memory.
  fileprivate var acceptsNormalization: Bool {
    switch work {
    case .byRows(.multiply), .byRows(.convolve), .byRows(.convolveDepthwise): true
    case .byRows(.scaleAndShift), .byRows(.add), .byRows(.finish), .byRows(.pool),
      .byRows(.activate), .byRows(.compute), .whole:
      false
    }
  }
}

extension Activation {
  /// Clamping is part of a step's finish.
  fileprivate var work: ExecutionPlan.Work {
    switch self {
    case .linear: .byRows(.finish)
    case .reLU: .byRows(clamp == nil ? .activate(self) : .finish)
    case .sigmoid, .tanh, .softmax: .byRows(.activate(self))
    }
  }
}
