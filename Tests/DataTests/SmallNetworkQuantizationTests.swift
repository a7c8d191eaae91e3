import FastExecution
import Foundation
import Graph
import Imaging
import KerasModels
import Parallelism
import PostTrainingQuantization
import Quantization
import Support
import Tensors
import TestSupport
import Testing

/// What MCT 2.4.5 makes of small networks of many kinds, and the workbook.
struct SmallNetworkQuantizationTests {
  typealias Reference = SmallNetworkTests.Reference

  static let kinds = SmallNetworkTests.kinds

  /// The network as Keras 2.14 saved it whole.
  static func model(_ kind: String) throws -> Model {
    let scratch = try ScratchFolder()
    let zip = SmallNetworkTests.data.appendingPathComponent("\(kind)/files.zip")
    try #require(try archiveEntries(of: zip)["keras2.h5"]).write(to: scratch.file("keras2.h5"))
    return try KerasModel(contentsOf: scratch.file("keras2.h5")).model
  }

  /// What does not depend on pictures: nodes, edges, quantizers, kernels.
  @Test(arguments: kinds)
  func networksAreMCTs(kind: String) throws {
    let reference = try SmallNetworkTests.reference(kind)
    // Shifting, which adds nodes, depends on thresholds: `thresholdsAreMCTs` looks at it.
    guard let nodes = reference.mct?.nodes, !nodes.contains(where: { $0.constant != nil }) else {
      return
    }
    let prepared = try PreparedModel(
      Self.model(kind), targetPlatformCapabilities: .mctDefault)
    Self.expectNodes(prepared, nodes)
    for expected in nodes {
      guard let kernel = expected.kernel else { continue }
      let node = try #require(prepared[expected.node])
      let config = try #require(node.kernelConfig, "\(node.name)")
      let weights = try #require(node.layer.operation.weights)
      #expect(weights.name == kernel.attribute)
      #expect(weights.kernel.shape.dimensions == kernel.shape)
      #expect(weights.layout.channelAxis == kernel.channel_axis)
      #expect(config.weightsBitWidth == kernel.bits)
      let search = try WeightsThresholdSearch(
        method: config.weightsQuantizationMethod, errorMethod: .mse,
        bitWidth: config.weightsBitWidth, isPerChannel: config.weightsPerChannelThreshold)
      let found = try search.search(weights.kernel, channelAxis: weights.layout.channelAxis)
      Self.expectThresholds(found.thresholds, kernel.threshold, node.name)
    }
    print("small network \(kind): \(nodes.count) nodes are MCT's")
  }

  /// Names, edges and quantizers of all nodes. In which order the nodes of branches side by side stand is not
  /// looked at: MCT's is that of the network that Keras builds anew.
  static func expectNodes(_ prepared: PreparedModel, _ nodes: [Reference.Node]) {
    #expect(prepared.nodes.map(\.name).sorted() == nodes.map(\.node).sorted())
    for expected in nodes {
      guard let own = prepared[expected.node] else { continue }
      #expect(own.layer.inputs == expected.inputs, "\(own.name)")
      let modes: [ActivationQuantizationMode: String] = [
        .quantized: "quantized", .fused: "fused", .float: "none", .preserving: "none",
      ]
      #expect(modes[own.mode] == expected.activation, "\(own.name)")
      #expect((own.kernelConfig != nil) == (expected.kernel != nil), "\(own.name)")
      switch own.layer.operation {
      case .zeroPadding(let border) where expected.constant != nil:
        #expect(Double(border.value) == expected.constant, "\(own.name)")
        #expect(
          [[0, 0], [border.top, border.bottom], [border.left, border.right], [0, 0]]
            == expected.paddings)
      case .arithmetic(let sum) where expected.constant != nil:
        #expect(sum.steps == [.add([Float(expected.constant ?? 0)])], "\(own.name)")
      default: #expect(expected.constant == nil, "\(own.name)")
      }
    }
  }

  static func expectThresholds(_ own: [Double], _ expected: [Double], _ node: String) {
    #expect(own.count == expected.count)
    for (a, b) in zip(own, expected) { #expect(relativeDifference(a, b) <= 1e-5, "\(node)") }
  }

  @Test(arguments: kinds)
  func thresholdsAreMCTs(kind: String) throws {
    let reference = try SmallNetworkTests.reference(kind)
    guard let mct = reference.mct, mct.nodes != nil else {
      return
    }
    let images = SmallNetworkTests.Pictures.images(
      try SmallNetworkTests.Pictures.load().calibration)
    let calibration = try Calibration(
      of: try Self.model(kind),
      representativeDataset: RepresentativeDataset(
        images: images, batchSize: 32, input: SmallNetworkTests.input(reference)))
    let weights = try calibration.quantizedWeights()
    let outputs = try Outputs(kind, reference)
    var counts = [0, 0, 0, 0]
    for (position, (name, method)) in MCTNetwork.methods.enumerated() {
      let nodes = try #require(mct.nodes(name))
      let result = try calibration.quantized(by: method, weights: weights)
      Self.expectNodes(result.prepared, nodes)
      let quantizedNodes = nodes.filter { $0.activation == "quantized" }
      #expect(result.info.activations.map(\.node).sorted() == quantizedNodes.map(\.node).sorted())
      counts[3] += try outputs.expect(result.model, method: position)
      for expected in quantizedNodes {
        guard let found = result.info[expected.node] else { continue }
        let threshold = try #require(expected.threshold?[name])
        let isSigned = try #require(expected.signed as Bool?)
        #expect(
          found.parameters.range == .threshold(threshold, isSigned: isSigned),
          "\(name), \(expected.node)")
        #expect(found.parameters.bitWidth == expected.bits)
        counts[0] += 1
      }
      let kernels = nodes.filter { $0.kernel != nil }
      #expect(result.info.kernels.map(\.node).sorted() == kernels.map(\.node).sorted())
      for expected in kernels {
        let own = try #require(result.info.kernels.first { $0.node == expected.node })
        let thresholds = try #require(expected.kernel).threshold
        Self.expectThresholds(own.parameters.thresholds, thresholds, own.node)
        counts[1] += thresholds.count
        let (bias, wanted) = (try #require(own.correctedBias), try #require(expected.bias))
        #expect(bias.count == wanted.count)
        let range = wanted.map(abs).max() ?? 0
        for (a, b) in zip(bias, wanted) {
          #expect(abs(Double(a) - b) / range <= 1e-4, "\(own.node): bias \(a), MCT's \(b)")
        }
        counts[2] += bias.count
      }
    }
    print(
      "small network \(kind), 5 methods: \(counts[0]) thresholds, \(counts[1]) kernel thresholds, "
        + "\(counts[2]) biases are MCT's; \(counts[3]) of 250 pictures have the same outputs")
  }
}

/// What MCT's quantized networks answer.
private struct Outputs {
  let pictures: Tensor
  /// Picture by picture, method by method.
  let expected: [ArraySlice<Double>]

  init(_ kind: String, _ reference: SmallNetworkTests.Reference) throws {
    pictures = try SmallNetworkTests.pictures(reference)
    let file = try NumPyFile(
      SmallNetworkTests.data.appendingPathComponent("\(kind)/mct_outputs.npy"))
    let values = try #require(file.arrays[""]).values
    let outputs = values.count / (MCTNetwork.methods.count * pictures.shape[0])
    expected = stride(from: 0, to: values.count, by: outputs).map { values[$0..<$0 + outputs] }
  }

  /// By agreement: no output is off by more than one step of its grid, and the first class is MCT's, or ties with
  /// it. One picture of the fifty may be further off, since sums in another order put a value inside on the next
  /// step, and the layers behind it make more of that: seen for one of 5500 (`activation-layers`, MAE: it
  /// begins with one value of `tanh` and one of `sigmoid`, and the first class stays).
  ///
  /// - Returns: The number of pictures with the same outputs.
  func expect(_ model: QuantizedModel, method: Int) throws -> Int {
    let own = try model.output(for: pictures)
    let step = try #require(model.activationQuantizers[model.model.outputName])
      .fakeQuantizer.step
    let count = pictures.shape[0]
    var (same, far) = (0, 0)
    for picture in 0..<count {
      let wanted = Array(expected[method * count + picture])
      let found = own.values[picture * wanted.count..<(picture + 1) * wanted.count].map(Double.init)
      let worst = zip(found, wanted).map { abs($0 - $1) }.max() ?? 0
      same += worst == 0 ? 1 : 0
      far += worst > Double(step) * 1.001 ? 1 : 0
      let first = try #require(wanted.indices.max { wanted[$0] < wanted[$1] })
      let ownFirst = try #require(found.indices.max { found[$0] < found[$1] })
      #expect(
        found[first] == found[ownFirst] || wanted[first] == wanted[ownFirst],
        "picture \(picture): class \(ownFirst), MCT's \(first)")
    }
    #expect(far <= 1, "\(far) of \(count) pictures are off by more than a step")
    return same
  }
}
