import Foundation
import Graph
import KerasModels
import TargetPlatform
import TestSupport
import Testing
import WorkbookKit

/// The report on every small network that MCT quantized, against MCT's own nodes.
struct DescribeReportTests {
  private struct Reference: Decodable {
    struct MCT: Decodable {
      struct Node: Decodable {
        struct Kernel: Decodable { let bits: Int }
        let node: String
        let activation: String
        let bits: Int?
        let kernel: Kernel?
      }
      let nodes: [Node]?
    }
    let keras2: Keras?
    let mct: MCT?
    struct Keras: Decodable {
      /// Name and class, in the order of Keras.
      let layers: [[String]]
    }
  }

  private struct Report: Decodable {
    struct Layer: Decodable, Equatable {
      let layer: String
      let node: String?
      let output: String?
      let bitWidth: Int?
      let kernelBitWidth: Int?
    }
    struct Quantization: Decodable { let isPossible: Bool }
    let quantization: Quantization
    let layers: [Layer]
  }

  private static let folder = ReferenceFolder.packageRoot.appendingPathComponent(
    "Data/Reference/Networks")

  private func describe(_ kind: String, _ scratch: ScratchFolder) throws -> Report? {
    let folder = Self.folder.appendingPathComponent(kind)
    let files = try archiveEntries(of: folder.appendingPathComponent("files.zip"))
    guard let file = files["keras2.keras"] else { return nil }
    try scratch.write(file, to: "\(kind).keras")
    let network = try KerasModel(contentsOf: scratch.file("\(kind).keras"))
    let report = try DescribeReport(network: network, platform: .mctDefault)
    return try JSONDecoder().decode(Report.self, from: Data(report.json.text().utf8))
  }

  /// Exact: names, what happens to outputs, bits.
  @Test func theNodesAreMCTs() throws {
    let scratch = try ScratchFolder()
    var compared = 0
    for kind in try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted() {
      let file = Self.folder.appendingPathComponent("\(kind)/reference.json")
      guard let data = try? Data(contentsOf: file) else { continue }
      let reference = try JSONDecoder().decode(Reference.self, from: data)
      guard let nodes = reference.mct?.nodes, let report = try describe(kind, scratch),
        report.quantization.isPossible
      else { continue }
      // Thresholds decide whether values are shifted, and nothing has searched any.
      if nodes.contains(where: { $0.node.hasSuffix("_post_add") }) { continue }
      compared += 1
      let own = report.layers.filter { $0.output != "folded" }
      let described = own.map { "\($0.node ?? "") \($0.output ?? "") \($0.bitWidth ?? 0)" }
      let expected = nodes.map { "\($0.node) \($0.activation) \($0.bits ?? 0)" }
      #expect(described.sorted() == expected.sorted(), "\(kind)")
      let kernels = report.layers.compactMap { layer in
        layer.kernelBitWidth.map { "\(layer.node ?? "") \($0)" }
      }
      let expectedKernels = nodes.compactMap { node in node.kernel.map { "\(node.node) \($0.bits)" }
      }
      // Two convolutions that collapse into one are two layers of one node.
      #expect(Set(kernels) == Set(expectedKernels), "\(kind)")
      // Every layer that Keras lists is there, under its own name.
      let names = Set(report.layers.map(\.layer))
      let layers = (reference.keras2?.layers ?? []).filter { $0[1] != "InputLayer" }.map { $0[0] }
      #expect(!layers.isEmpty && names.isSuperset(of: layers), "\(kind)")
    }
    #expect(compared >= 30)
  }
}
