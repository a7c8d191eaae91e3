import Graph
import Parallelism
import VectorLoops

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
  let loops: LoopTable
  let member: TeamMember
  /// The worker's number among those of all teams.
  let worker: Int
  let slots: SlotMemory
  let rows: RowMemory

  init(
    plan: ExecutionPlan, packed: PackedModel, loops: LoopTable, slots: SlotMemory,
    member: TeamMember, worker: Int
  ) {
    self.plan = plan
    self.packed = packed
    self.loops = loops
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
      if let layer = plan.observedInput {
        member.once {
          observe(
            .init(
              worker: worker, image: position.first, layer: layer, offset: 0,
              values: UnsafeBufferPointer(start: position.input, count: imageSize)))
        }
      }
      for stage in plan.head {
        switch stage {
        case .chain(let chain): run(chain, position, observe)
        case .whole(let step): member.once { runWhole(step, position, observe) }
        }
      }
    }
    let position = Position(input: images, images: count, offset: 0, first: first)
    for step in plan.tail { runShare(step, position, observe) }
  }

  /// Where to read a whole tensor of the first image.
  func source(
    _ place: ExecutionPlan.Place, _ extent: ExecutionPlan.Extent, _ position: Position
  ) -> UnsafePointer<Float> {
    switch place {
    case .input: position.input
    case .slot(let slot): UnsafePointer(memory(ofSlot: slot, extent, position))
    case .ring(let index): preconditionFailure("ring \(index) holds no whole tensor")
    }
  }

  /// Where to write a whole tensor of the first image.
  func destination(
    _ place: ExecutionPlan.Place, _ extent: ExecutionPlan.Extent, _ position: Position
  ) -> UnsafeMutablePointer<Float> {
    switch place {
    case .slot(let slot): memory(ofSlot: slot, extent, position)
    case .input: preconditionFailure("the images are not to be written")
    case .ring(let index): preconditionFailure("ring \(index) holds no whole tensor")
    }
  }

  private func memory(
    ofSlot slot: Int, _ extent: ExecutionPlan.Extent, _ position: Position
  ) -> UnsafeMutablePointer<Float> {
    slots.buffers[slot].pointer
      + (plan.slots[slot].isGrouped ? position.offset * extent.count : 0)
  }
}
