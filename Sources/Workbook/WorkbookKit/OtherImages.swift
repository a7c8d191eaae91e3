import Imaging
import PostTrainingQuantization

extension Workbook {
  /// The images to count right answers on that calibration does not see; where there are none, all images.
  ///
  /// - Parameter count: How many; all when `nil`.
  /// - Throws: ``QuantizationRequestError/tooFewImages(found:wanted:)`` when there are fewer, and
  ///   ``ClassFoldersUnknown``.
  public func otherImages(first count: Int? = nil) throws -> [LabelledImage] {
    let all = try labelledImages()
    let others = try representativeDataset().unseen(among: all)
    let images = others.isEmpty ? all : others
    guard let count else { return images }
    guard images.count >= count else {
      throw QuantizationRequestError.tooFewImages(found: images.count, wanted: count)
    }
    return Array(images.prefix(count))
  }
}
