import Graph
import Parallelism
import PostTrainingQuantization
import Tensors

/// Runs a quantized model in integers, wherever one that runs on grids of floats can be run.
///
/// What comes out are the values that the codes stand for. Layers whose sums never leave another layer, such as a
/// convolution before its ReLU, have no output.
public struct IntegerExecutor: Executor {
  /// The folded model with quantized kernels.
  public let model: Model
  /// What computes.
  public let network: IntegerNetwork
  private let machine: Machine

  /// - Throws: ``IntegerNetworkError`` for a layer that 8-bit integers cannot compute.
  public init(
    _ result: QuantizationResult, profile: RuntimeProfile, on machine: Machine = Machine()
  ) throws {
    model = result.model.model
    network = try IntegerNetwork(result, profile: profile)
    self.machine = machine
  }

  public func outputs(of layers: [String], for images: Tensor) throws -> [String: Tensor] {
    let found = try layers.map { name in
      guard let layer = network[name] else {
        throw GraphError.unknownLayer(name, known: network.layers.map(\.name))
      }
      return (name: name, layer: layer)
    }
    let count = images.shape.rank > 0 ? images.shape[0] : 0
    let values = try machine.perform(iterations: count) { index in
      let codes = try self.network.codes(for: images.slice(index))
      return found.map { self.network.values(of: codes, at: $0.layer.name) }
    }
    var outputs: [String: Tensor] = [:]
    for (place, (name, layer)) in found.enumerated() {
      outputs[name] = Tensor(
        shape: layer.shape.prepending(count), values: values.flatMap { $0[place] })
    }
    return outputs
  }
}

/// Runs a model on pictures in which one value is off by one step: how much does a network care?
public struct NudgedExecutor: Executor {
  private let executor: any Executor
  private let grid: IntegerGrid

  /// - Parameter grid: The grid of the network's input.
  public init(_ executor: any Executor, on grid: IntegerGrid) {
    self.executor = executor
    self.grid = grid
  }

  public var model: Model { executor.model }

  public func outputs(of layers: [String], for images: Tensor) throws -> [String: Tensor] {
    try executor.outputs(of: layers, for: grid.nudging(images))
  }
}
