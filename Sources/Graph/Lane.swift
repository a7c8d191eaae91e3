import Kernels
import Tensors

/// One worker: the memory for a group of images and the loop over the steps of the plan.
struct Lane {
  let plan: ExecutionPlan
  let packed: PackedModel
  let kernels: KernelTable
  let worker: Int
  private let slots: [AlignedBuffer]
  private let scratch: AlignedBuffer

  init(
    plan: ExecutionPlan, packed: PackedModel, kernels: KernelTable, groupSize: Int, worker: Int
  ) {
    self.plan = plan
    self.packed = packed
    self.kernels = kernels
    self.worker = worker
    slots = plan.slots.map { AlignedBuffer(count: $0.count * ($0.isGrouped ? groupSize : 1)) }
    scratch = AlignedBuffer(count: plan.scratchCount)
  }

  /// Runs `count` images; the first one is image `first` of the batch.
  func run(
    images: UnsafePointer<Float>, first: Int, count: Int, imageSize: Int,
    observe: (FastExecutor.Observation) -> Void
  ) {
    for position in 0..<count {
      let image = images + position * imageSize
      if let layer = plan.observedInput {
        observe(
          .init(
            worker: worker, image: first + position, layer: layer,
            values: UnsafeBufferPointer(start: image, count: imageSize)))
      }
      for step in plan.head {
        run(
          step, input: image, images: 1, offset: position, first: first + position, observe: observe
        )
      }
    }
    for step in plan.tail {
      run(step, input: images, images: count, offset: 0, first: first, observe: observe)
    }
  }

  /// Runs one step for `images` images. `offset` is the group's image that a single one stands for.
  private func run(
    _ step: ExecutionPlan.Step, input: UnsafePointer<Float>, images: Int, offset: Int, first: Int,
    observe: (FastExecutor.Observation) -> Void
  ) {
    func source(_ index: Int) -> UnsafePointer<Float> {
      switch step.sources[index] {
      case .input: input
      case .slot(let slot):
        UnsafePointer(slots[slot].pointer)
          + (plan.slots[slot].isGrouped ? offset * step.inputCount : 0)
      }
    }
    let destination: UnsafeMutablePointer<Float>
    switch step.destination {
    case .input: return
    case .slot(let slot):
      destination =
        slots[slot].pointer + (plan.slots[slot].isGrouped ? offset * step.outputCount : 0)
    }
    perform(step, source: source, destination: destination, images: images)
    guard let layer = step.observation else { return }
    for image in 0..<images {
      observe(
        .init(
          worker: worker, image: first + image, layer: layer,
          values: UnsafeBufferPointer(
            start: destination + image * step.outputCount, count: step.outputCount)))
    }
  }

  private func perform(
    _ step: ExecutionPlan.Step, source: (Int) -> UnsafePointer<Float>,
    destination: UnsafeMutablePointer<Float>, images: Int
  ) {
    var epilogue = step.epilogue
    let weights = packed.weights[step.weightsLayer]?.pointer
    let biases = packed.biases[step.weightsLayer]?.pointer
    let elements = images * step.outputCount
    switch step.work {
    case .apply:
      kernels.apply(source(0), elements, destination, &epilogue)
    case .pad(let zeros):
      let shape = packed.model.layers[step.outputLayer].outputShape
      for image in 0..<images {
        Lane.pad(
          source(0) + image * step.inputCount, into: destination + image * step.outputCount,
          output: shape, zeros: zeros)
      }
      if epilogue.quantizes != 0 { kernels.apply(destination, elements, destination, &epilogue) }
    case .multiply(let k, let outputs):
      kernels.multiply(
        source(0), images * step.inputCount / k, k, weights, biases, outputs, destination, &epilogue
      )
    case .convolve(var geometry):
      for image in 0..<images {
        kernels.convolve(
          source(0) + image * step.inputCount, &geometry, weights, biases, scratch.pointer,
          destination + image * step.outputCount, &epilogue)
      }
    case .convolveDepthwise(var geometry):
      for image in 0..<images {
        kernels.convolve_depthwise(
          source(0) + image * step.inputCount, &geometry, weights, biases,
          destination + image * step.outputCount, &epilogue)
      }
    case .scaleAndShift:
      kernels.scale_and_shift(
        source(0), elements / step.channels, step.channels, weights, biases, destination, &epilogue)
    case .add:
      kernels.add(source(0), source(1), elements, destination, &epilogue)
    case .average:
      for image in 0..<images {
        average(
          source(0) + image * step.inputCount, count: step.inputCount, channels: step.channels,
          into: destination + image * step.outputCount)
      }
      if epilogue.quantizes != 0 { kernels.apply(destination, elements, destination, &epilogue) }
    case .softmax:
      if source(0) != UnsafePointer(destination) {
        destination.update(from: source(0), count: elements)
      }
      for image in 0..<images {
        softmax(
          UnsafeMutableBufferPointer(
            start: destination + image * step.outputCount, count: step.outputCount))
      }
      if epilogue.quantizes != 0 { kernels.apply(destination, elements, destination, &epilogue) }
    }
  }

  /// One float32 sum after the other, then one division: TensorFlow's order.
  private func average(
    _ values: UnsafePointer<Float>, count: Int, channels: Int,
    into result: UnsafeMutablePointer<Float>
  ) {
    let pixels = count / channels
    result.update(repeating: 0, count: channels)
    for p in 0..<pixels {
      let pixel = values + p * channels
      for c in 0..<channels { result[c] += pixel[c] }
    }
    for c in 0..<channels { result[c] /= Float(pixels) }
  }

  private static func pad(
    _ values: UnsafePointer<Float>, into result: UnsafeMutablePointer<Float>, output: Shape,
    zeros: ZeroPadding
  ) {
    let (height, width, channels) = (output[0], output[1], output[2])
    result.update(repeating: 0, count: output.elementCount)
    let row = (width - zeros.left - zeros.right) * channels
    for h in 0..<height - zeros.top - zeros.bottom {
      let to = ((h + zeros.top) * width + zeros.left) * channels
      (result + to).update(from: values + h * row, count: row)
    }
  }
}
