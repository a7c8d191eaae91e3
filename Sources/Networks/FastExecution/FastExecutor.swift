import Dispatch
import Graph
import Parallelism
import Support
import Synchronization
import Tensors
import VectorLoops

/// Runs a model with the C loops, several images at a time.
///
/// Images are dealt to worker threads; when there are fewer images than threads, several share one. Every
/// value is computed in one order, whoever does it, so the results are the same for any number of threads
/// and any way of cutting a data set into batches.
public struct FastExecutor: Executor {
  /// Some rows of one image's tensor, seen while they are in the cache.
  public struct Observation {
    /// The worker that made it: 0 ..< `threads`. Calls with the same worker never overlap.
    public let worker: Int
    /// The image's position in the batch.
    public let image: Int
    /// The layer's position in the list of observed layers.
    public let layer: Int
    /// Where the values begin in the image's tensor, in elements; a whole number of rows.
    public let offset: Int
    /// Rows of the tensor, `[rows, w, c]`, or all of it, `[c]`; valid during the call only.
    public let values: UnsafeBufferPointer<Float>
  }

  /// The most images that go through the small, weight-heavy layers together.
  static let groupSize = 4

  /// The model that is run.
  public var model: Model { packed.model }
  /// The values that the outputs of some layers are rounded to, by layer name.
  public let grids: [String: ActivationGrid]
  /// How many threads compute, with which instructions.
  public let machine: Machine
  /// The largest number of worker threads.
  public var threads: Int { machine.threads }

  /// The element loops in use, for those who observe activations.
  public var loops: LoopTable { machine.loops }
  private let packed: PackedModel
  private let plans = PlanCache()
  /// Floats that the tensors inside a chain may take: two thirds of a second-level cache of 512 KiB, the
  /// smallest that is common.
  var cacheFloats = 80_000

  /// - Parameters:
  ///   - model: The model to run.
  ///   - grids: The values that the outputs of some layers are rounded to, by layer name.
  ///   - machine: How many threads compute, with which instructions.
  ///   - twin: Runs a model of which layers of the same name may have the same kernels, such as one with other
  ///     biases; these kernels are held once for both.
  public init(
    model: Model, grids: [String: ActivationGrid] = [:], on machine: Machine = Machine(),
    sharing twin: FastExecutor? = nil
  ) {
    packed = PackedModel(model: model, table: machine.table, sharing: twin?.packed)
    self.grids = grids
    self.machine = machine
  }

  private init(packed: PackedModel, grids: [String: ActivationGrid], machine: Machine) {
    self.packed = packed
    self.grids = grids
    self.machine = machine
  }

  /// The same model and weights with other grids; the packed weights are shared.
  public func with(grids: [String: ActivationGrid]) -> FastExecutor {
    FastExecutor(packed: packed, grids: grids, machine: machine)
  }

  /// The same model, weights and grids with another number of worker threads.
  public func with(threads: Int) -> FastExecutor {
    FastExecutor(
      packed: packed, grids: grids,
      machine: Machine(threads: threads, instructionSet: machine.instructionSet))
  }

  /// Whether the other executor has the same weights, held in the same memory, and the same grids, and so
  /// the same outputs.
  public func isEquivalent(to other: FastExecutor) -> Bool {
    packed === other.packed && grids == other.grids
  }

  /// Runs the model and returns the outputs of the layers asked for.
  public func outputs(of names: [String], for images: Tensor) throws -> [String: Tensor] {
    try model.check(names: names, images: images)
    return outputs(of: names, from: 0, images)
  }

  /// Runs only what comes behind a layer, whose output is given; the outputs have the bits of a whole run.
  ///
  /// - Parameters:
  ///   - names: Names of that layer or of layers behind it.
  ///   - layer: A layer through which everything flows: see ``Model/bottlenecks``.
  ///   - values: Its output, `[n, h, w, c]` or `[n, c]`, rounded to its grid if it has one.
  /// - Throws: ``GraphError`` when a name is unknown, the values have another shape, or the layer is no bottleneck
  ///   before all those that are asked for.
  /// - Explained in: chapter 8.
  public func outputs(
    of names: [String], from layer: String, _ values: Tensor
  ) throws -> [String: Tensor] {
    try model.check(names: names + [layer])
    guard let start = model.position(of: layer), model.bottlenecks.contains(layer),
      names.allSatisfy({ model.position(of: $0) ?? 0 >= start })
    else { throw GraphError.noBottleneck(layer) }
    let expected = model.layers[start].outputShape
    guard values.shape.rank == expected.rank + 1,
      values.shape == expected.prepending(values.shape[0])
    else { throw GraphError.wrongInputShape(found: values.shape, expected: expected) }
    return outputs(of: names, from: start, values)
  }

  private func outputs(
    of names: [String], from start: Int, _ images: Tensor
  ) -> [String: Tensor] {
    let unique = Array(Set(names)).sorted()
    let layers = unique.compactMap { model[$0] }
    let count = images.shape[0]
    let sizes = layers.map(\.outputShape.elementCount)
    let buffers = sizes.map { AlignedBuffer(count: count * $0) }
    run(images, from: start, observing: unique, splitsImages: unique == [model.outputName]) {
      observation in
      // Every element is written once, by one worker.
      guard let source = observation.values.baseAddress else { return }
      buffers[observation.layer].pointer
        .advanced(by: observation.image * sizes[observation.layer] + observation.offset)
        .update(from: source, count: observation.values.count)
    }
    var result: [String: Tensor] = [:]
    for (layer, buffer) in zip(layers, buffers) {
      result[layer.name] = Tensor(
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
  ///   - splitsImages: Whether several workers may share an image when there are fewer images than
  ///     workers. Then the rows of a tensor come in any order, and some of them twice.
  ///   - observe: Called from several threads; for one image and layer with all rows in their order.
  /// - Throws: ``GraphError`` when a name is unknown or the input has another shape.
  public func run(
    _ images: Tensor, observing names: [String], splitsImages: Bool = false,
    _ observe: @Sendable (Observation) -> Void
  ) throws {
    try model.check(names: names, images: images)
    run(images, from: 0, observing: names, splitsImages: splitsImages, observe)
  }

  private func run(
    _ images: Tensor, from start: Int, observing names: [String], splitsImages: Bool,
    _ observe: @Sendable (Observation) -> Void
  ) {
    let imageSize = model.layers[start].outputShape.elementCount
    images.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      // The memory outlives the work, which only reads it.
      nonisolated(unsafe) let input = base
      run(
        deal(images.shape[0], splitsImages: splitsImages), from: start, observing: names,
        input: { first, _, _ in input + first * imageSize }, observe)
    }
  }

  /// Runs the model on images that are loaded one by one, each by the worker that needs it.
  ///
  /// - Parameters:
  ///   - count: The number of images.
  ///   - load: Fills one image's input, `[h, w, c]`; called from several threads, for every image once.
  ///   - names: Names of layers of the model.
  ///   - observe: Called from several threads; for one image and layer with all rows in their order.
  /// - Throws: ``GraphError`` when a name is unknown, or the error of the first image that cannot be
  ///   loaded.
  public func run(
    images count: Int, observing names: [String],
    load: @Sendable (_ image: Int, _ input: UnsafeMutableBufferPointer<Float>) throws -> Void,
    _ observe: @Sendable (Observation) -> Void
  ) throws {
    try model.check(names: names)
    let imageSize = model.inputShape.elementCount
    let failure = Locked<(image: Int, error: any Error)?>(nil)
    run(
      deal(count, splitsImages: false), from: 0, observing: names,
      input: { first, count, buffer in
        var isWhole = true
        for image in 0..<count {
          do {
            try load(
              first + image,
              UnsafeMutableBufferPointer(
                start: buffer.pointer + image * imageSize, count: imageSize))
          } catch {
            isWhole = false
            failure.withLock { found in
              if found.map({ first + image < $0.image }) ?? true { found = (first + image, error) }
            }
          }
        }
        return isWhole ? UnsafePointer(buffer.pointer) : nil
      }, observe)
    if let failure = failure.withLock({ $0 }) { throw failure.error }
  }

  /// How images are dealt to workers.
  struct Deal {
    /// Images that go through the tail of the plan together.
    let groups: [Range<Int>]
    let teams: Int
    let teamSize: Int

    /// Images of the largest group.
    var groupSize: Int { groups.first?.count ?? 0 }
  }

  func deal(_ images: Int, splitsImages: Bool) -> Deal {
    let largest = max(1, min(FastExecutor.groupSize, (images + threads - 1) / threads))
    let teams = max(1, min(threads, (images + largest - 1) / largest))
    // Groups shrink towards the end, so that no worker waits long for the last one.
    var groups: [Range<Int>] = []
    var start = 0
    while start < images {
      let left = images - start
      let share = teams == 1 ? left : (left + 2 * teams - 1) / (2 * teams)
      groups.append(start..<start + min(largest, share))
      start = groups[groups.count - 1].upperBound
    }
    return Deal(groups: groups, teams: teams, teamSize: splitsImages ? threads / teams : 1)
  }

  /// The input of some images: the first one's number, how many, and memory that may hold them; `nil`
  /// leaves them out.
  private typealias InputSource =
    @Sendable (_ first: Int, _ count: Int, _ buffer: AlignedBuffer) -> UnsafePointer<Float>?

  private func run(
    _ deal: Deal, from start: Int, observing names: [String], input: InputSource,
    _ observe: @Sendable (Observation) -> Void
  ) {
    let imageSize = model.layers[start].outputShape.elementCount
    work(on: deal, from: start, observing: names) { lane, group, buffer in
      guard let images = input(group.lowerBound, group.count, buffer) else { return }
      lane.run(
        images: images, first: group.lowerBound, count: group.count, imageSize: imageSize,
        observe: observe)
    }
  }

  /// Calls `body` for every group of images, by the workers that it is dealt to.
  ///
  /// - Parameters:
  ///   - everyMember: Whether every member of a team is waited for, though the others could do without it.
  ///   - body: Its buffer has room for the input of a group that nobody shares.
  func work(
    on deal: Deal, from start: Int, observing names: [String], everyMember: Bool = false,
    _ body: @Sendable (_ lane: Lane, _ group: Range<Int>, _ buffer: AlignedBuffer) -> Void
  ) {
    let plan = plans.plan(from: start, observing: names, forTeams: deal.teamSize > 1) {
      ExecutionPlan(
        model: model, from: start, grids: grids, observing: names, forTeams: deal.teamSize > 1,
        cacheFloats: cacheFloats)
    }
    let imageSize = model.layers[start].outputShape.elementCount
    if deal.teamSize > 1 {
      let all = (0..<deal.teams).map { _ in
        (
          Team(size: deal.teamSize),
          SlotMemory(plan: plan, groupSize: deal.groupSize, pool: packed.pool)
        )
      }
      let none = AlignedBuffer(count: 0)
      let done = Team.run(
        members: deal.teams * deal.teamSize, teamsOf: everyMember ? 1 : deal.teamSize
      ) { worker in
        let (team, slots) = all[worker / deal.teamSize]
        let lane = lane(plan, slots, TeamMember(worker % team.size, of: team), worker: worker)
        for index in stride(from: worker / deal.teamSize, to: deal.groups.count, by: deal.teams) {
          body(lane, deal.groups[index], none)
        }
      }
      if done { return }
    }
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: deal.teams) { worker in
      let slots = SlotMemory(plan: plan, groupSize: deal.groupSize, pool: packed.pool)
      let lane = lane(plan, slots, TeamMember(0, of: Team(size: 1)), worker: worker)
      let buffer = packed.pool.take(deal.groupSize * imageSize)
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < deal.groups.count else { break }
        body(lane, deal.groups[index], buffer)
      }
      packed.pool.giveBack([buffer])
    }
  }

  private func lane(
    _ plan: ExecutionPlan, _ slots: SlotMemory, _ member: TeamMember, worker: Int
  ) -> Lane {
    Lane(
      plan: plan, packed: packed, loops: loops, slots: slots, member: member, worker: worker)
  }
}
