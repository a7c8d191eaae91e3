import Graph
import Tensors
import VectorLoops

/// A model's weights in the order in which the loops read them; made once, shared by every executor
/// of the same model (quantized models that differ only in their grids share it too).
final class PackedModel: Sendable {
  let model: Model
  /// The loops that the weights are packed for; they live as long as the process.
  nonisolated(unsafe) let table: UnsafePointer<LoopTable>
  /// Weights by layer index: panels for convolutions and dense layers, `[window, channels]` for
  /// depthwise convolutions, the scales of a batch normalization.
  let weights: [AlignedBuffer?]
  /// Biases by layer index, padded to whole panels; the shifts of a batch normalization.
  let biases: [AlignedBuffer?]
  /// The memory of workers, used again by the next run.
  let pool = BufferPool()

  init(model: Model, table: UnsafePointer<LoopTable>) {
    self.model = model
    self.table = table
    let width = table.pointee.panel_width
    func packed(_ kernel: Tensor, outputs: Int) -> AlignedBuffer {
      let k = kernel.shape.elementCount / outputs
      let buffer = AlignedBuffer(count: loop_packed_count(table, k, outputs))
      kernel.withUnsafeBufferPointer {
        loop_pack(table, $0.baseAddress, k, outputs, buffer.pointer)
      }
      return buffer
    }
    func padded(_ bias: [Float]?, count: Int) -> AlignedBuffer {
      AlignedBuffer(bias ?? Array(repeating: 0, count: count), paddedTo: width)
    }
    var weights: [AlignedBuffer?] = []
    var biases: [AlignedBuffer?] = []
    for layer in model.layers {
      switch layer.operation {
      case .convolution(let convolution):
        let outputs = convolution.kernel.shape[3]
        weights.append(packed(convolution.kernel, outputs: outputs))
        biases.append(padded(convolution.bias, count: outputs))
      case .depthwiseConvolution(let convolution):
        weights.append(AlignedBuffer(convolution.kernel.values))
        biases.append(padded(convolution.bias, count: convolution.kernel.shape[2]))
      case .dense(let dense):
        weights.append(packed(dense.kernel, outputs: dense.kernel.shape[1]))
        biases.append(padded(dense.bias, count: dense.kernel.shape[1]))
      case .batchNormalization(let normalization):
        weights.append(AlignedBuffer(normalization.scale, paddedTo: width))
        biases.append(AlignedBuffer(normalization.shift(of: nil), paddedTo: width))
      default:
        weights.append(nil)
        biases.append(nil)
      }
    }
    self.weights = weights
    self.biases = biases
  }
}
