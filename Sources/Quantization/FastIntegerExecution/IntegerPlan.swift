import IntegerLoops
import IntegerNetwork
import VectorLoops

/// The steps of an integer network, and the memory that their tensors share: a place is free again when the last
/// step that reads it is done. What nobody reads keeps its place, since somebody may look at it.
struct IntegerPlan: Sendable {
  /// All layers but the first.
  let steps: [IntegerStep]
  /// Bytes of every place; place 0 holds the picture.
  let places: [Int]
  /// The position of every layer's step by name, 0 for the picture, then one more than in `steps`.
  let positions: [String: Int]
  /// The place of every position's tensor.
  let placeOf: [Int]
  /// Bytes of memory that one worker needs beside the tensors: for the loops, and for windows.
  let scratch: (loops: Int, windows: Int, border: Int)
  /// The most rows of a window.
  let windowRows: Int

  init(_ network: IntegerNetwork, _ table: UnsafePointer<IntegerLoopTable>) {
    let layers = network.layers
    let positions = Dictionary(uniqueKeysWithValues: layers.enumerated().map { ($1.name, $0) })
    let sources = layers.map { $0.inputs.compactMap { positions[$0] } }
    var lastUse = Array(layers.indices)
    for (position, sources) in sources.enumerated() {
      for source in sources { lastUse[source] = position }
    }
    var places = [layers[0].shape.elementCount]
    var (placeOf, free, steps) = ([0], [Int](), [IntegerStep]())
    for (position, layer) in layers.enumerated().dropFirst() {
      let count = layer.shape.elementCount
      // The smallest free place that is large enough, else the largest, which grows.
      let fitting = free.filter { places[$0] >= count }.min { places[$0] < places[$1] }
      let place = fitting ?? free.max { places[$0] < places[$1] } ?? places.count
      if place == places.count { places.append(count) }
      places[place] = max(places[place], count)
      free.removeAll { $0 == place }
      steps.append(
        IntegerStep(
          layer, reading: sources[position].map { layers[$0] },
          places: (sources[position].map { placeOf[$0] }, place), profile: network.profile, table))
      placeOf.append(place)
      for source in Set(sources[position]) where lastUse[source] == position {
        free.append(placeOf[source])
      }
    }
    self.steps = steps
    self.places = places
    self.positions = positions
    self.placeOf = placeOf
    var (loops, windows, border, rows) = (integer_scratch_count(table, 1), 0, 0, 1)
    for step in steps {
      guard let geometry = step.geometry else { continue }
      rows = max(rows, geometry.kernel_height)
      guard case .convolution(let convolution) = step.work else { continue }
      loops = max(loops, integer_scratch_count(table, convolution.windowCount))
      if convolution.kind == .windows {
        // The windows of a row, and the outputs of a group behind them.
        windows = max(
          windows, geometry.output_width * (convolution.windowCount + convolution.outputs) + 256)
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
    case .pairs, .copy, .padding, .cropping, .mean, .concatenation, .softmax: nil
    }
  }
}
