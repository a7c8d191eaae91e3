import Dispatch
import Kernels
import Synchronization
import Tensors

/// Runs a model with the C kernels, several images at a time.
///
/// Images are dealt to worker threads, which share nothing but the weights, so the results are the same
/// for any number of threads and any way of cutting a data set into batches.
public struct FastExecutor: Executor {
  /// One tensor of one image, seen while it is in the cache.
  public struct Observation {
    /// The worker that made it: 0 ..< `threads`. Calls with the same worker never overlap.
    public let worker: Int
    /// The image's position in the batch.
    public let image: Int
    /// The layer's position in the list of observed layers.
    public let layer: Int
    /// The tensor's elements, `[h, w, c]` or `[c]`; valid during the call only.
    public let values: UnsafeBufferPointer<Float>
  }

  /// Images that go through the small, weight-heavy layers together.
  static let groupSize = 4

  /// The model that is run.
  public var model: Model { packed.model }
  /// The values that the outputs of some layers are rounded to, by layer name.
  public let grids: [String: ActivationGrid]
  /// The instructions in use.
  public var instructionSet: InstructionSet { packed.instructionSet }
  /// The largest number of worker threads.
  public let threads: Int

  /// The element loops in use, for those who observe activations.
  public let kernels: KernelTable
  private let packed: PackedModel

  /// Creates an executor.
  ///
  /// - Parameters:
  ///   - grids: The values that the outputs of some layers are rounded to, by layer name.
  ///   - threads: Worker threads; all cores when `nil`.
  ///   - instructionSet: Falls back to the baseline where the processor lacks it.
  public init(
    model: Model, grids: [String: ActivationGrid] = [:], threads: Int? = nil,
    instructionSet: InstructionSet = .best
  ) {
    let table: UnsafePointer<KernelTable>
    let used: InstructionSet
    if let wanted = instructionSet.table {
      (table, used) = (wanted, instructionSet)
    } else {
      (table, used) = (kernel_table(KernelSetBaseline), .baseline)
    }
    packed = PackedModel(model: model, instructionSet: used, table: table)
    kernels = table.pointee
    self.grids = grids
    self.threads = max(1, threads ?? FastExecutor.coreCount)
  }

  private init(
    packed: PackedModel, kernels: KernelTable, grids: [String: ActivationGrid], threads: Int
  ) {
    self.packed = packed
    self.kernels = kernels
    self.grids = grids
    self.threads = threads
  }

  /// The same model and weights with other grids; the packed weights are shared.
  public func with(grids: [String: ActivationGrid]) -> FastExecutor {
    FastExecutor(packed: packed, kernels: kernels, grids: grids, threads: threads)
  }

  /// The same model, weights and grids with another number of worker threads.
  public func with(threads: Int) -> FastExecutor {
    FastExecutor(packed: packed, kernels: kernels, grids: grids, threads: max(1, threads))
  }

  /// Whether the other executor has the same weights, held in the same memory, and the same grids, and so
  /// the same outputs.
  public func isEquivalent(to other: FastExecutor) -> Bool {
    packed === other.packed && grids == other.grids
  }

  /// Runs the model and returns the outputs of the layers asked for.
  public func outputs(of names: [String], for images: Tensor) throws -> [String: Tensor] {
    try model.check(names: names, images: images)
    let unique = Array(Set(names)).sorted()
    let count = images.shape[0]
    let buffers = unique.map { name in
      AlignedBuffer(count: count * (model[name]?.outputShape.elementCount ?? 0))
    }
    try run(images, observing: unique) { observation in
      // Every (image, layer) pair is written once, by one worker.
      guard let source = observation.values.baseAddress else { return }
      buffers[observation.layer].pointer
        .advanced(by: observation.image * observation.values.count)
        .update(from: source, count: observation.values.count)
    }
    var result: [String: Tensor] = [:]
    for (name, buffer) in zip(unique, buffers) {
      guard let layer = model[name] else { continue }
      result[name] = Tensor(
        shape: layer.outputShape.prepending(count),
        values: Array(UnsafeBufferPointer(start: buffer.pointer, count: buffer.count)))
    }
    return result
  }

  /// Runs the model and shows the outputs of some layers to `observe` as they are made.
  ///
  /// - Parameters:
  ///   - images: The input, `[n, h, w, c]`.
  ///   - names: Names of layers of the model.
  ///   - observe: Called once for every image and layer, from several threads, in any order.
  /// - Throws: ``GraphError`` when a name is unknown or the input has another shape.
  public func run(
    _ images: Tensor, observing names: [String], _ observe: @Sendable (Observation) -> Void
  ) throws {
    try model.check(names: names, images: images)
    let plan = ExecutionPlan(model: model, grids: grids, observing: names)
    let count = images.shape[0]
    let group = max(1, min(FastExecutor.groupSize, (count + threads - 1) / threads))
    let groups = (count + group - 1) / group
    let workers = min(threads, groups)
    let imageSize = model.inputShape.elementCount
    let next = Atomic<Int>(0)
    images.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      // The memory outlives the loop below, which only reads it.
      nonisolated(unsafe) let input = base
      withoutActuallyEscaping(observe) { observe in
        DispatchQueue.concurrentPerform(iterations: workers) { worker in
          let lane = Lane(
            plan: plan, packed: packed, kernels: kernels, groupSize: group, worker: worker)
          while true {
            let taken = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard taken < groups else { break }
            let first = taken * group
            lane.run(
              images: input + first * imageSize, first: first, count: min(group, count - first),
              imageSize: imageSize, observe: observe)
          }
        }
      }
    }
  }

  /// The number of processors that this process may use.
  public static let coreCount = ProcessorCount.active
}
