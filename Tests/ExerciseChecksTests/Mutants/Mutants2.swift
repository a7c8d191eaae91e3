import Exercises
import ExerciseSolutions

/// The solutions of chapter 2, to be overridden in one place.
protocol Solved2: Chapter2Exercises {}
extension Solved2 {
  func valuesSeen() throws -> Int { try Solutions2().valuesSeen() }
  func histogram(of values: [Double], binCount: Int) throws -> [Int] {
    try Solutions2().histogram(of: values, binCount: binCount)
  }
  func spread(_ counts: [Double], edges: [Double], over newEdges: [Double]) throws -> [Double] {
    try Solutions2().spread(counts, edges: edges, over: newEdges)
  }
  func movedByBatchSize() throws -> Set<LedgerEntry> { try Solutions2().movedByBatchSize() }
  func datasetReason() throws -> DatasetReason { try Solutions2().datasetReason() }
}

/// Gives a value on an edge to the bin on its left.
struct EdgesToTheLeft: Solved2 {
  func histogram(of values: [Double], binCount: Int) throws -> [Int] {
    // Mirrored, left is right.
    try Solutions2().histogram(of: values.map { -$0 }, binCount: binCount).reversed()
  }
}

/// Puts everything into the first bin when all values are equal.
struct EqualValuesFirst: Solved2 {
  func histogram(of values: [Double], binCount: Int) throws -> [Int] {
    if Set(values).count == 1 {
      return [values.count] + [Int](repeating: 0, count: binCount - 1)
    }
    return try Solutions2().histogram(of: values, binCount: binCount)
  }
}

/// Moves the whole count to the new bin in which the old bin's middle lies.
struct MovesMiddles: Solved2 {
  func spread(_ counts: [Double], edges: [Double], over newEdges: [Double]) throws -> [Double] {
    newEdges.indices.dropLast().map { new in
      counts.indices.reduce(0) { sum, old in
        let middle = (edges[old] + edges[old + 1]) / 2
        return (newEdges[new]..<newEdges[new + 1]).contains(middle) ? sum + counts[old] : sum
      }
    }
  }
}

/// Spreads the cumulative counts, as the library does.
struct SpreadsSums: Solved2 {
  func spread(_ counts: [Double], edges: [Double], over newEdges: [Double]) throws -> [Double] {
    func below(_ x: Double) -> Double {
      counts.indices.reduce(0) { sum, bin in
        let share = (x - edges[bin]) / (edges[bin + 1] - edges[bin])
        return sum + counts[bin] * min(max(share, 0), 1)
      }
    }
    return newEdges.indices.dropLast().map { below(newEdges[$0 + 1]) - below(newEdges[$0]) }
  }
}
