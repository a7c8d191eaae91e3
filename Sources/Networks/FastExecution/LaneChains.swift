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
        makeShown(index - 1, upTo: needed.lowerBound)
        let start = max(next[index - 1], needed.lowerBound)
        let end = max(start, needed.upperBound)
        if start < end { make(index - 1, start..<end) }
        next[index - 1] = end
      }
      perform(
        step, rows: rows, from: source(step.sources[0], step.inputs[0], position, chain),
        step.sources.count > 1 ? source(step.sources[1], step.inputs[1], position, chain) : nil,
        to: destination(step.destination, step.output, position, chain), position,
        shownAs: step.observation, observe)
    }
    // Rows that nobody reads, as a stride or the end of a pooling leaves them out, are made where they are
    // observed; one by one, for which there is always room.
    func makeShown(_ index: Int, upTo end: Int) {
      guard chain.steps[index].observation != nil else { return }
      while next[index] < end {
        make(index, next[index]..<next[index] + 1)
        next[index] += 1
      }
    }
    member.share(chain.steps[last].output.rows, parts: 1) { rows in
      next = [Int](repeating: 0, count: chain.steps.count)
      for start in stride(from: rows.lowerBound, to: rows.upperBound, by: chain.stripRows) {
        make(last, start..<min(start + chain.stripRows, rows.upperBound))
      }
      guard rows == 0..<chain.steps[last].output.rows else { return }
      for index in (0..<last).reversed() { makeShown(index, upTo: chain.steps[index].output.rows) }
    }
  }

  /// The rows of a tensor to read: all of them, or the last few in a ring.
  private func source(
    _ place: ExecutionPlan.Place, _ extent: ExecutionPlan.Extent, _ position: Position,
    _ chain: ExecutionPlan.Chain
  ) -> RowView<UnsafePointer<Float>> {
    if case .ring(let index) = place {
      return RowView(base: UnsafePointer(ring(index, chain)), rows: chain.ringRows[index], extent)
    }
    return RowView(base: source(place, extent, position), rows: extent.rows, extent)
  }

  /// The rows of a tensor to write: all of them, or the last few in a ring.
  private func destination(
    _ place: ExecutionPlan.Place, _ extent: ExecutionPlan.Extent, _ position: Position,
    _ chain: ExecutionPlan.Chain
  ) -> RowView<UnsafeMutablePointer<Float>> {
    if case .ring(let index) = place {
      return RowView(base: ring(index, chain), rows: chain.ringRows[index], extent)
    }
    return RowView(base: destination(place, extent, position), rows: extent.rows, extent)
  }

  private func ring(_ index: Int, _ chain: ExecutionPlan.Chain) -> UnsafeMutablePointer<Float> {
    rows.rings.pointer + chain.ringOffsets[index]
  }
}
