import Kernels
import Tensors

/// Memory for the whole tensors of one group of images, shared by a team.
final class SlotMemory: Sendable {
  let buffers: [AlignedBuffer]
  private let pool: BufferPool

  init(plan: ExecutionPlan, groupSize: Int, pool: BufferPool) {
    buffers = plan.slots.map { pool.take($0.count * ($0.isGrouped ? groupSize : 1)) }
    self.pool = pool
  }

  deinit { pool.giveBack(buffers) }
}

/// Memory for the rows and windows that one worker has at hand.
private final class RowMemory {
  /// The rings of every chain, one after the other: chains take turns.
  let rings: AlignedBuffer
  /// One window of a convolution.
  let scratch: AlignedBuffer
  /// The rows that a window covers.
  let window: WindowRows
  private let pool: BufferPool

  init(plan: ExecutionPlan, pool: BufferPool) {
    rings = pool.take(plan.ringCount)
    scratch = pool.take(plan.largestWindow.count)
    window = WindowRows(count: plan.largestWindow.rows)
    self.pool = pool
  }

  deinit { pool.giveBack([rings, scratch]) }
}

/// One worker: its memory and the loop over the stages of the plan.
struct Lane {
  /// The images that a step works on.
  struct Position {
    /// The images' elements.
    let input: UnsafePointer<Float>
    /// How many images; several only in the tail of the plan.
    let images: Int
    /// The first image's place in the group.
    let offset: Int
    /// The first image's place in the batch.
    let first: Int
  }

  typealias Observer = (FastExecutor.Observation) -> Void

  let plan: ExecutionPlan
  let packed: PackedModel
  let kernels: KernelTable
  let team: Team
  let member: Int
  /// The worker's number among those of all teams.
  let worker: Int
  private let slots: SlotMemory
  private let rows: RowMemory

  init(
    plan: ExecutionPlan, packed: PackedModel, kernels: KernelTable, slots: SlotMemory,
    team: Team, member: Int, worker: Int
  ) {
    self.plan = plan
    self.packed = packed
    self.kernels = kernels
    self.team = team
    self.member = member
    self.worker = worker
    self.slots = slots
    rows = RowMemory(plan: plan, pool: packed.pool)
  }

  /// Runs `count` images; the first one is image `first` of the batch.
  func run(
    images: UnsafePointer<Float>, first: Int, count: Int, imageSize: Int, observe: Observer
  ) {
    for offset in 0..<count {
      let position = Position(
        input: images + offset * imageSize, images: 1, offset: offset, first: first + offset)
      if let layer = plan.observedInput, member == 0 {
        observe(
          .init(
            worker: worker, image: position.first, layer: layer, offset: 0,
            values: UnsafeBufferPointer(start: position.input, count: imageSize)))
      }
      for stage in plan.head {
        switch stage {
        case .chain(let chain): run(chain, position, observe)
        case .whole(let step): if member == 0 { runWhole(step, position, observe) }
        }
        team.wait()
      }
    }
    let position = Position(input: images, images: count, offset: 0, first: first)
    for step in plan.tail { runShare(step, position, observe) }
  }

  // MARK: chains

  private func run(_ chain: ExecutionPlan.Chain, _ position: Position, _ observe: Observer) {
    let last = chain.steps.count - 1
    // The first row that has not been made yet, for every step.
    var next = [Int](repeating: 0, count: chain.steps.count)
    func make(_ index: Int, _ rows: Range<Int>) {
      let step = chain.steps[index]
      if index > 0 {
        let needed = step.inputRows(for: rows)
        let start = max(next[index - 1], needed.lowerBound)
        let end = max(start, needed.upperBound)
        if start < end { make(index - 1, start..<end) }
        next[index - 1] = end
      }
      perform(
        step, rows: rows, first: view(step.sources[0], step.input, position, chain),
        second: step.sources.count < 2 ? nil : view(step.sources[1], step.input, position, chain),
        destination: view(step.destination, step.output, position, chain), position, observe)
    }
    team.share(chain.steps[last].output.rows, parts: 2) { rows in
      next = [Int](repeating: 0, count: chain.steps.count)
      for start in stride(from: rows.lowerBound, to: rows.upperBound, by: chain.stripRows) {
        make(last, start..<min(start + chain.stripRows, rows.upperBound))
      }
    }
  }

  /// The rows of a tensor in memory: all of them, or the last few in a ring.
  private func view(
    _ place: ExecutionPlan.Place, _ extent: ExecutionPlan.Extent, _ position: Position,
    _ chain: ExecutionPlan.Chain
  ) -> RowView {
    if case .ring(let index) = place {
      return RowView(
        base: rows.rings.pointer + chain.ringOffsets[index], rows: chain.ringRows[index], extent)
    }
    return RowView(base: memory(place, extent, position), rows: extent.rows, extent)
  }

  private func perform(
    _ step: ExecutionPlan.Step, rows range: Range<Int>, first: RowView, second: RowView?,
    destination: RowView, _ position: Position, _ observe: Observer
  ) {
    var epilogue = step.finish.epilogue(packed)
    let weights = packed.weights[step.weightsLayer]?.pointer
    let biases = packed.biases[step.weightsLayer]?.pointer
    if var geometry = step.work.windowGeometry {
      for row in range {
        rows.window.fill(above: row, geometry, first)
        if case .convolve = step.work {
          kernels.convolve(
            rows.window.pointer, &geometry, weights, biases, rows.scratch.pointer,
            destination[row], &epilogue)
        } else {
          kernels.convolve_depthwise(
            rows.window.pointer, &geometry, weights, biases, destination[row], &epilogue)
        }
      }
    }
    // Runs of rows that lie one after the other everywhere.
    var row = range.lowerBound
    while row < range.upperBound {
      let run = min(
        range.upperBound - row, destination.contiguousRows(from: row),
        first.contiguousRows(from: row), second?.contiguousRows(from: row) ?? .max)
      let to = destination[row]
      let count = run * step.output.rowCount
      switch step.work {
      case .multiply(let k, let outputs):
        kernels.multiply(
          first[row], run * step.output.width, k, weights, biases, outputs, 0, outputs, to,
          &epilogue)
      case .scaleAndShift:
        kernels.scale_and_shift(
          first[row], count / step.output.channels, step.output.channels, weights, biases, to,
          &epilogue)
      case .add:
        kernels.add(first[row], second?[row], count, to, &epilogue)
      case .apply:
        kernels.apply(first[row], count, to, &epilogue)
      case .convolve, .convolveDepthwise, .pad, .average, .softmax:
        break
      }
      if let layer = step.observation {
        observe(
          .init(
            worker: worker, image: position.first, layer: layer,
            offset: row * step.output.rowCount,
            values: UnsafeBufferPointer(start: to, count: count)))
      }
      row += run
    }
  }

  // MARK: whole tensors

  /// This worker's share of a step on all images of the group.
  private func runShare(_ step: ExecutionPlan.Step, _ position: Position, _ observe: Observer) {
    let destination = memory(step.destination, step.output, position)
    if case .multiply(let k, let outputs) = step.work {
      var epilogue = step.finish.epilogue(packed)
      let source = memory(step.sources[0], step.input, position)
      let pixels = position.images * step.output.count / outputs
      let weights = packed.weights[step.weightsLayer]?.pointer
      let biases = packed.biases[step.weightsLayer]?.pointer
      if pixels > 256 {
        team.share(pixels, parts: 4, block: 14) { rows in
          kernels.multiply(
            source + rows.lowerBound * k, rows.count, k, weights, biases, outputs, 0, outputs,
            destination + rows.lowerBound * outputs, &epilogue)
        }
      } else {
        team.share(outputs, parts: 4, block: kernels.panel_width) { columns in
          kernels.multiply(
            source, pixels, k, weights, biases, outputs, columns.lowerBound, columns.upperBound,
            destination, &epilogue)
        }
      }
    } else if step.work.isByRows {
      func view(
        _ place: ExecutionPlan.Place, _ extent: ExecutionPlan.Extent, _ image: Int
      ) -> RowView {
        RowView(
          base: memory(place, extent, position) + image * extent.count, rows: extent.rows, extent)
      }
      let height = step.output.rows
      team.share(position.images * height, parts: 4) { rows in
        for image in rows.lowerBound / height...(rows.upperBound - 1) / height {
          perform(
            step.unobserved, rows: rows.shifted(by: -image * height).clamped(to: 0..<height),
            first: view(step.sources[0], step.input, image),
            second: step.sources.count < 2 ? nil : view(step.sources[1], step.input, image),
            destination: view(step.destination, step.output, image), position, observe)
        }
      }
    } else if member == 0 {
      compute(step, position)
    }
    team.wait()
    if member == 0 { show(step, destination, position, observe) }
  }

  private func runWhole(_ step: ExecutionPlan.Step, _ position: Position, _ observe: Observer) {
    compute(step, position)
    show(step, memory(step.destination, step.output, position), position, observe)
  }

  private func show(
    _ step: ExecutionPlan.Step, _ values: UnsafeMutablePointer<Float>, _ position: Position,
    _ observe: Observer
  ) {
    guard let layer = step.observation else { return }
    for image in 0..<position.images {
      observe(
        .init(
          worker: worker, image: position.first + image, layer: layer, offset: 0,
          values: UnsafeBufferPointer(
            start: values + image * step.output.count, count: step.output.count)))
    }
  }

  /// The memory of a whole tensor of the first image.
  private func memory(
    _ place: ExecutionPlan.Place, _ extent: ExecutionPlan.Extent, _ position: Position
  ) -> UnsafeMutablePointer<Float> {
    switch place {
    case .input, .ring: UnsafeMutablePointer(mutating: position.input)
    case .slot(let slot):
      slots.buffers[slot].pointer
        + (plan.slots[slot].isGrouped ? position.offset * extent.count : 0)
    }
  }

  /// The steps that do not go by rows.
  private func compute(_ step: ExecutionPlan.Step, _ position: Position) {
    let destination = memory(step.destination, step.output, position)
    let source = memory(step.sources[0], step.input, position)
    for image in 0..<position.images {
      let (from, to) = (source + image * step.input.count, destination + image * step.output.count)
      switch step.work {
      case .pad(let zeros):
        WholeTensor.pad(from, step.input, into: to, step.output, zeros: zeros)
      case .average:
        WholeTensor.average(from, step.input, into: to)
      case .softmax:
        if from != to { to.update(from: from, count: step.output.count) }
        softmax(UnsafeMutableBufferPointer(start: to, count: step.output.count))
      default: break
      }
    }
    guard step.finish.grid != nil || step.finish.reLU != nil else { return }
    var epilogue = step.finish.epilogue(packed)
    kernels.apply(destination, position.images * step.output.count, destination, &epilogue)
  }
}

extension Range<Int> {
  fileprivate func shifted(by offset: Int) -> Range { lowerBound + offset..<upperBound + offset }
}

extension ExecutionPlan.Step {
  /// The same step, shown to nobody.
  var unobserved: ExecutionPlan.Step {
    ExecutionPlan.Step(
      work: work, weightsLayer: weightsLayer, outputLayer: outputLayer, sources: sources,
      destination: destination, input: input, output: output, finish: finish, observation: nil)
  }
}
