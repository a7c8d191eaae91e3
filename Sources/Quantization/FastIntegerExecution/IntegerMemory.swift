import Support

/// The tensors of one picture on its way through the network.
final class IntegerTensors: Sendable {
  let places: [Bytes]

  init(_ plan: IntegerPlan) { places = plan.places.map { Bytes(count: $0) } }
}

/// What one worker has at hand.
final class IntegerScratch: @unchecked Sendable {
  // Unchecked: one worker uses it at a time.

  /// For the loops.
  let loops: Bytes
  /// The windows of a row of outputs.
  let windows: Bytes
  /// A row of zeros.
  let border: Bytes
  /// The rows of a window.
  let rows: UnsafeMutablePointer<UnsafePointer<UInt8>?>

  init(_ plan: IntegerPlan) {
    loops = Bytes(count: plan.scratch.loops)
    windows = Bytes(count: plan.scratch.windows)
    border = Bytes(count: plan.scratch.border)
    rows = .allocate(capacity: plan.windowRows)
    rows.initialize(repeating: nil, count: plan.windowRows)
  }

  deinit { rows.deallocate() }
}

/// Things that are used again by the next run, since fresh memory costs a page fault every 4096 bytes.
final class Reserve<Value: AnyObject & Sendable>: Sendable {
  private let free = Locked<[Value]>([])
  private let make: @Sendable () -> Value

  init(_ make: @escaping @Sendable () -> Value) { self.make = make }

  /// One of those that nobody uses, or a new one.
  func take() -> Value { free.withLock { $0.popLast() } ?? make() }

  /// Takes one back.
  func giveBack(_ value: Value) { free.withLock { $0.append(value) } }
}
