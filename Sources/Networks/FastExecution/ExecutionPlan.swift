import Graph
import Parallelism
import Tensors
import VectorLoops

/// The order of work for one image: which loops run, on which memory.
///
/// A batch normalization and a ReLU are fused into the layer before them, and a zero padding into the
/// depthwise convolution behind it, unless somebody wants to see (or quantize) what lies between. Layers
/// that pass rows on to each other form a ``Chain``: its tensors in between never exist as a whole.
struct ExecutionPlan: Sendable {
  /// What a step does; geometry in pixels.
  enum Work: Sendable {
    case apply
    case pad(ZeroPadding)
    case multiply(k: Int, outputs: Int)
    case convolve(WindowGeometry)
    case convolveDepthwise(WindowGeometry)
    case scaleAndShift
    case add
    case average
    case softmax
  }

  /// Where a step finds or leaves a tensor.
  enum Place: Equatable, Sendable {
    /// The images.
    case input
    /// Memory for a whole tensor, shared as soon as nobody reads the last one any more.
    case slot(Int)
    /// The last few rows that step of the chain has made.
    case ring(Int)
  }

  /// The extent of one image's tensor; a vector is one row of one pixel.
  struct Extent: Sendable {
    let rows: Int
    let rowCount: Int
    let channels: Int

    init(_ shape: Shape) {
      channels = shape[-1]
      rows = shape.rank == 3 ? shape[0] : 1
      rowCount = shape.rank == 3 ? shape[1] * channels : channels
    }

    /// Elements per image.
    var count: Int { rows * rowCount }
    /// Pixels per row.
    var width: Int { rowCount / channels }
  }

  struct Step: Sendable {
    let work: Work
    /// The layer that owns the weights.
    let weightsLayer: Int
    /// The layer whose output this step leaves; differs from `weightsLayer` when others are fused.
    let outputLayer: Int
    let sources: [Place]
    let destination: Place
    let input: Extent
    let output: Extent
    let finish: Finish
    /// Position in the list of observed layers, or `nil`.
    let observation: Int?

    /// The rows of the input that some rows of the output need.
    func inputRows(for rows: Range<Int>) -> Range<Int> {
      guard let geometry = work.windowGeometry else { return rows }
      let lower = max(rows.lowerBound * geometry.stride - geometry.pad_top, 0)
      let upper = min(
        (rows.upperBound - 1) * geometry.stride - geometry.pad_top + geometry.kernel_height,
        geometry.height)
      return min(lower, upper)..<max(upper, 0)
    }
  }

  /// Steps of which each reads the rows that the one before it has just made, while they are in the
  /// cache.
  struct Chain: Sendable {
    let steps: [Step]
    /// Rows that are kept of every step but the last one.
    let ringRows: [Int]
    /// Where the rows of every step but the last one begin, in floats, each on a cache line; then the end.
    let ringOffsets: [Int]
    /// Rows of the last step that are made at a time.
    let stripRows: Int
  }

  enum Stage: Sendable {
    case chain(Chain)
    case whole(Step)
  }

  /// Stages that run image by image, while an image fits the cache.
  let head: [Stage]
  /// Steps that run for a group of images at once, so that their larger weights are read once.
  let tail: [Step]
  /// Elements per image of every slot, and whether it lives across images of a group.
  let slots: [(count: Int, isGrouped: Bool)]
  /// The largest window of a convolution, in elements and in rows.
  let largestWindow: (count: Int, rows: Int)
  /// Floats of the rings of the largest chain.
  let ringCount: Int
  /// The position of the input layer in the list of observed layers, when it needs no step.
  let observedInput: Int?

  /// Makes a plan.
  ///
  /// - Parameters:
  ///   - forTeams: Whether several workers share an image. They share rows of large tensors, each with
  ///     chains of its own, and columns of small ones, of which the rows at the border of two shares would
  ///     be too much of it all.
  ///   - cacheFloats: Floats of the tensors inside a chain that may be in the cache at a time.
  init(
    model: Model, grids: [String: ActivationGrid], observing names: [String], forTeams: Bool,
    cacheFloats: Int
  ) {
    var builder = PlanBuilder(
      model: model, grids: grids, observing: names, tailPixels: forTeams ? 256 : 64,
      cacheFloats: cacheFloats)
    builder.build()
    head = builder.head
    tail = builder.tail
    slots = builder.slots
    observedInput = builder.observedInput
    ringCount =
      head.map { stage in
        if case .chain(let chain) = stage { chain.ringOffsets.last ?? 0 } else { 0 }
      }.max() ?? 0
    var largest = (count: 0, rows: 0)
    for step in builder.steps {
      guard let geometry = step.work.windowGeometry else { continue }
      largest.rows = max(largest.rows, geometry.kernel_height)
      if case .convolve = step.work {
        largest.count = max(
          largest.count, geometry.kernel_height * geometry.kernel_width * geometry.channels)
      }
    }
    largestWindow = largest
  }
}

extension ExecutionPlan.Work {
  /// The geometry of a convolution with a window of several pixels.
  var windowGeometry: WindowGeometry? {
    switch self {
    case .convolve(let geometry), .convolveDepthwise(let geometry): geometry
    default: nil
    }
  }

  /// Whether a row of the output needs only some rows of the input.
  var isByRows: Bool {
    switch self {
    case .apply, .multiply, .convolve, .convolveDepthwise, .scaleAndShift, .add: true
    case .pad, .average, .softmax: false
    }
  }
}

extension ExecutionPlan.Chain {
  /// Chooses how many rows are made at a time: as many as fit the cache.
  init(_ steps: [ExecutionPlan.Step], cacheFloats: Int) {
    let last = steps[steps.count - 1]
    var strip = max(last.output.rows, 1)
    var rows = Self.ringRows(steps, strip: strip)
    while strip > 1, Self.floats(steps, rows) > cacheFloats {
      strip = (strip + 1) / 2
      rows = Self.ringRows(steps, strip: strip)
    }
    let offsets = zip(steps, rows).reduce(into: [0]) { offsets, ring in
      let count = ring.0.output.rowCount * ring.1
      offsets.append(offsets[offsets.count - 1] + (count + 15) / 16 * 16)
    }
    self.init(steps: steps, ringRows: rows, ringOffsets: offsets, stripRows: strip)
  }

  /// The rows that every step but the last one must hold so that the next one can make its own.
  private static func ringRows(_ steps: [ExecutionPlan.Step], strip: Int) -> [Int] {
    var rows: [Int] = []
    var wanted = strip
    for step in steps.reversed().dropLast() {
      if let geometry = step.work.windowGeometry {
        wanted = (wanted - 1) * geometry.stride + geometry.kernel_height
      }
      wanted = min(wanted, step.input.rows)
      rows.append(wanted)
    }
    return rows.reversed()
  }

  private static func floats(_ steps: [ExecutionPlan.Step], _ rows: [Int]) -> Int {
    zip(steps, rows).reduce(0) { $0 + $1.0.output.rowCount * $1.1 }
  }
}
