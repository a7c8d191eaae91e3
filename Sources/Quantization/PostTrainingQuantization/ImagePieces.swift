extension RepresentativeDataset {
  /// Parts of a batch that are observed together: results per image take memory until they are added up.
  ///
  /// - Parameters:
  ///   - batch: The images.
  ///   - size: Values of the largest tensor that is counted, per image.
  ///   - limit: The most values that a counter has room for: all may fall into one bin.
  /// - Returns: Images, and whether what was counted before must be put elsewhere first.
  func pieces(
    of batch: Range<Int>, size: Int, limit: Int = Int(UInt32.max)
  ) -> [(images: Range<Int>, isFull: Bool)] {
    let most = max(1, limit / max(1, size))
    let step = min(32, most)
    var counted = 0
    return stride(from: batch.lowerBound, to: batch.upperBound, by: step).map { start in
      let images = start..<min(start + step, batch.upperBound)
      let isFull = counted + images.count > most
      counted = isFull ? images.count : counted + images.count
      return (images, isFull)
    }
  }
}
