import IntegerLoops
import IntegerNetwork
import Support
import VectorLoops

/// The order of work for one picture, and the memory that the tensors share: a place is free again when the last
/// step that reads it is done. What nobody reads keeps its place, since somebody may look at it.
///
/// A border is not put around a picture where the convolution behind it can do without, unless somebody wants to see
/// the picture with its border.
struct IntegerPlan: Sendable {
  /// One step, the places of the tensors that it reads, and of the one that it makes.
  struct Stage: Sendable {
    let step: IntegerStep
    let sources: [Int]
    let destination: Int
    /// The layer's position in the network.
    let layer: Int
  }

  let stages: [Stage]
  /// Bytes of every place; place 0 holds the picture.
  let places: [Int]
  /// Values of the picture.
  let pictureCount: Int
  /// Bytes of memory that one worker needs beside the tensors: for the loops, for windows, for a row of zeros.
  let scratch: (loops: Int, windows: Int, border: Int)
  /// The most rows of a window.
  let windowRows: Int

  /// - Parameters:
  ///   - steps: Those of all layers but the first, which is the picture.
  ///   - observed: Positions of layers that somebody looks at.
  init(
    _ network: IntegerNetwork, _ steps: [IntegerStep], observing observed: Set<Int>,
    _ table: UnsafePointer<IntegerLoopTable>
  ) {
    let layers = network.layers
    let positions = Dictionary(uniqueKeysWithValues: layers.enumerated().map { ($1.name, $0) })
    var sources = layers.map { $0.inputs.compactMap { positions[$0] } }
    var steps = steps
    var isLeftOut = [Bool](repeating: false, count: layers.count)
    for position in layers.indices.dropFirst() {
      guard sources[position].count == 1, let padding = sources[position].first, padding > 0,
        !observed.contains(padding), sources.count(where: { $0.contains(padding) }) == 1,
        let alone = steps[position - 1].without(steps[padding - 1])
      else { continue }
      steps[position - 1] = alone
      sources[position] = sources[padding]
      sources[padding] = []
      isLeftOut[padding] = true
    }
    var lastUse = Array(layers.indices)
    for (position, sources) in sources.enumerated() {
      for source in sources { lastUse[source] = position }
    }
    var places = [layers[0].shape.elementCount]
    var (placeOf, free, stages) = ([0: 0], [Int](), [Stage]())
    for (position, layer) in layers.enumerated().dropFirst() where !isLeftOut[position] {
      let count = layer.shape.elementCount
      // The smallest free place that is large enough, else the largest, which grows.
      let fitting = free.filter { places[$0] >= count }.min { places[$0] < places[$1] }
      let place = fitting ?? free.max { places[$0] < places[$1] } ?? places.count
      if place == places.count { places.append(count) }
      places[place] = max(places[place], count)
      free.removeAll { $0 == place }
      stages.append(
        Stage(
          step: steps[position - 1], sources: sources[position].compactMap { placeOf[$0] },
          destination: place, layer: position))
      placeOf[position] = place
      for source in Set(sources[position]) where lastUse[source] == position {
        if let place = placeOf[source] { free.append(place) }
      }
    }
    self.stages = stages
    self.places = places
    pictureCount = layers[0].shape.elementCount
    var (loops, windows, border, rows) = (integer_scratch_count(table, 1), 0, 0, 1)
    for step in steps {
      guard let geometry = step.geometry else { continue }
      rows = max(rows, geometry.kernel_height)
      guard case .convolution(let convolution) = step.work else { continue }
      loops = max(loops, integer_scratch_count(table, convolution.windowCount))
      if convolution.kind == .windows {
        // The windows of some columns, and the outputs of a group behind them.
        windows = max(
          windows, convolution.columns * (convolution.windowCount + convolution.outputs) + 256)
      }
      border = max(border, geometry.width * geometry.channels)
    }
    scratch = (loops, windows, border)
    windowRows = rows
  }
}

extension IntegerStep {
  /// How a window moves, where there is one.
  var geometry: WindowGeometry? {
    switch work {
    case .convolution(let convolution): convolution.geometry
    case .maximum(let geometry), .average(let geometry, _): geometry
    case .pairs, .shifts, .copy, .padding, .cropping, .mean, .concatenation, .softmax: nil
    }
  }
}

/// A plan and the memory of those who work by it.
final class IntegerSite: Sendable {
  let plan: IntegerPlan
  let tensors: Reserve<IntegerTensors>
  let scratch: Reserve<IntegerScratch>

  init(_ plan: IntegerPlan) {
    self.plan = plan
    tensors = Reserve { IntegerTensors(plan) }
    scratch = Reserve { IntegerScratch(plan) }
  }
}

/// The steps of a network, and its plans for those who look at one layer or another.
final class IntegerSites: Sendable {
  private let network: IntegerNetwork
  private let steps: [IntegerStep]
  private let instructions: IntegerInstructions
  private let sites = Locked<[Set<Int>: IntegerSite]>([:])

  init(_ network: IntegerNetwork, _ instructions: IntegerInstructions) {
    let layers = network.layers
    let positions = Dictionary(uniqueKeysWithValues: layers.enumerated().map { ($1.name, $0) })
    self.network = network
    self.instructions = instructions
    steps = layers.dropFirst().map { layer in
      IntegerStep(
        layer, reading: layer.inputs.compactMap { positions[$0] }.map { layers[$0] },
        profile: network.profile, instructions.loops)
    }
  }

  /// The plan for those who look at some layers, made when it is asked for the first time.
  func site(observing observed: Set<Int>) -> IntegerSite {
    // Only borders that somebody sees make a difference.
    let borders = observed.filter { position in
      if case .padding = network.layers[position].operation { true } else { false }
    }
    return sites.withLock { sites in
      if let site = sites[borders] { return site }
      let site = IntegerSite(
        IntegerPlan(network, steps, observing: borders, instructions.loops))
      sites[borders] = site
      return site
    }
  }
}
