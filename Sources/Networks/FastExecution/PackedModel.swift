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

  /// - Parameter twin: The packed weights of a model of which layers have the same kernels: they are not packed again.
  init(model: Model, table: UnsafePointer<LoopTable>, sharing twin: PackedModel? = nil) {
    self.model = model
    self.table = table
    func shared(_ layer: Layer, _ kernel: Tensor) -> AlignedBuffer? {
      guard let twin, twin.table == table, let position = twin.model.position(of: layer.name),
        let other = twin.model.layers[position].operation.weights, other.kernel == kernel,
        other.layout == layer.operation.weights?.layout
      else { return nil }
      return twin.weights[position]
    }
    let width = table.pointee.panel_width
    func packed(_ kernel: Tensor, outputs: Int, groups: Int) -> AlignedBuffer {
      let k = kernel.shape.elementCount / outputs
      let own = outputs / groups
      let size = loop_packed_count(table, k, own)
      let buffer = AlignedBuffer(count: size * groups)
      for group in 0..<groups {
        // The outputs of a group are columns of the kernel; a group is packed for itself.
        var columns = kernel.values
        if groups > 1 {
          columns = []
          for row in 0..<k {
            let start = row * outputs + group * own
            columns += kernel.values[start..<start + own]
          }
        }
        columns.withUnsafeBufferPointer {
          loop_pack(table, $0.baseAddress, k, own, buffer.pointer + group * size)
        }
      }
      return buffer
    }
    // The loops read whole panels of a group, and so beyond the last one's end.
    func padded(_ values: [Float], groups: Int = 1) -> AlignedBuffer {
      let behind = groups == 1 ? 0 : width
      return AlignedBuffer(values + Array(repeating: 0, count: behind), paddedTo: width)
    }
    var weights: [AlignedBuffer?] = []
    var biases: [AlignedBuffer?] = []
    for layer in model.layers {
      if case .batchNormalization(let normalization) = layer.operation {
        // A convolution of groups may take the numbers in.
        weights.append(padded(normalization.scale, groups: 2))
        biases.append(padded(normalization.shift(of: nil), groups: 2))
        continue
      }
      guard let own = layer.operation.weights else {
        weights.append(nil)
        biases.append(nil)
        continue
      }
      let outputs = layer.outputShape[-1]
      switch own.layout {
      case .convolution(let groups):
        weights.append(
          shared(layer, own.kernel) ?? packed(own.kernel, outputs: outputs, groups: groups))
        biases.append(padded(own.bias ?? Array(repeating: 0, count: outputs), groups: groups))
      case .dense:
        weights.append(
          shared(layer, own.kernel) ?? packed(own.kernel, outputs: outputs, groups: 1))
        biases.append(padded(own.bias ?? Array(repeating: 0, count: outputs)))
      case .depthwise:
        weights.append(shared(layer, own.kernel) ?? AlignedBuffer(own.kernel.values))
        biases.append(padded(own.bias ?? Array(repeating: 0, count: outputs)))
      }
    }
    self.weights = weights
    self.biases = biases
  }
}
