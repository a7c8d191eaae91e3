import Graph
import VectorLoops

/// Stages that pass rows on while they are still in the cache.
extension Lane {
  /// This worker's share of the rows of a chain's last step, and what they need of the steps before.
  func run(_ chain: ExecutionPlan.Chain, _ position: Position, _ observe: Observer) {
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

  func perform(
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
          loops.convolve(
            rows.window.pointer, &geometry, weights, biases, rows.scratch.pointer,
            destination[row], &epilogue)
        } else {
          loops.convolve_depthwise(
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
        loops.multiply(
          first[row], run * step.output.width, k, weights, biases, outputs, 0, outputs, to,
          &epilogue)
      case .scaleAndShift:
        loops.scale_and_shift(
          first[row], count / step.output.channels, step.output.channels, weights, biases, to,
          &epilogue)
      case .add:
        loops.add(first[row], second?[row], count, to, &epilogue)
      case .apply:
        loops.apply(first[row], count, to, &epilogue)
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
}
