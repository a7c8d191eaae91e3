import Graph
import Testing

/// Whether outputs can be negative is asked layer by layer.
struct OperationSignTests {
  @Test("sums behind one another do not double the work", .timeLimit(.minutes(5)))
  func sums() {
    var layers = [
      Layer(name: "0", operation: .input, inputs: [], outputShape: [1, 1, 1]),
      Layer(name: "1", operation: .reLU(maximum: 6), inputs: ["0"], outputShape: [1, 1, 1]),
    ]
    for number in 2..<200 {
      let source = "\(number - 1)"
      layers.append(
        Layer(
          name: "\(number)", operation: .add, inputs: [source, source], outputShape: [1, 1, 1]))
    }
    #expect(!Model(name: "sums", layers: layers).canBeNegative("199"))
  }
}
