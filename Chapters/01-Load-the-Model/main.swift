// Chapter 1: the float network, its layers and one prediction.

import FastExecution
import Graph
import Imaging
import KerasModels
import PostTrainingQuantization
import QuantizationFigures
import Support
import WorkbookKit

runChapter(1, "Load the model", choices: [.layers]) { page, workbook in
  // snippet.load
  let network = try workbook.network()
  let model = network.model
  // snippet.end
  let layers = try workbook.layers(of: model)

  page.section("model")
  let shape = model.inputShape
  let alpha = network.architecture.map { compact($0.alpha) }
  page.print(
    Table(
      ["", "value"],
      rows: [
        ["name", .text(model.name)],
        ["width multiplier α", .text(alpha ?? "–")],
        ["input", .text("\(shape[0]) × \(shape[1]) × \(shape[2])")],
        ["classes", .text("\(model.outputShape[-1])")],
        ["layers", .text("\(model.layers.count)")],
        ["parameters", .text("\(network.parameterCount)")],
      ]))

  page.section("first ten layers")
  // Names and order are Keras's, as the tutorial lists them.
  page.table(
    ["index", "name", "Keras class", "output"],
    of: model.layers.prefix(10).enumerated()
  ) { index, layer in
    [
      .integer(index), .text(layer.name),
      .text(layer.operation.kerasClassName),
      .text(layer.outputShape.description),
    ]
  }

  page.section("kinds of layers")
  var kinds: [(name: String, count: Int)] = []
  for layer in model.layers {
    let name = layer.operation.kerasClassName
    if let index = kinds.firstIndex(where: { $0.name == name }) {
      kinds[index].count += 1
    } else {
      kinds.append((name, 1))
    }
  }
  page.table(["Keras class", "layers"], of: kinds) {
    [.text($0.name), .integer($0.count)]
  }

  page.section("prediction")
  let folder = try workbook.imageFolder()
  let image = folder.images[0]
  // snippet.predict
  let input = try preprocessedImages(
    [image], for: workbook.input(), on: workbook.machine)
  let executor = FastExecutor(model: model, on: workbook.machine)
  let probabilities = try executor.output(for: input).values
  // snippet.end
  let best = probabilities.indices.sorted {
    (probabilities[$1], $0) < (probabilities[$0], $1)
  }
  let classes = try workbook.classes()
  page.print("image: \(image.path)")
  page.print("truth: \(folder.classes.label(of: image.classIndex))")
  page.table(
    ["class", "label", "probability"], of: best.prefix(5)
  ) { index in
    [
      .integer(index), .text(classes.label(of: index)),
      .number(Double(probabilities[index]), digits: 4),
    ]
  }

  page.section("inside")
  // Any layer can be asked for, before or after its ReLU.
  let before = layers.first.flatMap { model[$0]?.inputs.first }
  let names = [before].compactMap { $0 } + layers
  let outputs = try executor.outputs(of: names, for: input)
  page.table(
    ["layer", "shape", "smallest", "largest"], of: names
  ) { name in
    guard let output = outputs[name] else { return nil }
    return [
      .text(name), .text(output.shape.description),
      .number(Double(output.values.min() ?? 0), digits: 3),
      .number(Double(output.values.max() ?? 0), digits: 3),
    ]
  }

  page.section("figures")
  let prepared = try PreparedModel(
    model, targetPlatformCapabilities: .mctDefault)
  try page.figure(structureFigure(prepared), as: "chapter1-structure")
}
