// Chapter 2: the images that calibration looks at, and what it keeps.

import Imaging
import PostTrainingQuantization
import Quantization
import QuantizationFigures
import Support
import WorkbookKit

runChapter(2, "The representative dataset") { page, workbook in
  try page.outputFolder()
  // snippet.dataset
  let folder = try workbook.calibrationFolder()
  let dataset = try workbook.representativeDataset()
  // snippet.end

  page.section("dataset")
  let classes = Set(dataset.images.map(\.classIndex)).count
  page.print(
    Table(
      ["", "value"],
      rows: [
        ["images in the folder", .text("\(folder.images.count)")],
        ["images for calibration", .text("\(dataset.images.count)")],
        ["classes among them", .text("\(classes)")],
        ["images per batch", .text("\(dataset.batchSize)")],
        ["batches", .text("\(dataset.batches.count)")],
        ["preprocessing", .text(dataset.preprocessing)],
      ]))

  page.section("some images")
  let some = dataset.images.sample(20)
  page.table(["path", "class", "label"], of: some) { image in
    [
      .text(image.path), .integer(image.classIndex),
      .text(folder.classes.label(of: image.classIndex)),
    ]
  }

  page.section("ledger")
  // snippet.ledger
  // One calibration for all methods. Its digest shows which images
  // it has seen.
  let calibration = try workbook.calibration()
  let ledger = calibration.ledger
  page.print("digest \(ledger.digest)")
  // snippet.end
  // The input, a bounded output and a signed one.
  let input = calibration.prepared.model.layers[0].name
  let nodes = try [input] + workbook.nodes(of: calibration)
  page.table(
    ["output", "values seen", "smallest", "largest", "bins"], of: nodes
  ) { name in
    guard let node = ledger.statistics[name] else { return nil }
    return [
      .text(name), .integer(node.valueCount),
      .number(node.minimum, digits: 4),
      .number(node.maximum, digits: 4),
      .integer(node.histogram?.counts.count ?? 0),
    ]
  }

  page.section("other draws")
  // snippet.draws
  // What if every method saw images of its own? Six samples of one
  // batch, and two of as many images as calibration has.
  let all = try workbook.images()
  let model = try workbook.network().model
  var generator = SplitMix64(seed: 1)
  let sizes = [32, 32, 32, 32, 32, 32, 320, 320]
  let samples = try sizes.map { size in
    try Calibration(
      of: model,
      representativeDataset: RepresentativeDataset(
        images: Array(all.shuffled(using: &generator).prefix(size)),
        batchSize: 32, input: dataset.input),
      on: workbook.machine)
  }
  // snippet.end
  try page.table(
    [
      "images", "smallest", "largest", "NOCLIPPING moves",
      "MSE moves", "digest",
    ],
    of: samples + [calibration]
  ) { sample in
    guard let signed = nodes.last,
      let node = sample.ledger.statistics[signed]
    else { return nil }
    return [
      .integer(sample.ledger.images.count),
      .number(node.minimum, digits: 4),
      .number(node.maximum, digits: 4),
      .integer(try sample.moved(from: calibration, by: .noClipping)),
      .integer(try sample.moved(from: calibration, by: .mse)),
      .text("\(sample.ledger.digest.prefix(8))…"),
    ]
  }

  page.section("figures")
  let sheet = try contactSheetFigure(
    some, classes: folder.classes, count: dataset.images.count,
    source: "dataset \(dataset.digest())")
  try page.figure(sheet, as: "chapter2-images")
}
