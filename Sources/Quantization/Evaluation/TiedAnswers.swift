import Imaging
import Parallelism
import PostTrainingQuantization
import Tensors

/// On how many pictures several classes share the largest logit, so that the answer is the first of them, whatever the
/// picture shows.
///
/// Without rounding that hardly ever happens. A threshold below the largest logits makes all of them equal.
///
/// - Parameters:
///   - model: The quantized network.
///   - images: The pictures.
///   - input: What they are made into.
///   - machine: How pictures are read; the model says how it computes.
/// - Throws: ``ImageError``.
/// - Explained in: chapter 8.
public func tiedAnswers(
  of model: QuantizedModel, images: [LabelledImage], as input: ModelInput,
  on machine: Machine = Machine()
) throws -> Proportion {
  let layer = model.model.logitsName
  let batchSize = 32
  var tied = 0
  for start in stride(from: 0, to: images.count, by: batchSize) {
    let part = images[start..<min(start + batchSize, images.count)]
    let batch = try preprocessedImages(part, for: input, on: machine)
    guard let logits = try model.outputs(of: [layer], for: batch)[layer] else { continue }
    let width = logits.shape[-1]
    for row in 0..<part.count {
      let own = logits.values[row * width..<(row + 1) * width]
      let largest = own.max()
      if own.count(where: { $0 == largest }) > 1 { tied += 1 }
    }
  }
  return Proportion(tied, of: images.count)
}
