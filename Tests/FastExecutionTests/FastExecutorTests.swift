import Graph
import Parallelism
import Support
import Tensors
import TestSupport
import Testing

@testable import FastExecution

/// Both executors sum in the same order; they differ where one fuses a multiply with an add. For sums of
/// n products of values below 1 the difference is at most n · 2⁻²⁴ · n / 2; here n ≤ 100.
let agreement: Float = 2e-4

@Suite("Fast executor against the reference")
struct FastExecutorTests {
  static let combinations = InstructionSet.available.flatMap { set in
    LayerCase.all.map { (set, $0) }
  }

  @Test("every kernel shape, stride, padding and odd size", arguments: combinations)
  func layer(_ set: InstructionSet, _ layer: LayerCase) throws {
    var random = SplitMix64(seed: 7)
    let shape = layer.model.inputShape.prepending(3)
    let images = Tensor(shape: shape, values: random.floats(shape.elementCount))
    let expected = try ReferenceExecutor(model: layer.model).output(for: images)
    let fast = FastExecutor(
      model: layer.model, on: Machine(threads: 2, instructionSet: set))
    #expect(fast.machine.instructionSet == set)
    let found = try fast.output(for: images)
    #expect(found.shape == expected.shape)
    #expect(found.largestDifference(from: expected) <= agreement)
  }

  @Test("instruction sets with fused multiply-add agree in every bit")
  func sameBits() throws {
    let sets = InstructionSet.available.filter(\.isFused)
    guard let first = sets.first else { return }
    for model in [SmallNetwork.model()] + LayerCase.all.map(\.model) {
      var random = SplitMix64(seed: 8)
      let shape = model.inputShape.prepending(5)
      let images = Tensor(shape: shape, values: random.floats(shape.elementCount))
      let expected = try FastExecutor(model: model, on: Machine(instructionSet: first)).output(
        for: images)
      for set in sets {
        let found = try FastExecutor(model: model, on: Machine(instructionSet: set)).output(
          for: images)
        #expect(found == expected, "\(set) on \(model.layers[1].operation.kerasClassName)")
      }
    }
  }

  @Test("from every bottleneck on, with and without grids", arguments: InstructionSet.available)
  func bottlenecks(_ set: InstructionSet) throws {
    var random = SplitMix64(seed: 10)
    let model = SmallNetwork.model()
    let images = Tensor(shape: [5, 32, 32, 3], values: random.floats(5 * 32 * 32 * 3))
    let grid = ActivationGrid(lower: -2, upper: 1.75, step: 0.25, zeroLevel: 8)
    let all = Dictionary(uniqueKeysWithValues: model.layers.map { ($0.name, grid) })
    #expect(model.bottlenecks.count > 5)
    for grids in [[:], all] {
      for threads in [1, 2, 4] {
        let executor = FastExecutor(
          model: model, grids: grids, on: Machine(threads: threads, instructionSet: set))
        let whole = try executor.outputs(of: model.layers.map(\.name), for: images)
        for name in model.bottlenecks {
          let values = try #require(whole[name])
          let behind = try executor.outputs(of: [name, model.outputName], from: name, values)
          #expect(behind[name] == values)
          #expect(behind[model.outputName] == whole[model.outputName], "\(name)")
        }
      }
    }
  }

  @Test("what is no bottleneck before the rest, or has another shape, is refused")
  func noBottleneck() throws {
    let model = SmallNetwork.model()
    let executor = FastExecutor(model: model)
    let names = model.bottlenecks
    let inner = try #require(model.layers.first { !names.contains($0.name) })
    #expect(throws: GraphError.noBottleneck(inner.name)) {
      try executor.outputs(
        of: [model.outputName], from: inner.name, Tensor(shape: inner.outputShape.prepending(1)))
    }
    let last = model.layers[model.layers.count - 1]
    #expect(throws: GraphError.noBottleneck(last.name)) {
      try executor.outputs(
        of: [model.layers[0].name], from: last.name, Tensor(shape: last.outputShape.prepending(1)))
    }
    #expect(throws: GraphError.self) {
      try executor.outputs(of: [model.outputName], from: names[1], Tensor(shape: [1, 7, 7, 1]))
    }
  }

  @Test("a whole network, every layer seen", arguments: InstructionSet.available)
  func network(_ set: InstructionSet) throws {
    var random = SplitMix64(seed: 9)
    let model = SmallNetwork.model()
    let names = model.layers.map(\.name)
    let images = Tensor(shape: [6, 32, 32, 3], values: random.floats(6 * 32 * 32 * 3))
    let expected = try ReferenceExecutor(model: model).outputs(of: names, for: images)
    let fast = FastExecutor(model: model, on: Machine(instructionSet: set))
    let together = try fast.outputs(of: names, for: images)
    for name in names {
      let reference = try #require(expected[name])
      let all = try #require(together[name])
      #expect(all.largestDifference(from: reference) <= agreement, "\(name), all layers observed")
      // Alone: everything around it is fused.
      let alone = try #require(try fast.outputs(of: [name], for: images)[name])
      #expect(alone.largestDifference(from: reference) <= agreement, "\(name), observed alone")
    }
  }

  @Test("the result does not depend on threads or batches")
  func threadsAndBatches() throws {
    var random = SplitMix64(seed: 10)
    let model = SmallNetwork.model().foldingBatchNormalization()
    let grid = ActivationGrid(
      lower: -1, upper: 127.0 / 128, step: 1.0 / 128, zeroLevel: 128)
    let grids = Dictionary(uniqueKeysWithValues: model.layers.map { ($0.name, grid) })
    let images = Tensor(shape: [13, 32, 32, 3], values: random.floats(13 * 32 * 32 * 3))
    let expected = try FastExecutor(model: model, grids: grids, on: Machine(threads: 1)).output(
      for: images)
    for threads in [2, 3, 8] {
      let executor = FastExecutor(model: model, grids: grids, on: Machine(threads: threads))
      #expect(try executor.output(for: images) == expected)
      let apart = try (0..<13).map { index in
        try executor.output(for: images.slice(index).reshaped(to: [1, 32, 32, 3])).slice(0)
      }
      #expect(Tensor.stacking(apart) == expected)
    }
  }

  @Test("rows in rings give the bits of whole tensors", arguments: InstructionSet.available)
  func rings(_ set: InstructionSet) throws {
    var random = SplitMix64(seed: 12)
    let images = Tensor(shape: [3, 32, 32, 3], values: random.floats(3 * 32 * 32 * 3))
    for model in [SmallNetwork.model(), SmallNetwork.model().foldingBatchNormalization()] {
      let names = model.layers.map(\.name)
      var whole = FastExecutor(
        model: model, on: Machine(threads: 1, instructionSet: set))
      whole.cacheFloats = .max
      let expected = try whole.outputs(of: names, for: images)
      for floats in [0, 500, 2000] {
        for threads in [1, 2, 3] {
          var strips = FastExecutor(
            model: model, on: Machine(threads: threads, instructionSet: set))
          strips.cacheFloats = floats
          #expect(try strips.outputs(of: names, for: images) == expected)
          for index in 0..<3 {
            let image = images.slice(index).reshaped(to: [1, 32, 32, 3])
            #expect(
              try strips.output(for: image).slice(0) == expected[model.outputName]?.slice(index))
          }
        }
      }
    }
  }

  @Test("normalizations that are fused give the bits of those that are not")
  func normalizations() throws {
    var random = SplitMix64(seed: 13)
    let model = SmallNetwork.model()
    let images = Tensor(shape: [2, 32, 32, 3], values: random.floats(2 * 32 * 32 * 3))
    let executor = FastExecutor(model: model)
    let all = try executor.outputs(of: model.layers.map(\.name), for: images)
    for name in ["relu1", "relu2", "bn3"] {
      #expect(try executor.outputs(of: [name], for: images)[name] == all[name])
    }
  }

  @Test("the error of the first image that cannot be loaded is the one that is thrown")
  func loading() throws {
    struct Unreadable: Error, Equatable { let image: Int }
    let executor = FastExecutor(model: SmallNetwork.model(), on: Machine(threads: 2))
    #expect(throws: Unreadable(image: 5)) {
      try executor.run(
        images: 12, observing: ["relu1"],
        load: { image, input in
          input.initialize(repeating: 0)
          if image == 5 || image == 9 { throw Unreadable(image: image) }
        }, { _ in })
    }
  }

  @Test("grids act on every layer, fused or not", arguments: InstructionSet.available)
  func grids(_ set: InstructionSet) throws {
    var random = SplitMix64(seed: 11)
    let model = SmallNetwork.model().foldingBatchNormalization().splittingActivations()
    let images = Tensor(shape: [2, 32, 32, 3], values: random.floats(2 * 32 * 32 * 3))
    let choices = [
      ActivationGrid(lower: -0.5, upper: 0.4375, step: 0.0625, zeroLevel: 8),
      ActivationGrid(lower: 0, upper: 0.9375, step: 0.0625, zeroLevel: 0),
      ActivationGrid(lower: -0.3, upper: 0.6, step: 0.06, zeroLevel: 5),
    ]
    for (layer, grid) in model.layers.flatMap({ layer in choices.map { (layer, $0) } }) {
      let grids = [layer.name: grid]
      let expected = try #require(
        try ReferenceExecutor(model: model, grids: grids)
          .outputs(of: [layer.name], for: images)[layer.name])
      let found = try #require(
        try FastExecutor(model: model, grids: grids, on: Machine(instructionSet: set))
          .outputs(of: [layer.name], for: images)[layer.name])
      // A sum that falls on the other side of half a step moves by a whole one; hardly any may.
      let moved = zip(found.values, expected.values).filter { abs($0 - $1) > 1e-6 }.count
      #expect(moved <= found.values.count / 1000, "\(layer.name): \(moved) values moved")
      #expect(found.values.allSatisfy { $0 >= grid.lower - 1e-6 && $0 <= grid.upper + 1e-6 })
    }
  }

  /// Whole vectors and the few values that are left over behind them.
  @Test("what is no number stays none on a grid", arguments: InstructionSet.available)
  func noNumbers(_ set: InstructionSet) throws {
    let choices = [
      ActivationGrid(lower: -0.5, upper: 0.4375, step: 0.0625, zeroLevel: 8),
      ActivationGrid(lower: 0, upper: 0.9375, step: 0.0625, zeroLevel: 0),
      ActivationGrid(lower: -0.3, upper: 0.6, step: 0.06, zeroLevel: 5),
    ]
    for model in [SmallNetwork.model()] + LayerCase.all.map(\.model) {
      let name = model.layers[0].name
      let shape = model.inputShape.prepending(1)
      let images = Tensor(
        shape: shape, values: [Float](repeating: .nan, count: shape.elementCount))
      for grid in choices {
        let executor = FastExecutor(
          model: model, grids: [name: grid], on: Machine(instructionSet: set))
        let found = try #require(try executor.outputs(of: [name], for: images)[name])
        #expect(found.values.allSatisfy { $0.isNaN }, "\(set), \(shape)")
      }
    }
  }

  @Test("names and shapes are checked")
  func errors() {
    let executor = FastExecutor(model: SmallNetwork.model())
    #expect(throws: GraphError.self) {
      try executor.outputs(of: ["Conv9"], for: Tensor(shape: [1, 32, 32, 3]))
    }
    #expect(throws: GraphError.wrongInputShape(found: [1, 31, 32, 3], expected: [1, 32, 32, 3])) {
      try executor.output(for: Tensor(shape: [1, 31, 32, 3]))
    }
  }
}

extension Tensor {
  /// `max |a − b|`
  func largestDifference(from other: Tensor) -> Float {
    zip(values, other.values).map { abs($0 - $1) }.max() ?? 0
  }
}
