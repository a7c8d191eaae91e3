import Graph
import Imaging
import Parallelism
import Plotting
import Quantization
import QuantizationFigures
import TargetPlatform
import Tensors
import Testing

@testable import PostTrainingQuantization

/// Figures of a network whose negative values are shifted: the grid and the values that a search saw are other ones
/// than those of the finished network.
struct SharedLedgerTests {
  private let calibration: Calibration

  /// A ReLU with a slope, a mean, and a dense layer that reads it.
  init() throws {
    func weights(_ shape: Shape) -> Tensor {
      Tensor(
        shape: shape, values: (0..<shape.elementCount).map { Float($0 * 37 % 23) / 23 - 0.4 })
    }
    let layers = [
      Layer(name: "input", operation: .input, inputs: [], outputShape: [8, 8, 3]),
      Layer(
        name: "first", operation: .convolution(Convolution(kernel: weights([3, 3, 3, 4]))),
        inputs: ["input"], outputShape: [8, 8, 4]),
      Layer(
        name: "relu", operation: .activation(.reLU(slope: 0.001)), inputs: ["first"],
        outputShape: [8, 8, 4], kerasClassName: "ReLU"),
      Layer(
        name: "mean", operation: .globalPooling(.average), inputs: ["relu"], outputShape: [4]),
      Layer(
        name: "end", operation: .dense(Dense(kernel: weights([4, 2]), bias: nil)),
        inputs: ["mean"], outputShape: [2]),
    ]
    let prepared = try PreparedModel(
      Model(name: "shifted", layers: layers), targetPlatformCapabilities: .mctDefault)
    let values = (0..<4000).map { Double($0) / 1100 - 0.01 }
    let histogram = try Histogram(of: values)
    var statistics: [String: NodeStatistics] = [:]
    for node in prepared.nodes {
      let channels = node.layer.outputShape[-1]
      statistics[node.name] = NodeStatistics(
        histogram: histogram, channelMeans: [Double](repeating: 0.5, count: channels),
        minimum: -0.01, maximum: histogram.edges[2048], valueCount: values.count)
    }
    let ledger = CalibrationLedger(
      images: ["a.png"], batchSize: 1, input: ModelInput(size: 8), digest: "",
      statistics: statistics)
    calibration = Calibration(prepared: prepared, ledger: ledger, on: Machine())
  }

  private func info(_ threshold: Double? = nil) throws -> QuantizationInfo {
    var config = QuantizationConfig()
    if let threshold { config.overrides["relu"] = ActivationOverride(threshold: threshold) }
    return try calibration.quantized(by: config, weights: calibration.quantizedWeights()).info
  }

  /// The ReLU's grid gets 16 bits after its threshold was judged with 8, and the mean loses its sign.
  @Test(arguments: ["relu", "mean"])
  func theCurveIsThatOfTheSearch(node: String) throws {
    let result = try #require(try info()[node])
    #expect(result.candidateBitWidth == 8)
    #expect(result.parameters.bitWidth == (node == "relu" ? 16 : 8))
    #expect(result.parameters.range.isSigned == (node == "relu"))
    let chosen = try #require(result.chosen)
    #expect(result.candidates.allSatisfy { $0.error >= chosen.error })
    #expect(result.runnerUp.map { $0.range.magnitude } != chosen.range.magnitude)
    let figure = try errorCurveFigure(
      name: node, subtitle: "", histogram: calibration.ledger.histogram(of: node),
      results: [result])
    let marks = figure.panels[0].marks
    guard case .line(let curve)? = marks.first(where: { $0.name.isEmpty })?.shape,
      case .points(let tried)? = marks.first(where: { $0.name == "tried" })?.shape,
      case .points(let star)? = marks.first(where: { $0.name == "chosen" })?.shape
    else {
      Issue.record("no curve")
      return
    }
    for point in tried + star {
      let near = curve.first { abs($0.x / point.x - 1) < 1e-9 }
      let own = try #require(near, "\(point.x)")
      #expect(abs(own.y - point.y) <= 1e-6 * point.y, "\(point.x): \(own.y) and \(point.y)")
    }
  }

  /// One histogram shows the values of several methods only where it is that of all.
  @Test func valuesAreThoseOfTheResults() throws {
    let infos = try [4.0, 8].map { try info($0) }
    #expect(infos[0].ledger.statistics["relu_post_add"] != nil)
    #expect(sharedLedger(of: "mean", infos) == nil)
    #expect(sharedLedger(of: "relu", infos) != nil)
    #expect(sharedLedger(of: "mean", []) == nil)
    let ledger = try #require(sharedLedger(of: "mean", [infos[0], infos[0]]))
    let minimum = try #require(ledger.statistics["mean"]?.minimum)
    #expect(minimum >= 0)
    let own = calibration.ledger.statistics["mean"]?.minimum
    #expect(own == -0.01)
    let result = try #require(infos[0]["mean"])
    let title = staircaseFigure(
      node: "mean", parameters: result.parameters, ledger: ledger
    ).title
    #expect(title.hasSuffix("none of 4,000 values lies beyond it"), "\(title)")
  }
}
