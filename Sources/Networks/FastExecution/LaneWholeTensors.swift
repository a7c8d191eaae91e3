import Graph
import Tensors
import VectorLoops

/// Steps that end before the next one begins.
extension Lane {
  /// This worker's share of a step on all images of the group.
  func runShare(_ step: ExecutionPlan.Step, _ position: Position, _ observe: Observer) {
    let destination = memory(step.destination, step.output, position)
    if case .multiply(let k, let outputs) = step.work {
      var epilogue = step.finish.epilogue(packed)
      let source = memory(step.sources[0], step.input, position)
      let pixels = position.images * step.output.count / outputs
      let weights = packed.weights[step.weightsLayer]?.pointer
      let biases = packed.biases[step.weightsLayer]?.pointer
      if pixels > 256 {
        team.share(pixels, parts: 4, block: 14) { rows in
          loops.multiply(
            source + rows.lowerBound * k, rows.count, k, weights, biases, outputs, 0, outputs,
            destination + rows.lowerBound * outputs, &epilogue)
        }
      } else {
        team.share(outputs, parts: 4, block: loops.panel_width) { columns in
          loops.multiply(
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

  /// All of a step, by one worker.
  func runWhole(_ step: ExecutionPlan.Step, _ position: Position, _ observe: Observer) {
    compute(step, position)
    show(step, memory(step.destination, step.output, position), position, observe)
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
    loops.apply(destination, position.images * step.output.count, destination, &epilogue)
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
