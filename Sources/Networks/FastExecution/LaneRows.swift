import Graph
import VectorLoops

/// Work that goes row by row.
extension Lane {
  /// Makes some rows of a step's output.
  ///
  /// - Parameters:
  ///   - first: The rows of what the step reads.
  ///   - second: Those of its second source, where it has one.
  ///   - layer: The position of the output in the list of observed layers, or `nil`.
  func perform(
    _ step: ExecutionPlan.Step, rows range: Range<Int>, from first: RowView<UnsafePointer<Float>>,
    _ second: RowView<UnsafePointer<Float>>?, to destination: RowView<UnsafeMutablePointer<Float>>,
    _ position: Position, shownAs layer: Int?, _ observe: Observer
  ) {
    guard case .byRows(let work) = step.work else {
      preconditionFailure("a step that needs whole tensors does not go by rows")
    }
    var epilogue = step.finish.epilogue(packed)
    let weights = packed.weights[step.weightsLayer]?.pointer
    let biases = packed.biases[step.weightsLayer]?.pointer
    // Rows of windows one by one; else runs of rows that lie one after the other everywhere.
    let isByWindow = step.work.geometry != nil
    var row = range.lowerBound
    while row < range.upperBound {
      let run =
        isByWindow
        ? step.work.rowsAtATime(
          from: row, of: range, contiguous: destination.contiguousRows(from: row))
        : min(
          range.upperBound - row, destination.contiguousRows(from: row),
          first.contiguousRows(from: row), second?.contiguousRows(from: row) ?? .max)
      let to = destination[row]
      let count = run * step.output.rowCount
      switch work {
      case .convolve(var geometry):
        self.rows.window.fill(above: row, geometry, first)
        loops.convolve(
          self.rows.window.pointer, &geometry, weights, biases, self.rows.scratch.pointer, to,
          &epilogue)
      case .convolveDepthwise(var geometry):
        self.rows.window.fill(above: row, geometry, first, rows: run)
        if run == 2 {
          loops.convolve_depthwise_pair(
            self.rows.window.pointer, &geometry, weights, biases, to, &epilogue)
        } else {
          loops.convolve_depthwise(
            self.rows.window.pointer, &geometry, weights, biases, to, &epilogue)
        }
      case .pool(var geometry, let kind):
        self.rows.window.fill(above: row, geometry, first)
        loops.pool(self.rows.window.pointer, &geometry, kind == .maximum ? 1 : 0, to)
        finish(step, to, count)
      case .multiply(let k, let outputs):
        loops.multiply(
          first[row], run * step.output.width, k, weights, biases, outputs, 0, outputs, to,
          &epilogue)
      case .scaleAndShift:
        loops.scale_and_shift(
          first[row], count / step.output.channels, step.output.channels, weights, biases, to,
          &epilogue)
      case .add:
        guard let second else { preconditionFailure("a sum has two sources") }
        loops.add(first[row], second[row], count, to, &epilogue)
      case .finish:
        loops.apply(first[row], count, to, &epilogue)
      case .activate(let activation):
        activation.apply(
          to: copy(first[row], count, to: to), channels: step.output.channels)
        finish(step, to, count)
      case .compute(let arithmetic):
        arithmetic.apply(
          to: copy(first[row], count, to: to), channels: step.output.channels)
        finish(step, to, count)
      }
      if let layer {
        observe(
          .init(
            worker: worker, image: position.first, layer: layer,
            offset: row * step.output.rowCount,
            values: UnsafeBufferPointer(start: to, count: count)))
      }
      row += run
    }
  }

  /// Copies values, unless they are there already.
  private func copy(
    _ values: UnsafePointer<Float>, _ count: Int, to place: UnsafeMutablePointer<Float>
  ) -> UnsafeMutableBufferPointer<Float> {
    if values != UnsafePointer(place) { place.update(from: values, count: count) }
    return UnsafeMutableBufferPointer(start: place, count: count)
  }

  /// Clamps and rounds values in place, for work whose loop does not.
  func finish(_ step: ExecutionPlan.Step, _ values: UnsafeMutablePointer<Float>, _ count: Int) {
    guard !step.finish.isNothing else { return }
    var epilogue = step.finish.epilogue(packed)
    loops.apply(values, count, values, &epilogue)
  }
}
