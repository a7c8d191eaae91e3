/// The mean of the batches' channel means, in float64.
///
/// - Source: MCT, `core/common/collectors/mean_collector.py`.
struct ChannelMeans: Sendable {
  private var sums: [Double]
  private var values = 0
  private var total: [Double]
  private var batches = 0

  init(channels: Int) {
    sums = Array(repeating: 0, count: channels)
    total = sums
  }

  mutating func add(_ imageSums: UnsafeBufferPointer<Double>, values: Int) {
    for c in sums.indices { sums[c] += imageSums[c] }
    self.values += values
  }

  mutating func endBatch() {
    for c in sums.indices {
      total[c] += sums[c] / Double(max(values, 1))
      sums[c] = 0
    }
    values = 0
    batches += 1
  }

  var mean: [Double] { total.map { $0 / Double(max(batches, 1)) } }
}
