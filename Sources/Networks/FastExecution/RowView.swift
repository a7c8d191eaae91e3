import Graph
import VectorLoops

/// The rows of one image's tensor in memory, to read or to write: row r at place r modulo `rows`.
struct RowView<Pointer: Strideable<Int>> {
  let base: Pointer
  /// Rows that there is memory for.
  let rows: Int
  let rowCount: Int

  init(base: Pointer, rows: Int, _ extent: ExecutionPlan.Extent) {
    self.base = base
    self.rows = rows
    rowCount = extent.rowCount
  }

  subscript(row: Int) -> Pointer { base.advanced(by: row % rows * rowCount) }

  /// How many rows lie one after the other from `row` on.
  func contiguousRows(from row: Int) -> Int { rows - row % rows }
}

/// The rows of the input that a window covers, as the loops take them: none where it leaves the image.
final class WindowRows {
  let pointer: UnsafeMutablePointer<UnsafePointer<Float>?>

  init(count: Int) {
    pointer = .allocate(capacity: max(count, 1))
    pointer.initialize(repeating: nil, count: max(count, 1))
  }

  /// Points to the rows that output row `row` reads, and those behind it up to `rows` rows of outputs, in steps of one
  /// pixel.
  func fill(
    above row: Int, _ geometry: WindowGeometry, _ source: RowView<UnsafePointer<Float>>,
    rows: Int = 1
  ) {
    let top = row * geometry.stride_y - geometry.pad_top
    for index in 0..<geometry.kernel_height + rows - 1 {
      let input = top + index * geometry.dilation_y
      pointer[index] = input >= 0 && input < geometry.height ? source[input] : nil
    }
  }

  deinit { pointer.deallocate() }
}
