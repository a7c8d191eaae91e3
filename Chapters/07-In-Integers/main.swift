// Chapter 7: what a chip computes, in integers.

import Evaluation
import FastExecution
import FastIntegerExecution
import Imaging
import IntegerNetwork
import PostTrainingQuantization
import QuantizationFigures
import Support
import TargetPlatform
import WorkbookKit

runChapter(7, "In integers") { page, workbook in
  try page.outputFolder()
  let allImages = try workbook.labelledImages()
  let calibration = try workbook.calibration()
  let result = try calibration.quantized(
    by: QuantizationConfig(), weights: calibration.quantizedWeights())
  // The same network with powers of two for its kernels as well.
  let shifting = try workbook.calibration(
    targetPlatformCapabilities: .mctDefault.withKernels(on: .powerOfTwo))
  let shifted = try shifting.quantized(
    by: QuantizationConfig(), weights: shifting.quantizedWeights())

  // snippet.floats
  // Three inputs, three weights and a bias, all on their grids.
  let x: [Float] = [0.5, 2.25, 3]
  let w: [Float] = [0.25, -0.5, 0.75]
  let bias: Float = 0.3
  let floatSum = bias + x[0] * w[0] + x[1] * w[1] + x[2] * w[2]
  // snippet.end
  // snippet.integers
  let xGrid = IntegerGrid(threshold: 4, isSigned: false)
  let yGrid = IntegerGrid(threshold: 2, isSigned: true)
  let kernelStep: Float = 0.8 / 128
  let sumStep = xGrid.scale * kernelStep
  let xBytes = x.map { Int32(xGrid.code(of: $0)) }
  let xCodes = xBytes.map { $0 - xGrid.zeroPoint }
  let wCodes = w.map { Int32(($0 / kernelStep).rounded()) }
  let start = Int32((bias / sumStep).rounded())
  let sum =
    start + xCodes[0] * wCodes[0] + xCodes[1] * wCodes[1]
    + xCodes[2] * wCodes[2]
  // snippet.end
  // snippet.requantize
  // M, as a number of 31 bits and a shift.
  let factor = FixedPointMultiplier(
    Double(sumStep) / Double(yGrid.scale))
  let code = factor(sum)
  // snippet.end
  // snippet.relu
  // A ReLU6 with threshold 8: only these bytes may leave the layer.
  let reLU = IntegerGrid(threshold: 8, isSigned: false).codes(upTo: 6)
  // snippet.end
  page.section("products")
  page.print(
    productsTable(inputs: x, weights: w, inputCodes: xCodes, weightCodes: wCodes))
  page.section("sums")
  page.table(
    ["", "in floats", "in integers"],
    of: [
      ("bias", bias, start), ("sum", floatSum, sum),
      ("sum in steps of y", floatSum / yGrid.scale, code),
      ("output", yGrid.value(of: yGrid.code(of: floatSum)), code),
    ]
  ) { [.text($0.0), .number(Double($0.1), digits: 4), .integer(Int($0.2))] }

  page.section("relu")
  page.table(
    ["value", "byte"], of: [("0", reLU.lowerBound), ("6", reLU.upperBound)]
  ) { [.text($0.0), .integer(Int($0.1))] }
  page.section("multiplier")
  // The same sum, for outputs with other thresholds.
  page.print(
    multiplierTable(
      step: sumStep, sum: sum, thresholds: [2, 4, 8, 16, 3]))

  page.section("roundings")
  page.print(
    roundingsTable([5, 16, 48, -5, -16, -48], factor: 0.09375))

  page.section("first byte")
  // The code of a pixel, and the pixel with its first bit turned.
  let bytes = FirstByte.all
  page.table(
    ["pixel", "value", "code", "pixel ^ 0x80"],
    of: [0, 1, 63, 64, 127, 128, 191, 192, 254, 255].map { bytes[$0] }
  ) {
    [
      .integer($0.pixel), .number(Double($0.value), digits: 4),
      .integer(Int($0.code)), .integer(Int($0.turned)),
    ]
  }
  let wrong = bytes.count { $0.code != $0.turned }
  page.print("different for \(wrong) of \(bytes.count) pixels")

  page.section("powers of two")
  // snippet.network
  let liteRT: FastIntegerExecutor
  let onnx: FastIntegerExecutor
  do {
    liteRT = try FastIntegerExecutor(
      result, profile: .liteRT, on: workbook.machine)
    onnx = try FastIntegerExecutor(
      result, profile: .onnxRuntime, on: workbook.machine)
  } catch let error as IntegerNetworkError {
    return page.print("not in integers: \(error)")
  }
  // snippet.end
  page.print(
    factorsTable([
      ("powers of two", onnx.network),
      (
        "with power-of-two kernels",
        try IntegerNetwork(shifted, profile: .onnxRuntime)
      ),
    ]))

  page.section("two runtimes")
  let input = try workbook.input()
  let few = try preprocessedImages(
    allImages.sample(4)[...], for: input, on: workbook.machine)
  let differences = try liteRT.network.differences(
    from: onnx.network, on: few, machine: workbook.machine)
  page.print(differencesTable(differences))
  // The same runtime twice; one value of each picture off by a step.
  let inputGrid = liteRT.network.layers[0].grid
  let nudged = try liteRT.network.differences(
    from: liteRT.network, on: few, and: inputGrid.nudging(few),
    machine: workbook.machine)

  page.section("answers")
  let images = allImages.sample(100)
  let progress = ProgressBar("evaluating")
  // snippet.evaluate
  let results = try evaluate(
    float: FastExecutor(
      model: workbook.network().model, on: workbook.machine),
    quantized: [
      ("floats on grids", result.model),
      ("integers, LiteRT", liteRT), ("integers, ONNX Runtime", onnx),
      (
        "grids, one value off",
        NudgedExecutor(result.model, on: inputGrid)
      ),
      ("power-of-two kernels", shifted.model),
    ],
    images: images, as: input, on: workbook.machine,
    progress: { progress.update(done: $0, total: images.count) })
  // snippet.end
  progress.finish()
  page.print(evaluationTable(results))
  page.section("same answers")
  page.print(sameAnswersTable(results[2...4], as: results[1]))

  page.section("bytes")
  page.print(bytesTable(liteRT.network))
  let fileBytes = try workbook.tfliteByteCount(
    liteRT.network, of: result)
  page.print("model.tflite: \(fileBytes) bytes")

  page.section("fast")
  // snippet.fast
  // Every layer of four pictures, computed twice: to be read, and fast.
  let names = liteRT.network.layers.map(\.name)
  let fast = try liteRT.codes(of: names, for: few)
  let readable = try workbook.machine.perform(iterations: few.shape[0]) {
    try liteRT.network.codes(for: few.slice($0))
  }
  let same = zip(fast, readable).map { fast, readable in
    names.count { fast[$0] == readable[$0] }
  }.reduce(0, +)
  // snippet.end
  page.print("\(same) of \(names.count * few.shape[0]) layers have the same codes")

  page.section("figures")
  let source = "calibration \(calibration.ledger.digest)"
  // The output that the workbook follows.
  if let followed = try workbook.nodes(of: calibration).last,
    case .convolution(let convolution)? =
      liteRT.network[followed]?.operation
  {
    try page.figure(
      requantizationFigure(
        name: "\(followed), channel 0",
        convolution.requantizations[0], source: source),
      as: "chapter7-requantization")
  }
  try page.figure(
    differencesFigure(
      differences, nudged: nudged, between: ["LiteRT", "ONNX Runtime"],
      pictures: few.shape[0], source: source),
    as: "chapter7-differences")
}
