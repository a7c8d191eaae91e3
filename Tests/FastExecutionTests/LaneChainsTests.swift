import Graph
import Parallelism
import Support
import Tensors
import Testing

@testable import FastExecution

/// Rows that the next layer does not read, because of its stride or where its windows end, are rows of their
/// layer all the same: who observes it sees them.
struct LaneChainsTests {
  /// How a layer of 23 × 11 pixels is read: window, stride, and what is left out.
  static let windows: [Window] = [
    Window(1, strides: 2, padding: .valid), Window(1, strides: 5, padding: .valid),
    Window(2, strides: 2, padding: .valid), Window(2, strides: 3, padding: .valid),
    Window(3, strides: 4, padding: .same), Window(3, strides: 7, padding: .valid),
  ]

  static func model(_ window: Window) throws -> Model {
    var random = SplitMix64(seed: 31)
    var layers = [Layer(name: "input", operation: .input, inputs: [], outputShape: [23, 11, 3])]
    func add(_ name: String, _ operation: Operation) throws {
      let last = layers[layers.count - 1]
      layers.append(
        Layer(
          name: name, operation: operation, inputs: [last.name],
          outputShape: try #require(operation.outputShape(of: [last.outputShape]))))
    }
    func convolution(_ inputs: Int, _ window: Window) -> Operation {
      let shape: Shape = [window.size.height, window.size.width, inputs, 4]
      return .convolution(
        Convolution(
          kernel: Tensor(shape: shape, values: random.floats(shape.elementCount)),
          strides: window.strides, padding: window.padding))
    }
    try add("first", convolution(3, Window(3, padding: .same)))
    try add("first relu", .reLU(maximum: 6))
    try add("second", convolution(4, Window(3, padding: .same)))
    try add("skipping", convolution(4, window))
    try add("third", convolution(4, Window(1, padding: .same)))
    try add(
      "pool", .pooling(Pooling(.average, window: Window(2, strides: 2, padding: .same))))
    return Model(name: "skipping", layers: layers)
  }

  @Test(arguments: windows)
  func areObserved(_ window: Window) throws {
    var random = SplitMix64(seed: 32)
    let model = try Self.model(window)
    let names = model.layers.map(\.name)
    let images = Tensor(shape: [3, 23, 11, 3], values: random.floats(3 * 23 * 11 * 3))
    let expected = try ReferenceExecutor(model: model).outputs(of: names, for: images)
    for observed in [names] + names.map({ [$0] }) + [["first", "second"], ["first", "pool"]] {
      for floats in [0, 300, .max] {
        for threads in [1, 2] {
          var executor = FastExecutor(model: model, on: Machine(threads: threads))
          executor.cacheFloats = floats
          let outputs = try executor.outputs(of: observed, for: images)
          for name in observed {
            let (found, wanted) = (try #require(outputs[name]), try #require(expected[name]))
            #expect(found.largestDifference(from: wanted) <= agreement, "\(name) of \(observed)")
          }
        }
      }
    }
  }

  /// Every element of every observed layer, once.
  @Test(arguments: windows)
  func areObservedOnce(_ window: Window) throws {
    let model = try Self.model(window)
    let names = model.layers.map(\.name)
    let images = Tensor(shape: [2, 23, 11, 3], repeating: 1)
    let seen = Counts(sizes: model.layers.map(\.outputShape.elementCount), images: 2)
    var executor = FastExecutor(model: model, on: Machine(threads: 2))
    executor.cacheFloats = 200
    try executor.run(images, observing: names) { observation in
      seen.add(observation.layer, observation.image, observation.offset, observation.values.count)
    }
    #expect(seen.all.allSatisfy { $0 == 1 })
  }
}

/// How often elements were seen.
private final class Counts: @unchecked Sendable {
  private let sizes: [Int]
  private let counts: UnsafeMutableBufferPointer<UInt8>
  private let images: Int

  init(sizes: [Int], images: Int) {
    (self.sizes, self.images) = (sizes, images)
    counts = .allocate(capacity: sizes.reduce(0, +) * images)
    counts.initialize(repeating: 0)
  }

  deinit { counts.deallocate() }

  func add(_ layer: Int, _ image: Int, _ offset: Int, _ count: Int) {
    let start = sizes[..<layer].reduce(0, +) * images + sizes[layer] * image + offset
    for index in start..<start + count { counts[index] += 1 }
  }

  var all: [UInt8] { Array(counts) }
}
