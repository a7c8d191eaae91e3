import Graph
import Plotting
import Testing

@testable import PostTrainingQuantization
@testable import QuantizationFigures

struct StructureFigureTests {
  private func figure() throws -> Figure {
    structureFigure(try SampleFigures.calibration.get().prepared)
  }

  @Test func everyOutputHasABoxAndAQuantizer() throws {
    let prepared = try SampleFigures.calibration.get().prepared
    let figure = try figure()
    var (boxes, points) = (0, 0)
    for mark in figure.panels[0].marks {
      switch mark.shape {
      case .boxes(let list): boxes += list.count
      case .points(let list): points += list.count
      default: break
      }
    }
    let count = prepared.quantizedNodes.count
    let signed = prepared.quantizedNodes.count { prepared.model.canBeNegative($0.name) }
    #expect(boxes == count && points == count)
    for node in prepared.quantizedNodes {
      let channels = node.layer.outputShape[-1]
      let line = figure.csv.split(separator: "\n").first { $0.contains(",box,\(node.name),") }
      #expect(line?.hasSuffix(",\(channels)") == true, "\(node.name)")
    }
    #expect(
      figure.title
        == "\(count) outputs get a quantizer: \(count - signed) unsigned, \(signed) signed")
    #expect(
      figure.panels[0].y.names?.list.reversed() == [
        "other", "expand", "depthwise", "project", "add",
      ])
  }

  /// What is added again can be seen: lines between neighbouring additions lead below the boxes.
  @Test func noInputThatIsAddedIsHidden() throws {
    let marks = try figure().panels[0].marks
    let boxes = marks.flatMap { mark -> [Mark.Box] in
      if case .boxes(let list) = mark.shape { list } else { [] }
    }
    let skips = marks.filter { $0.look.dash == .shortDashed }.compactMap { mark -> [Point]? in
      if case .line(let points) = mark.shape { points } else { nil }
    }
    #expect(skips.count == 10)
    for skip in skips {
      // Somewhere half a step of the way lies outside of all boxes.
      let visible = zip(skip, skip.dropFirst()).contains { a, b in
        (1..<10).contains { step in
          let share = Double(step) / 10
          let (x, y) = (a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share)
          return !boxes.contains { $0.x.contains(x) && $0.y.contains(y) }
        }
      }
      let length = zip(skip, skip.dropFirst()).map { abs($0.x - $1.x) + abs($0.y - $1.y) }.reduce(
        0, +)
      #expect(visible && length > 1)
    }
  }

  /// No network's names are known: rows come from operations, columns from what names have in common.
  @Test func otherNetworksHaveTheirOwnRowsAndColumns() throws {
    let figures = try Dictionary(
      uniqueKeysWithValues: OtherNetworks.all().map {
        ($0.name, structureFigure($0.prepared).panels[0])
      })
    func rows(_ name: String) -> [String] { figures[name]?.y.names?.list.reversed() ?? [] }
    func columns(_ name: String) -> [String] { figures[name]?.x.ticks.map(\.label) ?? [] }
    #expect(rows("VGG") == ["other", "convolution"])
    #expect(columns("VGG").dropFirst().prefix(4) == ["block1", "block2", "block3", "block4"])
    #expect(rows("ResNet") == ["other", "convolution", "add"])
    #expect(columns("ResNet").contains("conv3_block2") && columns("ResNet").count == 11)
    #expect(rows("MobileNet") == ["other", "convolution", "depthwise"])
    #expect(columns("MobileNet").contains("conv_dw_7"))
    #expect(rows("plain") == ["convolution"] || rows("plain") == ["other", "convolution"])
    #expect(columns("plain").first == "1–4" && columns("plain").count <= 16)
  }

  /// No two boxes stand in one place.
  @Test func boxesStandApart() throws {
    for (name, prepared) in try OtherNetworks.all() {
      let marks = structureFigure(prepared).panels[0].marks
      let boxes = marks.flatMap { mark -> [Mark.Box] in
        if case .boxes(let list) = mark.shape { list } else { [] }
      }
      #expect(boxes.count == prepared.quantizedNodes.count)
      let places = Set(boxes.map { [$0.x.lowerBound, $0.y.lowerBound] })
      #expect(places.count == boxes.count, "\(name)")
    }
  }

  /// Sums without quantizers behind one another: from the last one 2^70 paths lead to the input.
  @Test func sourcesAreFoundLayerByLayer() {
    var layers = [Layer(name: "in", operation: .input, inputs: [], outputShape: [4, 4, 3])]
    for index in 0..<70 {
      let before = layers[index].name
      layers.append(
        Layer(
          name: "sum\(index)", operation: .add, inputs: [before, before], outputShape: [4, 4, 3]))
    }
    let nodes = layers.enumerated().map { index, layer in
      QuantizationNode(
        layer: layer, mode: index == 0 || index == 70 ? .quantized : .float,
        activationMethod: .powerOfTwo, activationBitWidth: 8, isSigned: nil, kernelConfig: nil,
        bounds: nil)
    }
    let model = Model(name: "sums", layers: layers)
    let figure = structureFigure(PreparedModel(model: model, nodes: nodes))
    let lines = figure.panels[0].marks.filter { if case .line = $0.shape { true } else { false } }
    #expect(lines.count == 1)
    #expect(figure.title.hasPrefix("2 outputs get a quantizer"))
  }
}
