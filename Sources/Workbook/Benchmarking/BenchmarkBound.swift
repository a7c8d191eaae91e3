/// What a part cannot be faster than.
enum BenchmarkBound: String {
  /// The multiply-adds alone take more than half of the time.
  case arithmetic
  /// Moving weights and tensors alone takes more than half of the time.
  case memory
  /// Neither does: the rest goes into other instructions, caches, threads that wait, and what runs beside.
  case neither

  /// - Parameters:
  ///   - arithmetic: The share of the time that the multiply-adds take alone, at the machine's peak.
  ///   - memory: The share of the time that moving takes alone.
  init(arithmetic: Double, memory: Double) {
    self = max(arithmetic, memory) <= 0.5 ? .neither : arithmetic >= memory ? .arithmetic : .memory
  }
}

extension BenchmarkResult {
  /// The share of the time that the multiply-adds take alone, at the machine's peak in 10⁹ per second.
  func fractionOfPeak(_ peak: Double) -> Double? { gflops.map { $0 / peak } }

  /// Bytes that have to be moved for an image, at least.
  var memoryPerImage: Double? {
    guard let transfer, let batch else { return nil }
    return Double(transfer.bytes) / Double(batch)
  }

  /// The fastest rate at which these bytes were moved while nothing was computed, in 10⁹ per second.
  var memoryRate: Double? { transfer.map { Double($0.bytes) / $0.seconds * 1e-9 } }

  /// The share of the time that moving these bytes takes alone.
  var fractionOfMemoryPeak: Double? {
    guard let transfer, let batch, let perImage = perImage(milliseconds) else { return nil }
    return 1000 * transfer.seconds / Double(batch) / perImage
  }

  /// Of the fastest repetition, as the peaks are the fastest ones: what else runs on the machine makes the others
  /// slower and proves nothing about the part. `nil` where one of the shares is not known.
  func bound(peak: Double) -> BenchmarkBound? {
    guard let arithmetic = fractionOfPeak(peak), let memory = fractionOfMemoryPeak else {
      return nil
    }
    let faster = milliseconds / bestMilliseconds
    return BenchmarkBound(arithmetic: arithmetic * faster, memory: memory * faster)
  }
}
