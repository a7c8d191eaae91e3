import Graph
import IntegerNetwork
import Parallelism
import Tensors
import Testing

/// Integers wherever a model on grids of floats can be run.
struct IntegerExecutorTests {
  @Test func outputsAreTheValuesOfTheCodes() throws {
    let result = try IntegerNetworkTests.quantized()
    let executor = try IntegerExecutor(result, profile: .onnxRuntime)
    let pictures = try IntegerNetworkTests.pictures(3)
    let names = ["Conv1_relu", executor.model.outputName]
    let outputs = try executor.outputs(of: names, for: pictures)
    #expect(outputs.count == 2)
    for name in names {
      let output = try #require(outputs[name])
      let layer = try #require(executor.network[name])
      #expect(output.shape == layer.shape.prepending(3))
      for index in 0..<3 {
        let codes = try executor.network.codes(for: pictures.slice(index))
        #expect(output.slice(index).values == executor.network.values(of: codes, at: name))
      }
    }
    let one = try IntegerExecutor(result, profile: .onnxRuntime, on: Machine(threads: 1))
    #expect(try one.outputs(of: names, for: pictures) == outputs)
  }

  @Test func whatIsNotThereIsNamed() throws {
    let executor = try IntegerExecutor(IntegerNetworkTests.quantized(), profile: .liteRT)
    let pictures = try IntegerNetworkTests.pictures(1)
    #expect(throws: GraphError.self) { try executor.outputs(of: ["nothing"], for: pictures) }
    #expect(throws: GraphError.self) { try executor.output(for: Tensor(shape: [1, 2, 2, 3])) }
  }

  /// One step in one value reaches the output, and the executor below is given nothing else.
  @Test func nudgedPicturesAreRun() throws {
    let executor = try IntegerExecutor(IntegerNetworkTests.quantized(), profile: .liteRT)
    let pictures = try IntegerNetworkTests.pictures(2)
    let grid = executor.network.layers[0].grid
    let nudged = NudgedExecutor(executor, on: grid)
    #expect(nudged.model == executor.model)
    let names = ["input_1", "predictions"]
    let own = try nudged.outputs(of: names, for: pictures)
    #expect(try own == executor.outputs(of: names, for: grid.nudging(pictures)))
    #expect(try own["input_1"] != executor.outputs(of: names, for: pictures)["input_1"])
  }
}
