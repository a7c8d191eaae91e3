import FastExecution
import Graph
import Support
import Tensors
import Testing

@testable import PostTrainingQuantization

/// Names and refusals are what MCT 2.4.5 gave for the same networks in Keras 2.14.
struct SubstitutionsTests {
  /// A network for pictures of 9 × 9 pixels, layer by layer; behind its first ReLU there are 4 channels.
  struct Network {
    private(set) var layers = [
      Layer(name: "input", operation: .input, inputs: [], outputShape: [9, 9, 3])
    ]
    private var random = SplitMix64(seed: 5)

    init(slope: Float = 0) {
      add("first", convolution([3, 3, 3, 4]))
      add("relu", .activation(.reLU(slope: slope)))
    }

    mutating func numbers(_ count: Int) -> [Float] { random.floats(count) }

    mutating func convolution(
      _ shape: Shape, strides: HeightWidth = 1, dilation: HeightWidth = 1,
      padding: Padding = .same, groups: Int = 1
    ) -> Operation {
      .convolution(
        Convolution(
          kernel: Tensor(shape: shape, values: numbers(shape.elementCount)),
          bias: numbers(shape[3]), strides: strides, padding: padding, dilation: dilation,
          groups: groups))
    }

    mutating func depthwise(
      _ size: Int, strides: HeightWidth = 1, padding: Padding = .same
    ) -> Operation {
      .depthwiseConvolution(
        DepthwiseConvolution(
          kernel: Tensor(shape: [size, size, 4, 1], values: numbers(size * size * 4)),
          bias: numbers(4), strides: strides, padding: padding))
    }

    mutating func normalization(_ channels: Int = 4) -> Operation {
      .batchNormalization(
        BatchNormalization(
          gamma: numbers(channels), beta: numbers(channels), mean: numbers(channels),
          variance: random.floats(channels, in: 0.5...2), epsilon: 1e-3))
    }

    mutating func add(
      _ name: String, _ operation: Operation, _ inputs: [String]? = nil,
      className: String? = nil
    ) {
      let inputs = inputs ?? [layers[layers.count - 1].name]
      let shapes = inputs.compactMap { input in layers.first { $0.name == input }?.outputShape }
      layers.append(
        Layer(
          name: name, operation: operation, inputs: inputs,
          outputShape: operation.outputShape(of: shapes) ?? [], kerasClassName: className))
    }

    /// Convolutions behind each other; `true` for one with a batch normalization.
    mutating func chain(_ normalized: [Bool]) {
      for (index, isNormalized) in normalized.enumerated() {
        let name = "c\(index + 1)"
        let size = index == 0 ? 3 : 1
        add(name, convolution([size, size, index == 0 ? 4 : 8, 8]))
        if isNormalized { add(name + "_norm", normalization(8)) }
      }
      add("end", .reLU(maximum: nil))
    }

    var model: Model { Model(name: "model", layers: layers) }
  }

  /// The names behind the first ReLU; that the network answers as before is checked too.
  private func names(_ build: (inout Network) -> Void) throws -> [String] {
    var network = Network()
    build(&network)
    let model = network.model
    let substituted = try model.substituted()
    var random = SplitMix64(seed: 6)
    let images = Tensor(shape: [2, 9, 9, 3], values: random.floats(2 * 9 * 9 * 3))
    let expected = try ReferenceExecutor(model: model).output(for: images)
    let found = try ReferenceExecutor(model: substituted).output(for: images)
    let largest = expected.values.map(abs).max() ?? 0
    // Sums in other orders, through five layers at most.
    for (a, b) in zip(found.values, expected.values) { #expect(abs(a - b) < 1e-5 * largest) }
    return substituted.layers.map(\.name).filter { !["input", "first", "relu"].contains($0) }
  }

  private func expectFailure(of layer: String, _ build: (inout Network) -> Void) {
    var network = Network()
    build(&network)
    let model = network.model
    let error = #expect(throws: QuantizationRequestError.self) { try model.substituted() }
    guard case .substitutionFails(layer, _) = error else {
      Issue.record("\(String(describing: error)) is not about \(layer)")
      return
    }
  }

  @Test func whatDoesNotBendIsFoldedForward() throws {
    #expect(
      try names {
        $0.add("norm", $0.normalization())
        $0.add("c", $0.convolution([1, 1, 4, 5]))
      } == ["bn_c"])
    #expect(
      try names {
        $0.add("d", $0.depthwise(1))
        $0.add("c", $0.convolution([1, 1, 4, 5], strides: 2))
      } == ["bn_c"])
    #expect(
      try names {
        $0.add("norm", $0.normalization())
        $0.add("d", $0.depthwise(1))
      } == ["bn_d"])
    #expect(
      try names {
        $0.add("d", $0.depthwise(1))
        $0.add("d3", $0.depthwise(3))
      } == ["d", "d3"])
    #expect(
      try names {
        $0.add("norm", $0.normalization())
        $0.add("d", $0.depthwise(1))
        $0.add("d3", $0.depthwise(3))
      } == ["bn_d", "d3"])
    #expect(
      try names {
        $0.add("norm", $0.normalization())
        $0.add("c", $0.convolution([1, 1, 2, 4], groups: 2))
      } == ["norm", "c"])
  }

  @Test func whereFoldingForwardFails() {
    expectFailure(of: "d2") {
      $0.add("d1", $0.depthwise(1))
      $0.add("d2", $0.depthwise(1))
      $0.add("c", $0.convolution([1, 1, 4, 5]))
    }
    expectFailure(of: "d") {
      $0.add("norm", $0.normalization())
      $0.add("d", $0.depthwise(1))
      $0.add("c", $0.convolution([1, 1, 4, 5]))
    }
    expectFailure(of: "d3") {
      $0.add("norm", $0.normalization())
      $0.add("d", $0.depthwise(1))
      $0.add("d_norm", $0.normalization())
      $0.add("d3", $0.depthwise(3))
    }
    expectFailure(of: "d") {
      $0.add("d", $0.depthwise(1, strides: 2))
      $0.add("c", $0.convolution([1, 1, 4, 5]))
    }
  }

  /// The order in which MCT goes through its nodes shows in the names.
  @Test(arguments: [
    ([false, false], "c1_c2_collapsed"),
    ([false, false, false], "c1_c2_c3_collapsed_collapsed"),
    ([true, false, true], "c1_bn_c2_c3_bn_collapsed_collapsed"),
    ([false, true, false], "c1_c2_bn_collapsed_c3_collapsed"),
    ([true, false, false], "c1_bn_c2_c3_collapsed_collapsed"),
    ([false, false, false, false], "c1_c2_c3_c4_collapsed_collapsed_collapsed"),
    ([true, false, true, false], "c1_bn_c2_c3_bn_collapsed_collapsed_c4_collapsed"),
  ])
  func linearConvolutionsCollapse(normalized: [Bool], name: String) throws {
    #expect(try names { $0.chain(normalized) } == [name, "end"])
  }

  @Test func collapsingDoesNotMakeMoreWeights() throws {
    #expect(
      try names {
        $0.add("c1", $0.convolution([3, 3, 4, 2]))
        $0.add("c2", $0.convolution([1, 1, 2, 16]))
        $0.add("c3", $0.convolution([1, 1, 16, 3]))
      } == ["c1", "c2_c3_collapsed"])
    #expect(
      try names {
        $0.add("c1", $0.convolution([3, 3, 4, 8], strides: 2))
        $0.add("c2", $0.convolution([1, 1, 8, 4]))
      } == ["c1", "c2"])
  }

  @Test func addedConstantsCollapse() throws {
    let sum = Operation.arithmetic(ConstantArithmetic(.addition, [.add([1, 2, 3, 4])]))
    for (className, expected) in [("TFOpLambda", ["c_collapsed"]), ("bias_add", ["c", "sum"])] {
      #expect(
        try names {
          $0.add("c", $0.convolution([3, 3, 4, 4]))
          $0.add("sum", sum, className: className)
        } == expected)
    }
    expectFailure(of: "sum") {
      $0.add("c", $0.convolution([3, 3, 4, 4]))
      $0.add("sum", .arithmetic(ConstantArithmetic(.addition, [.add([1])])))
    }
  }

  @Test func residualsCollapse() throws {
    for inputs in [["relu", "c"], ["c", "relu"]] {
      for size in [1, 2, 3] {
        #expect(
          try names {
            $0.add("c", $0.convolution([size, size, 4, 4]))
            $0.add("sum", .add, inputs)
          } == ["c_sum_collapsed"])
      }
    }
    #expect(
      try names {
        $0.add("c", $0.convolution([3, 3, 4, 4], dilation: 2))
        $0.add("sum", .add, ["relu", "c"])
        $0.add("c2", $0.convolution([3, 3, 4, 4]))
        $0.add("sum2", .add, ["sum", "c2"])
      } == ["c_sum_collapsed", "c2_sum2_collapsed"])
    #expect(
      try names {
        $0.add("c", $0.convolution([3, 3, 4, 4]))
        $0.add("sum", .add, ["relu", "c", "relu"])
      } == ["c", "sum"])
    #expect(
      try names {
        $0.add("c", $0.convolution([3, 3, 4, 4]))
        $0.add("sum", .add, ["relu", "c"], className: "__operators__.add")
      } == ["c", "sum"])
  }

  @Test func whereResidualsFail() {
    expectFailure(of: "c") {
      $0.add("c", $0.convolution([3, 3, 2, 4], groups: 2))
      $0.add("sum", .add, ["relu", "c"])
    }
    expectFailure(of: "c") {
      $0.add("c", $0.convolution([2, 2, 4, 4], dilation: 2))
      $0.add("sum", .add, ["relu", "c"])
    }
  }

  /// MCT makes two layers of one name there, and no network can be built of them.
  @Test func noNewLayerTakesANameThatIsThere() throws {
    func expectTaken(_ name: String, _ owners: [String], _ build: (inout Network) -> Void) {
      var network = Network()
      build(&network)
      let model = network.model
      #expect(throws: QuantizationRequestError.nameTaken(name: name, by: owners)) {
        try model.substituted()
      }
    }
    expectTaken("bn_c", ["norm", "c"]) {
      $0.add("norm", $0.normalization())
      $0.add("c", $0.convolution([1, 1, 4, 5]))
      $0.add("bn_c", .reLU(maximum: nil))
    }
    expectTaken("c1_c2_collapsed", ["c1", "c2"]) {
      $0.add("c1", $0.convolution([3, 3, 4, 4]))
      $0.add("c2", $0.convolution([1, 1, 4, 4]))
      $0.add("c1_c2_collapsed", .reLU(maximum: nil))
    }
    expectTaken("c_collapsed", ["c", "sum"]) {
      $0.add("c", $0.convolution([3, 3, 4, 4]))
      let sum = ConstantArithmetic(.addition, [.add([1, 2, 3, 4])])
      $0.add("sum", .arithmetic(sum))
      $0.add("c_collapsed", .reLU(maximum: nil))
    }
    expectTaken("c_sum_collapsed", ["c", "sum"]) {
      $0.add("c", $0.convolution([3, 3, 4, 4]))
      $0.add("sum", .add, ["relu", "c"])
      $0.add("c_sum_collapsed", .reLU(maximum: nil))
    }
    // Two new layers may be called alike, though no two layers are.
    var twice = Network()
    for (first, second) in [("a", "b_c"), ("a_b", "c")] {
      twice.add(first, twice.convolution([3, 3, 4, 4]))
      twice.add(second, twice.convolution([1, 1, 4, 4]))
      twice.add("relu_" + first, .reLU(maximum: nil))
    }
    let model = twice.model
    let error = QuantizationRequestError.madeTwice(
      name: "a_b_c_collapsed", of: ["a_b", "c"], and: ["a", "b_c"])
    #expect(throws: error) { try model.substituted() }
    // Where nothing is joined, nothing is in the way.
    #expect(
      try names {
        $0.add("c1", $0.convolution([3, 3, 4, 4]))
        $0.add("c2", $0.convolution([3, 3, 4, 4]))
        $0.add("c1_c2_collapsed", .reLU(maximum: nil))
      } == ["c1", "c2", "c1_c2_collapsed"])
  }

  /// Layer by layer through the whole network at every step, it took minutes.
  @Test func longChainsCollapseInOnePass() throws {
    // A limit of the test's own would count the time in which it waits for others.
    let start = ContinuousClock.now
    var chain = Network()
    for index in 0..<3000 { chain.add("c\(index)", chain.convolution([1, 1, 4, 4])) }
    chain.add("end", .reLU(maximum: nil))
    #expect(try chain.model.collapsingConvolutions().layers.count == 5)
    var residuals = Network()
    for index in 0..<1500 {
      let input = residuals.layers[residuals.layers.count - 1].name
      residuals.add("c\(index)", residuals.convolution([3, 3, 4, 4]))
      residuals.add("s\(index)", .add, [input, "c\(index)"])
    }
    #expect(try residuals.model.collapsingResiduals().layers.count == 1503)
    #expect(ContinuousClock.now - start < .seconds(10))
  }
}
