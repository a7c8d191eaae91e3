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
    case byRows(RowWork)
    case whole(WholeWork)
  }

  /// Work of which a row needs only some rows of the input.
  enum RowWork: Sendable {
    /// Nothing but the step's finish.
    case finish
    case multiply(k: Int, outputs: Int)
    case convolve(WindowGeometry)
    case convolveDepthwise(WindowGeometry)
    case pool(WindowGeometry, Pooling.Kind)
    case scaleAndShift
    case add
    case activate(Activation)
    case compute(ConstantArithmetic)
  }

  /// Work that needs a whole tensor.
  enum WholeWork: Sendable {
    case copy
    case pad(Border)
    case crop(Border)
    case pool(Pooling.Kind)
    case concatenate
    case sum
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

  /// The extent of one image's tensor; what is no image is one row.
  struct Extent: Sendable {
    let rows: Int
    let rowCount: Int
    let channels: Int

    init(_ shape: Shape) {
      channels = shape[-1]
      rows = shape.rank == 3 ? shape[0] : 1
      rowCount = shape.elementCount / rows
    }

    /// Elements per image.
    var count: Int { rows * rowCount }
    /// Pixels per row.
    var width: Int { rowCount / channels }
  }

  /// A loop that runs over a tensor, or over some of its rows.
  final class Step: Sendable {
    let work: Work
    /// The layer that owns the weights.
    let weightsLayer: Int
    /// The layer whose output this step leaves; differs from `weightsLayer` when others are fused.
    let outputLayer: Int
    let sources: [Place]
    let destination: Place
    /// The extents of the sources.
    let inputs: [Extent]
    let output: Extent
    let finish: Finish
    /// Position in the list of observed layers, or `nil`.
    let observation: Int?

    init(
      work: Work, weightsLayer: Int, outputLayer: Int, sources: [Place], destination: Place,
      inputs: [Extent], output: Extent, finish: Finish, observation: Int?
    ) {
      self.work = work
      self.weightsLayer = weightsLayer
      self.outputLayer = outputLayer
      self.sources = sources
      self.destination = destination
      self.inputs = inputs
      self.output = output
      self.finish = finish
      self.observation = observation
    }

    /// The extent of the first source.
    var input: Extent { inputs[0] }

    /// The rows of the input that some rows of the output need.
    func inputRows(for rows: Range<Int>) -> Range<Int> {
      guard let geometry = work.geometry else { return rows }
      let lower = max(rows.lowerBound * geometry.stride_y - geometry.pad_top, 0)
      let upper = min(
        (rows.upperBound - 1) * geometry.stride_y - geometry.pad_top + geometry.coveredRows,
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
  ///   - start: The layer whose output is given; 0 for the input.
  ///   - forTeams: Whether several workers share an image. They share rows of large tensors, each with
  ///     chains of its own, and columns of small ones, of which the rows at the border of two shares would
  ///     be too much of it all.
  ///   - cacheFloats: Floats of the tensors inside a chain that may be in the cache at a time.
  init(
    model: Model, from start: Int, grids: [String: ActivationGrid], observing names: [String],
    forTeams: Bool, cacheFloats: Int
  ) {
    var builder = PlanBuilder(
      model: model, start: start, grids: grids, observing: names, tailPixels: forTeams ? 256 : 64,
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
      guard let geometry = step.work.geometry else { continue }
      largest.rows = max(largest.rows, geometry.kernel_height)
      largest.count = max(
        largest.count, geometry.kernel_height * geometry.kernel_width * geometry.channels)
    }
    largestWindow = largest
  }
}

extension ExecutionPlan.Work {
  /// How a window moves, or `nil` where every output sees one pixel, or all.
  var geometry: WindowGeometry? {
    switch self {
    case .byRows(.convolve(let geometry)), .byRows(.convolveDepthwise(let geometry)),
      .byRows(.pool(let geometry, _)):
      geometry
    case .byRows(.finish), .byRows(.multiply), .byRows(.scaleAndShift), .byRows(.add),
      .byRows(.activate), .byRows(.compute), .whole:
      nil
    }
  }

  /// How many rows of outputs are computed together: two of a depthwise convolution where both windows lie inside the
  /// image from top to bottom.
  ///
  /// - Parameters:
  ///   - row: The first one.
  ///   - range: The rows that are wanted.
  ///   - contiguous: How many of them lie one after the other.
  func rowsAtATime(from row: Int, of range: Range<Int>, contiguous: Int) -> Int {
    guard case .byRows(.convolveDepthwise(let geometry)) = self, geometry.isPlain,
      row + 1 < range.upperBound, contiguous > 1
    else { return 1 }
    let top = row - geometry.pad_top
    return top >= 0 && top + 4 <= geometry.height ? 2 : 1
  }

  /// Whether a row of the output needs only some rows of the input.
  var isByRows: Bool { if case .byRows = self { true } else { false } }
}

extension WindowGeometry {
  /// Whether it is a depthwise one of 3 × 3 pixels without gaps, steps of one pixel, and one output per channel.
  var isPlain: Bool {
    kernel_height == 3 && kernel_width == 3 && stride_x == 1 && stride_y == 1 && dilation_x == 1
      && dilation_y == 1 && output_channels == channels
  }

  /// The rows that a window covers, gaps included.
  var coveredRows: Int { (kernel_height - 1) * dilation_y + 1 }

  /// - Parameter border: The rows and columns of zeros above and to the left, when they are others than the
  ///   window's own padding.
  init(_ window: Window, input: Shape, output: Shape, groups: Int = 1, border: Border? = nil) {
    let before = window.zerosBefore(input)
    self.init(
      height: input[0], width: input[1], channels: input[2],
      kernel_height: window.size.height, kernel_width: window.size.width,
      stride_y: window.strides.height, stride_x: window.strides.width,
      dilation_y: window.dilation.height, dilation_x: window.dilation.width,
      pad_top: border?.top ?? before.height, pad_left: border?.left ?? before.width,
      output_height: output[0], output_width: output[1], output_channels: output[2],
      groups: groups)
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
      if let geometry = step.work.geometry {
        wanted = (wanted - 1) * geometry.stride_y + geometry.coveredRows
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
