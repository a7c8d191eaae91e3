import VectorLoops

extension Machine {
  /// How fast the threads can multiply and add, in floating-point operations per second: without memory,
  /// without waiting for a result. Nothing that multiplies and adds on this machine can be faster.
  ///
  /// - Parameter rounds: Loops of every thread; a million take some milliseconds.
  /// - Returns: 0 when the system has no more threads.
  public func measuredPeak(rounds: Int = 2_000_000) -> Double {
    let loops = loops
    // Written by every thread to a place of its own; only there so that the work is not left out.
    let results = UnsafeMutablePointer<Float>.allocate(capacity: threads)
    defer { results.deallocate() }
    nonisolated(unsafe) let places = results
    let start = ContinuousClock.now
    guard Team.run(members: threads, { places[$0] = loops.multiply_adds(rounds) }) else { return 0 }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    return Double(threads * rounds * loops.multiply_add_count * 2) / seconds
  }
}
