import Tensors
import Testing

struct TensorTests {
  @Test func slicesAndStacksAreInverse() {
    let tensor = Tensor(shape: [2, 3, 2], values: (0..<12).map(Float.init))
    #expect(tensor.slice(1).values == [6, 7, 8, 9, 10, 11])
    #expect(Tensor.stacking([tensor.slice(0), tensor.slice(1)]) == tensor)
  }

  @Test func memoryIsFilledInRowMajorOrder() {
    let tensor = Tensor(shape: [2, 2]) { buffer in
      for index in buffer.indices { buffer[index] = Float(index) }
    }
    #expect(tensor.values == [0, 1, 2, 3])
    #expect(tensor.reshaped(to: [4]).shape == [4])
    #expect(Tensor(shape: [3], repeating: 2).withUnsafeBufferPointer { $0.reduce(0, +) } == 6)
  }
}
