import IntegerLoops
import Graph
import IntegerNetwork
import Parallelism
import Tensors
import VectorLoops

/// One worker on its way through the steps of a plan, alone or as a member of a team that shares one picture.
struct IntegerLane {
  let plan: IntegerPlan
  let loops: UnsafePointer<IntegerLoopTable>
  let tensors: IntegerTensors
  let scratch: IntegerScratch
  let member: TeamMember

  /// Runs a picture through the layers up to the last one that somebody looks at.
  ///
  /// - Parameters:
  ///   - picture: Its values.
  ///   - layers: The positions of the layers that somebody looks at.
  ///   - observe: Called by one member for each of them, with the layer's position and its bytes.
  func run(
    _ picture: UnsafePointer<Float>, on grid: IntegerGrid, profile: RuntimeProfile,
    observing layers: Set<Int>, _ observe: (_ layer: Int, UnsafePointer<UInt8>) -> Void
  ) {
    let last = layers.max() ?? 0
    let entrance = tensors.places[0].pointer
    member.share(plan.pictureCount, parts: 1, block: 1024) { range in
      loops.pointee.quantize(
        picture + range.lowerBound, range.count, grid.scale, grid.zeroPoint + 128,
        profile == .onnxRuntime ? 1 : 0, entrance + range.lowerBound)
    }
    if layers.contains(0) { member.once { observe(0, entrance) } }
    for stage in plan.stages {
      if stage.layer > last { break }
      perform(stage)
      guard layers.contains(stage.layer) else { continue }
      member.once { observe(stage.layer, tensors.places[stage.destination].pointer) }
    }
  }

  private func perform(_ stage: IntegerPlan.Stage) {
    let step = stage.step
    let sources = stage.sources.map { UnsafePointer(tensors.places[$0].pointer) }
    let to = tensors.places[stage.destination].pointer
    switch step.work {
    case .convolution(let convolution):
      convolve(convolution, sources[0], to)
    case .pairs(let table):
      member.share(step.output.elementCount, parts: 2, block: 1024) { range in
        let first = range.lowerBound
        integer_look_up_pairs(
          sources[0] + first, sources[1] + first, range.count, table.pointer, to + first)
      }
    case .shifts(var sum):
      member.share(step.output.elementCount, parts: 2, block: 1024) { range in
        let first = range.lowerBound
        loops.pointee.add_shifted(
          sources[0] + first, sources[1] + first, range.count, &sum, to + first)
      }
    case .copy:
      member.share(step.output.elementCount, parts: 2, block: 1024) { range in
        let (from, to) = (sources[0] + range.lowerBound, to + range.lowerBound)
        if let table = step.table {
          integer_look_up(from, range.count, table.pointer, to)
        } else {
          to.update(from: from, count: range.count)
        }
      }
    case .padding(let border, let zero):
      rows(step, to) { pad(step, row: $0, border, zero, sources[0], to) }
    case .cropping(let border):
      rows(step, to) { row in
        let (input, width) = (step.inputs[0], step.output[1] * step.output[2])
        let start = ((row + border.top) * input[1] + border.left) * input[2]
        (to + row * width).update(from: sources[0] + start, count: width)
      }
    case .maximum(var geometry):
      rows(step, to) { row in
        point(to: row, geometry, sources[0], outside: nil)
        integer_pool_maximum(scratch.rows, &geometry, to + row * step.output[1] * step.output[2])
      }
    case .average(let geometry, let mean):
      rows(step, to) { averageRow($0, geometry, mean, sources[0], to) }
    case .mean(let mean):
      member.once { self.mean(step.inputs[0], mean, sources[0], to) }
    case .concatenation(let tables):
      rows(step, to) { concatenate(step, row: $0, tables, sources, to) }
    case .softmax(let softmax):
      member.once {
        let codes = (0..<step.output.elementCount).map { Int8(byte: sources[0][$0]) }
        for (place, code) in softmax(codes, channels: step.output[2]).enumerated() {
          to[place] = UInt8(code)
        }
      }
    }
  }

  /// Makes this member's rows of the output, and brings them onto the step's grid.
  private func rows(
    _ step: IntegerStep, _ to: UnsafeMutablePointer<UInt8>, _ body: (Int) -> Void
  ) {
    let width = step.output[1] * step.output[2]
    member.share(step.output[0], parts: 2) { rows in
      for row in rows {
        body(row)
        guard let table = step.table else { continue }
        integer_look_up(to + row * width, width, table.pointer, to + row * width)
      }
    }
  }

  /// Points to the rows that row `row` of the output reads.
  ///
  /// - Parameter outside: A row for those outside of the picture.
  func point(
    to row: Int, _ geometry: WindowGeometry, _ source: UnsafePointer<UInt8>,
    outside: UnsafePointer<UInt8>?
  ) {
    let width = geometry.width * geometry.channels
    for place in 0..<geometry.kernel_height {
      let input = row * geometry.stride_y - geometry.pad_top + place * geometry.dilation_y
      scratch.rows[place] =
        input >= 0 && input < geometry.height ? source + input * width : outside
    }
  }
}
