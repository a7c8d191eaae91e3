import Graph
import Testing

/// Whether outputs can be negative is asked layer by layer.
struct OperationSignTests {
  /// Path by path these would be 2²⁸ steps. A limit of the whole test would count its waiting for other tests, too.
  @Test("sums behind one another do not double the work")
  func sums() {
    var layers = [
      Layer(name: "0", operation: .input, inputs: [], outputShape: [1, 1, 1]),
      Layer(name: "1", operation: .reLU(maximum: 6), inputs: ["0"], outputShape: [1, 1, 1]),
    ]
    for number in 2..<30 {
      let source = "\(number - 1)"
      layers.append(
        Layer(
          name: "\(number)", operation: .add, inputs: [source, source], outputShape: [1, 1, 1]))
    }
    let model = Model(name: "sums", layers: layers)
    let time = ContinuousClock().measure { #expect(!model.canBeNegative("29")) }
    #expect(time < .seconds(5))
  }
}
