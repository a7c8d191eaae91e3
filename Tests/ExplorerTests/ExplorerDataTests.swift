import PostTrainingQuantization
import Quantization
import Testing

@testable import Explorer

struct ExplorerDataTests {
  @Test("a round is ten outputs, evenly spread over those that are searched")
  func round() throws {
    let data = try SmallExplorer().data()
    #expect(data.round.count == 10)
    #expect(data.round == data.round.sorted() && Set(data.round).count == 10)
    #expect(data.round.allSatisfy { !data.outputs[$0].isBounded })
    let gaps = zip(data.round, data.round.dropFirst()).map { $1 - $0 }
    #expect((gaps.max() ?? 0) - (gaps.min() ?? 0) <= 2, "\(gaps)")
  }

  @Test("the thresholds are those that the network is quantized with")
  func thresholds() throws {
    let data = try SmallExplorer().data()
    let searched = data.outputs.filter { !$0.isBounded }
    #expect(searched.count > 20)
    for output in searched {
      #expect(output.results.map(\.errorMethod) == ExplorerMeasurement.methods)
      #expect(output.results.allSatisfy { $0.parameters.range.isSigned == output.isSigned })
    }
  }

  @Test("what a z-threshold drops is not on the page, and not in the searches")
  func outliers() throws {
    let small = try SmallExplorer()
    let (all, fewer) = (try small.data(), try small.data(zThreshold: 2))
    let totals = zip(all.outputs, fewer.outputs).map { ($0.histogram.total, $1.histogram.total) }
    #expect(totals.contains { $1 < $0 } && totals.allSatisfy { $1 <= $0 })
    for (output, own) in zip(all.outputs, fewer.outputs) where !output.isBounded {
      let expected = try ThresholdSearch(
        method: .powerOfTwo, errorMethod: .mse, bitWidth: 8, zThreshold: 2
      ).search(output.histogram)
      #expect(own.results[0].parameters.range.magnitude == expected.parameters.range.magnitude)
    }
  }
}
