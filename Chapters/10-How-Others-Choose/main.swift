// Chapter 10: how other toolkits choose ranges, on this network.

import CalibrationRules
import PostTrainingQuantization
import Quantization
import QuantizationFigures
import WorkbookKit

runChapter(10, "How others choose", choices: [.layers]) {
  page, workbook in
  try page.outputFolder()
  let images = try workbook.labelledImages()
  let calibration = try workbook.calibration()
  let nodes = try workbook.nodes(of: calibration)
  let ledger = calibration.ledger
  let weights = try calibration.quantizedWeights()
  let observed = try workbook.observedOutputs(of: calibration)
  let rules = defaultCalibrationRules
  page.section("rules")
  page.print(rulesTable(rules))

  // snippet.widths
  let widths = [8, 4]
  let choices = try widths.map { bits in
    try calibration.choices(
      bitWidth: bits, rules: rules, for: observed, weights: weights)
  }
  // snippet.end
  let (wide, methods) = (choices[0], choices[0].count - rules.count)

  for name in nodes {
    page.section(name)
    page.print(
      try rangesTable(
        wide, of: name, on: ledger.histogram(of: name)))
  }
  page.section("reach")
  page.print(reachTable(wide))
  for sentence in sameRangesSentences(wide) { page.print(sentence) }

  // snippet.dropping
  // Values dropped before the search, by a z-threshold or not.
  let dropped = try widths.map { bits in
    try calibration.dropping(
      zThresholds: [.infinity, 5, 3], percentiles: [99.99, 99.9, 99],
      bitWidth: bits, weights: weights)
  }
  // snippet.end
  // snippet.families
  let families = QuantizationMethod.allCases
  let familyWidths = [8, 6, 4]
  let ofFamilies = try familyWidths.map { bits in
    try families.map { family in
      let config = QuantizationConfig(
        activationQuantizationMethod: family, activationBitWidth: bits)
      return (
        family.mctName,
        try calibration.quantized(by: config, weights: weights)
      )
    }
  }
  // snippet.end

  // snippet.few
  // With few bits, more and more outputs get 8 bits back.
  let given = try zip(ofFamilies[2], ofFamilies[0]).map {
    try $0.1.taking(stepByStep: $1.1)
  }
  // snippet.end

  let (float, results) = try workbook.evaluated(
    choices + dropped + ofFamilies + [mended(wide)] + given, on: images)
  for (bits, group) in zip(widths, results) {
    page.section("\(bits) bits")
    page.print("float: \(float.top1.count) of \(images.count)")
    page.print(comparedTable(group, with: group[0]))
  }

  page.section("one output")
  page.print(
    mendedTable(wide, results: results[0], mended: results[7]))
  page.section("dropped")
  if let name = nodes.last {
    page.print("\(name), 8 bits; right answers of the network")
    page.print(
      droppedTable(
        dropped[0], of: name, on: ledger.histogram(of: name),
        results: Array(zip(widths, results[2...3])),
        testedAgainst: "MSE"))
  }
  page.section("families")
  page.print("MSE, right answers of \(images.count)")
  page.print(
    familiesTable(
      families, results: Array(zip(familyWidths, results[4...6]))))
  page.section("given bits back")
  page.print("\(familyWidths[2]) bits, right answers of \(images.count)")
  page.print(givenBackTable(families, results: results[8...]))

  page.section("figures")
  for name in nodes {
    let figure = rangesFigure(
      node: name, ledger: ledger,
      choices: wide.compactMap { choice in
        choice.quantization.info[name]
          .map { (choice.name, $0.parameters) }
      }, methods: methods)
    try page.figure(figure, as: "chapter10-\(name)")
  }
  let source = "calibration \(ledger.digest)"
  try page.figure(
    reachFigure(
      wide.map { ($0.name, $0.quantization.reaches) },
      methods: methods, subtitle: "8 bits", source: source),
    as: "chapter10-reach")
  try page.figure(
    choicesAccuracyFigure(
      Array(zip(widths, results)), names: wide.map(\.name),
      methods: methods, float: float, source: source),
    as: "chapter10-accuracy")
}
