import Tensors
import Testing

struct TensorTests {
  @Test func slicesAndStacksAreInverse() {
    let tensor = Tensor(shape: [2, 3, 2], values: (0..<12).map(Float.init))
    #expect(tensor.slice(1).values == [6, 7, 8, 9, 10, 11])
    #expect(Tensor.stacking([tensor.slice(0), tensor.slice(1)]) == tensor)
  }

  @Test func shapesPrintAsInPython() {
    #expect(Shape([1, 224, 224, 3]).description == "(1, 224, 224, 3)")
    #expect(Shape([5]).description == "(5,)")
    #expect(Shape([4, 5, 6])[-1] == 6)
  }
}
