import PostTrainingQuantization
import Quantization
import Tensors
import TestSupport
import Testing

@testable import IntegerNetwork

/// Grids and shapes at which 32 bits come to their end.
struct IntegerNetworkLimitsTests {
  private func quantized(_ change: (inout KerasModelFile) -> Void) throws -> QuantizationResult {
    try IntegerNetworkBuildingTests().quantized(change)
  }

  private func threshold(_ threshold: Double) -> ActivationQuantizationParameters {
    ActivationQuantizationParameters(
      method: .powerOfTwo, bitWidth: 8, range: .threshold(threshold, isSigned: false))
  }

  @Test("a mean on steps that its sum has no bits for is refused, not computed modulo 2^32")
  func mean() throws {
    let result = try quantized { _ in }.replacing(["pool": threshold(0x1p-24)])
    let error = #expect(throws: IntegerNetworkError.self) {
      _ = try IntegerNetwork(result, profile: .liteRT)
    }
    #expect("\(String(describing: error))".contains("pool"))
    #expect("\(String(describing: error))".contains("32 bits"))
  }

  @Test("codes that are moved to far finer steps are refused where LiteRT's multiplier overflows")
  func rescaling() throws {
    let result = try quantized { file in
      file.insert(KerasModelFile.Layer("sum", "Concatenate", reading: ["stem_relu"]))
      file["sum"].inputs = ["stem_relu", "stem_relu"]
      file["answer"].weights[0].tensor = Tensor(
        shape: [8, 3], values: (0..<24).map { Float($0 % 5) / 5 - 0.4 })
    }
    let fine = try result.replacing(["sum": threshold(0x1p-23)])
    #expect(throws: IntegerNetworkError.self) { _ = try IntegerNetwork(fine, profile: .liteRT) }
    // ONNX Runtime computes the value and looks for its code.
    _ = try IntegerNetwork(fine, profile: .onnxRuntime)
    _ = try IntegerNetwork(result, profile: .liteRT)
  }

  @Test("a layer's own name is never one that a layer of the model has")
  func names() throws {
    let result = try quantized { file in
      file.insert(KerasModelFile.Layer("cat/input_0", "ReLU", reading: ["stem_relu"]))
      file.insert(KerasModelFile.Layer("cat", "Concatenate", reading: ["cat/input_0"]))
      file["cat"].inputs = ["stem_relu", "cat/input_0"]
      file["answer"].weights[0].tensor = Tensor(
        shape: [8, 3], values: (0..<24).map { Float($0 % 5) / 5 - 0.4 })
    }
    let other = try result.replacing(["stem_relu": threshold(4), "cat": threshold(8)])
    for profile in [RuntimeProfile.liteRT, .onnxRuntime] {
      let names = try IntegerNetwork(other, profile: profile).layers.map(\.name)
      #expect(Set(names).count == names.count)
      #expect(names.contains("cat/input_0"))
    }
  }

  @Test(
    "a batch normalization of a pruned channel adds its offset", arguments: [-146, -133, -100])
  func prunedChannels(exponent: Int) throws {
    let gamma = Float(sign: .plus, exponent: exponent, significand: 1)
    let result = try quantized { file in
      var norm = file["stem_norm"]
      norm.name = "late_norm"
      norm.inputs = ["stem_relu"]
      norm.weights[0].tensor = Tensor(shape: [4], values: [gamma, 1, 1, 1])
      norm.weights[1].tensor = Tensor(shape: [4], values: [1, 1, 1, 1])
      file.insert(norm)
    }
    for profile in [RuntimeProfile.liteRT, .onnxRuntime] {
      let network = try IntegerNetwork(result, profile: profile)
      let layer = try #require(network.layers.first { $0.name.hasPrefix("late_norm") })
      let codes = try network.codes(for: pictures())[layer.name] ?? []
      let pruned = stride(from: 0, to: codes.count, by: 4).map { layer.grid.value(of: codes[$0]) }
      #expect(!pruned.isEmpty)
      #expect(pruned.allSatisfy { abs($0 - 1) <= layer.grid.scale })
    }
  }

  private func pictures() -> Tensor {
    Tensor(shape: [8, 8, 3], values: (0..<192).map { Float($0 % 17) / 9 - 0.9 })
  }

  @Test(
    "the sum of many equal exponentials saturates, and leaves no share", arguments: [300, 5000])
  func manyClasses(count: Int) {
    let softmax = IntegerSoftmax(inputScale: 1, profile: .liteRT)
    let shares = Set(softmax([Int8](repeating: 0, count: count), channels: count))
    // 256/300 is nearer to 1 than to 0.
    #expect(shares == [count == 300 ? -127 : -128])
  }

  @Test("what is shifted by all its places is 0")
  func longShift() {
    #expect(roundedShift(.max, by: 31) == 1)
    #expect(roundedShift(.max, by: 32) == 0)
    #expect(roundedShift(5, by: 40) == 0)
    #expect(roundedShift(-5, by: 40) == 0)
  }
}
