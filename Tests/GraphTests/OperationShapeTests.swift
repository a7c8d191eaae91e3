import Graph
import Testing

struct OperationShapeTests {
  /// TensorFlow's rule: the output has `⌈in / stride⌉`, and an odd zero stands behind.
  @Test(arguments: [
    (224, 3, 2, 0, 1, 112), (112, 3, 1, 1, 1, 112), (7, 3, 2, 1, 1, 4), (5, 2, 1, 0, 1, 5),
    (5, 1, 2, 0, 0, 3),
  ])
  func zerosOfSamePadding(
    input: Int, kernel: Int, stride: Int, before: Int, after: Int, output: Int
  ) {
    let amounts = Padding.same.amounts(input: input, kernel: kernel, stride: stride)
    #expect(amounts.before == before && amounts.after == after)
    #expect(Padding.same.outputExtent(input: input, kernel: kernel, stride: stride) == output)
  }

  @Test func validPaddingAddsNothing() {
    let amounts = Padding.valid.amounts(input: 7, kernel: 3, stride: 2)
    #expect(amounts.before == 0 && amounts.after == 0)
    #expect(Padding.valid.outputExtent(input: 7, kernel: 3, stride: 2) == 3)
    #expect(Padding.valid.outputExtent(input: 8, kernel: 3, stride: 2) == 3)
  }

  @Test func classesAreNamedAsInKeras() {
    let names: [(Operation, String)] = [
      (.input, "InputLayer"), (.reLU(maximum: 6), "ReLU"), (.add, "Add"), (.softmax, "Softmax"),
      (.globalAveragePooling, "GlobalAveragePooling2D"),
      (.zeroPadding(ZeroPadding(top: 0, bottom: 1, left: 0, right: 1)), "ZeroPadding2D"),
    ]
    for (operation, name) in names { #expect(operation.kerasClassName == name) }
  }
}
