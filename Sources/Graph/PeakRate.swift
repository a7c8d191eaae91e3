import Kernels
import Parallelism

extension InstructionSet {
  /// How fast some threads can multiply and add, in floating-point operations per second: without memory,
  /// without waiting for a result. Nothing that multiplies and adds on this machine can be faster.
  ///
  /// - Parameters:
  ///   - threads: Threads that work at the same time.
  ///   - rounds: Loops of every thread; a million take some milliseconds.
  /// - Returns: 0 when this processor lacks the instructions or the system has no more threads.
  public func measuredPeak(threads: Int, rounds: Int = 2_000_000) -> Double {
    guard let table = table?.pointee else { return 0 }
    // Written by every thread to a place of its own; only there so that the work is not left out.
    let results = AlignedBuffer(count: threads)
    let start = ContinuousClock.now
    guard Team.run(members: threads, { results.pointer[$0] = table.multiply_adds(rounds) }) else {
      return 0
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    return Double(threads * rounds * table.multiply_add_count * 2) / seconds
  }
}
