import Tensors
import Testing

struct ShapeTests {
  @Test func shapesPrintAsInPython() {
    #expect(Shape([1, 224, 224, 3]).description == "(1, 224, 224, 3)")
    #expect(Shape([5]).description == "(5,)")
  }

  @Test func axesCountFromTheEndToo() {
    let shape: Shape = [4, 5, 6]
    #expect(shape[0] == 4 && shape[-1] == 6)
    #expect(shape.rank == 3 && shape.elementCount == 120)
    #expect(shape.prepending(2) == [2, 4, 5, 6])
    #expect(shape.droppingFirst() == [5, 6])
  }
}
