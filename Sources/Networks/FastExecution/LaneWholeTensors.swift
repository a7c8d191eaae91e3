import Graph
import Tensors
import VectorLoops

/// Steps that end before the next one begins.
extension Lane {
  /// This worker's share of a step on all images of the group.
  func runShare(_ step: ExecutionPlan.Step, _ position: Position, _ observe: Observer) {
    let destination = destination(step.destination, step.output, position)
    if case .byRows(.multiply(let k, let outputs)) = step.work {
      var epilogue = step.finish.epilogue(packed)
      let source = source(step.sources[0], step.input, position)
      let pixels = position.images * step.output.count / outputs
      let weights = packed.weights[step.weightsLayer]?.pointer
      let biases = packed.biases[step.weightsLayer]?.pointer
      // Where there are many pixels each worker goes on with its own; where there are few, the weights are more, and
      // each worker reads its own.
      if pixels >= 112 * member.team.size / 2 {
        member.share(pixels, parts: 4, block: 14) { rows in
          loops.multiply(
            source + rows.lowerBound * k, rows.count, k, weights, biases, outputs, 0, outputs,
            destination + rows.lowerBound * outputs, &epilogue)
        }
      } else {
        member.share(outputs, parts: 4, block: loops.panel_width) { columns in
          loops.multiply(
            source, pixels, k, weights, biases, outputs, columns.lowerBound, columns.upperBound,
            destination, &epilogue)
        }
      }
    } else if step.work.isByRows {
      let height = step.output.rows
      member.share(position.images * height, parts: 4) { rows in
        for image in rows.lowerBound / height...(rows.upperBound - 1) / height {
          func source(_ index: Int) -> RowView<UnsafePointer<Float>> {
            let extent = step.inputs[index]
            return RowView(
              base: self.source(step.sources[index], extent, position) + image * extent.count,
              rows: extent.rows, extent)
          }
          perform(
            step, rows: rows.shifted(by: -image * height).clamped(to: 0..<height),
            from: source(0), step.sources.count > 1 ? source(1) : nil,
            to: RowView(
              base: destination + image * step.output.count, rows: height, step.output),
            position, shownAs: nil, observe)
        }
      }
    } else {
      member.once { compute(step, position) }
    }
    if step.observation != nil { member.once { show(step, destination, position, observe) } }
  }

  /// All of a step, by one worker.
  func runWhole(_ step: ExecutionPlan.Step, _ position: Position, _ observe: Observer) {
    compute(step, position)
    show(step, destination(step.destination, step.output, position), position, observe)
  }

  /// Shows the values of a whole tensor to the observer, image by image.
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

  /// The steps that do not go by rows.
  private func compute(_ step: ExecutionPlan.Step, _ position: Position) {
    guard case .whole(let work) = step.work else {
      preconditionFailure("a step that goes by rows needs no whole tensor")
    }
    let destination = destination(step.destination, step.output, position)
    let sources = zip(step.sources, step.inputs).map { source($0, $1, position) }
    for image in 0..<position.images {
      let to = destination + image * step.output.count
      let from = zip(sources, step.inputs).map { $0 + image * $1.count }
      switch work {
      case .copy: to.update(from: from[0], count: step.output.count)
      case .pad(let border):
        WholeTensor.pad(from[0], step.input, into: to, step.output, border: border)
      case .crop(let border):
        WholeTensor.crop(from[0], step.input, into: to, step.output, border: border)
      case .pool(.average): WholeTensor.average(from[0], step.input, into: to)
      case .pool(.maximum): WholeTensor.maximum(from[0], step.input, into: to)
      case .concatenate: WholeTensor.concatenate(from, step.inputs, into: to, step.output)
      case .sum: WholeTensor.sum(from, into: to, count: step.output.count)
      }
    }
    finish(step, destination, position.images * step.output.count)
  }
}

extension Range<Int> {
  fileprivate func shifted(by offset: Int) -> Range { lowerBound + offset..<upperBound + offset }
}
