import Exercises
import PostTrainingQuantization
import Quantization

/// The exercises of chapter 2 and their checks.
public enum Chapter2 {
  /// The exercises, in order.
  public static var exercises: [Exercise<any Chapter2Exercises>] {
    [valuesSeen, histogram, spread, movedByBatchSize, datasetReason]
  }

  private static var valuesSeen: Exercise<any Chapter2Exercises> {
    Exercise(
      .predict, "valuesSeen", lookAt: "Look at the output's shape in chapter 1: n_s counts values."
    ) { answers, data in
      let got = try answers.valuesSeen()
      let shape = try data.layer("Conv1_relu").outputShape
      return compare(got, 100 * shape.elementCount, for: "100 outputs of \(shape)")
    }
  }

  private static var histogram: Exercise<any Chapter2Exercises> {
    Exercise(.write, "histogram", lookAt: "Write the edges on paper and place every value.") {
      answers, _ in
      let edge = "A value on an edge belongs to the bin on its right."
      let equal = "One value alone has no width: the range reaches half a unit to either side."
      let inputs: [(values: [Double], bins: Int, advice: String?)] = [
        ([0, 0.3, 1.2, 3.7, 4], 4, "The largest value belongs to the last bin."),
        ([-2, -1.5, 0, 0, 0.75, 2], 4, edge), ([0, 1, 1, 2, 3, 4, 5, 6, 7, 8], 8, edge),
        ([5, 5, 5], 4, equal), ([0, 0], 2, equal), ([-6, -5.9, -5.5, -4], 4, nil),
      ]
      for (values, bins, advice) in inputs {
        let expected = try Histogram(of: values, binCount: bins).counts.map { Int($0) }
        let got = try answers.histogram(of: values, binCount: bins)
        if got != expected {
          return Difference(
            input: "the values \(written(values)), \(bins) bins", expected: "\(expected)",
            got: "\(got)", advice: advice)
        }
      }
      return nil
    }
  }

  private static var spread: Exercise<any Chapter2Exercises> {
    Exercise(
      .write, "spread",
      lookAt: "Every pair of an old and a new bin overlaps by some width, often 0."
    ) { answers, _ in
      let inputs: [(counts: [Double], edges: [Double], newEdges: [Double], advice: String?)] = [
        ([4, 8], [0, 1, 2], [0, 1, 2], "The same edges give the same counts."),
        ([4, 8], [0, 1, 2], [0, 0.5, 1, 1.5, 2], nil),
        ([4, 8], [0, 1, 2], [-1, 0.25, 1.5, 2.75], "Some new bins lie partly outside."),
        ([3, 0, 6, 1], [-2, -1, 0, 1, 2], [-4, -2.5, -1.5, 0.25, 4], nil),
        ([5], [1, 3], [0, 0.5, 1], "What does not overlap gets nothing."),
      ]
      for (counts, edges, newEdges, advice) in inputs {
        let difference = compare(
          try answers.spread(counts, edges: edges, over: newEdges),
          Histogram(edges: edges, counts: counts).spread(over: newEdges),
          for: "\(written(counts)) in \(written(edges)) over \(written(newEdges))", advice: advice)
        if let difference { return difference }
      }
      return nil
    }
  }

  private static var movedByBatchSize: Exercise<any Chapter2Exercises> {
    Exercise(
      .change, "movedByBatchSize",
      lookAt:
        "Run chapter2 with --batch-size 64; a batch is counted over its own range, then spread."
    ) { answers, data in
      let got = try answers.movedByBatchSize()
      let expected = try moved(data)
      func text(_ entries: Set<LedgerEntry>) -> String {
        let names = LedgerEntry.allCases.filter(entries.contains).map(\.rawValue)
        return names.isEmpty ? "nothing" : names.joined(separator: " and ")
      }
      return got == expected ? nil : Difference(expected: text(expected), got: text(got))
    }
  }

  /// Calibrates on 32 images in batches of two sizes and compares the ledgers.
  private static func moved(_ data: ExerciseData) throws -> Set<LedgerEntry> {
    let (model, all) = (try data.network().model, try data.representativeDataset())
    let ledgers = try [16, 32].map { batchSize in
      try data.loading {
        let dataset = try RepresentativeDataset(
          images: Array(all.images.prefix(32)), batchSize: batchSize, input: all.input)
        return try Calibration(of: model, representativeDataset: dataset).ledger
      }
    }
    let name = "expanded_conv_project_bn"
    let nodes = try ledgers.map {
      try data.needed($0.statistics[name], "calibration does not look at \(name)")
    }
    var moved: Set<LedgerEntry> = []
    if ledgers[0].digest != ledgers[1].digest { moved.insert(.digest) }
    if nodes[0].valueCount != nodes[1].valueCount { moved.insert(.valuesSeen) }
    // Exact: the same outputs are compared with themselves.
    if (nodes[0].minimum, nodes[0].maximum) != (nodes[1].minimum, nodes[1].maximum) {
      moved.insert(.range)
    }
    if nodes[0].histogram != nodes[1].histogram { moved.insert(.counts) }
    return moved
  }

  private static var datasetReason: Exercise<any Chapter2Exercises> {
    .explain("datasetReason", lookAt: "Look at the section “The images”.") {
      try $0.datasetReason()
    }
  }
}
