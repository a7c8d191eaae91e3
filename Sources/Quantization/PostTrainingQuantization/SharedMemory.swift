/// Memory that several workers write, each to places of its own.
final class SharedMemory<Element: BitwiseCopyable>: @unchecked Sendable {
  // Unchecked: the users see to it that no two workers touch the same element.
  let pointer: UnsafeMutablePointer<Element>
  let count: Int

  init(repeating value: Element, count: Int) {
    pointer = .allocate(capacity: max(count, 1))
    pointer.initialize(repeating: value, count: count)
    self.count = count
  }

  /// Memory with anything in it.
  init(uninitialized count: Int) {
    pointer = .allocate(capacity: max(count, 1))
    self.count = count
  }

  subscript(index: Int) -> Element {
    get { pointer[index] }
    set { pointer[index] = newValue }
  }

  deinit { pointer.deallocate() }
}
