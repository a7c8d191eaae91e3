import Evaluation
import Export
import Graph
import IntegerNetwork
import KerasModels
import PostTrainingQuantization
import Support

/// One line per product of a sum, in values and in codes.
///
/// - Precondition: There are as many of each.
public func productsTable(
  inputs: [Float], weights: [Float], inputCodes: [Int32], weightCodes: [Int32]
) -> Table {
  Table(
    ["x", "w", "x · w", "code of x", "code of w", "product of codes"],
    rows: inputs.indices.map {
      [
        .exact(Double(inputs[$0])), .exact(Double(weights[$0])),
        .exact(Double(inputs[$0] * weights[$0])), .integer(Int(inputCodes[$0])),
        .integer(Int(weightCodes[$0])), .integer(Int(inputCodes[$0] * weightCodes[$0])),
      ]
    })
}

/// One line per threshold of the output: what a sum is multiplied by, and how the chip holds that factor.
///
/// - Parameters:
///   - step: What the sum counts, `s_x · s_w`.
///   - sum: The accumulator.
///   - thresholds: Of signed grids with 8 bits.
public func multiplierTable(step: Float, sum: Int32, thresholds: [Float]) -> Table {
  Table(
    ["t", "M", "multiplier", "as a 31-bit integer", "shift", "code"],
    rows: thresholds.map { threshold in
      let grid = IntegerGrid(threshold: threshold, isSigned: true)
      let factor = FixedPointMultiplier(Double(step) / Double(grid.scale))
      return [
        .exact(Double(threshold)), .number(factor.value, digits: 7),
        .number(Double(factor.mantissa) / 0x1p31, digits: 4), .integer(Int(factor.mantissa)),
        .integer(-factor.exponent), .integer(Int(factor(sum))),
      ]
    })
}

/// One line per sum: what three ways of rounding make of its product with a factor.
public func roundingsTable(_ sums: [Int32], factor: Double) -> Table {
  Table(
    ["sum", "M · sum", "halves to even", "halves away from 0", "LiteRT: rounded twice"],
    rows: sums.map { sum in
      let exact = Double(sum) * factor
      return [
        .integer(Int(sum)), .exact(exact),
        .integer(Int(Requantization(factor, for: .onnxRuntime)(sum))),
        .integer(Int(exact.rounded())),
        .integer(Int(Requantization(factor, for: .liteRT)(sum))),
      ]
    })
}

/// One line per kind of layer: how many of the factors are powers of two, in each of some networks.
///
/// - Parameter networks: Integers of one model, and the column titles for them.
public func factorsTable(_ networks: [(title: String, network: IntegerNetwork)]) -> Table {
  let counts = networks.map { entry in
    entry.network.layers.reduce(into: [String: (powers: Int, all: Int)]()) { counts, layer in
      for factor in layer.operation.factors {
        let known = counts[layer.operation.title] ?? (0, 0)
        counts[layer.operation.title] = (
          known.powers + (isPowerOfTwo(factor) ? 1 : 0), known.all + 1
        )
      }
    }
  }
  let kinds = networks.first?.network.layers.map(\.operation.title) ?? []
  return Table(
    ["layer", "factors"] + networks.map(\.title),
    rows: kinds.indices.filter { !kinds[..<$0].contains(kinds[$0]) }.compactMap { index in
      guard let first = counts.first?[kinds[index]] else { return nil }
      return [.text(kinds[index]), .integer(first.all)]
        + counts.map { .integer($0[kinds[index]]?.powers ?? 0) }
    })
}

/// One line per kind of layer: how many codes two runtimes disagree on.
public func differencesTable(_ differences: [LayerDifference]) -> Table {
  let kinds = differences.map(\.operation)
  return Table(
    ["layer", "codes", "differ", "differ alone", "of these, other kernel", "at most by"],
    rows: kinds.indices.filter { !kinds[..<$0].contains(kinds[$0]) }.map { index in
      let all = LayerDifference(adding: differences.filter { $0.operation == kinds[index] })
      return [
        .text(kinds[index]), .integer(all.count), .integer(all.fromThePicture),
        .integer(all.alone), .integer(all.aloneWithOtherKernels), .integer(all.farthestAlone),
      ]
    })
}

/// One line per model: on how many images it answers as another does.
public func sameAnswersTable(
  _ results: some Collection<EvaluationResult>, as other: EvaluationResult
) -> Table {
  Table(
    ["model", "same answers as \(other.name)", "of"],
    rows: results.map { result in
      let same = zip(result.predictions, other.predictions).count {
        $0.classIndex == $1.classIndex
      }
      return [.text(result.name), .integer(same), .integer(other.predictions.count)]
    })
}

/// Bytes that one picture moves, in floats of 4 bytes and in codes of 1: every layer reads its inputs, its weights
/// and its bias, and writes its output.
public func bytesTable(_ network: IntegerNetwork) -> Table {
  var (codes, weights, biases) = (0, 0, 0)
  for layer in network.layers where !layer.inputs.isEmpty {
    codes += layer.inputs.reduce(layer.shape.elementCount) {
      $0 + (network[$1]?.shape.elementCount ?? 0)
    }
    if case .convolution(let convolution) = layer.operation {
      weights += convolution.kernel.count
      biases += convolution.bias.count
    }
  }
  func row(_ name: String, _ count: Int, codeBytes: Int) -> [Table.Cell] {
    [.text(name), .integer(count), .integer(4 * count), .integer(codeBytes * count)]
  }
  return Table(
    ["numbers", "count", "bytes as floats", "bytes as integers"],
    rows: [
      row("outputs, written and read", codes, codeBytes: 1),
      row("kernels", weights, codeBytes: 1), row("biases", biases, codeBytes: 4),
      [
        .text("all"), .integer(codes + weights + biases), .integer(4 * (codes + weights + biases)),
        .integer(codes + weights + 4 * biases),
      ],
    ])
}

extension Workbook {
  /// The size of the TensorFlow Lite file that `workbook export` writes, in bytes.
  ///
  /// - Parameter result: What the network in integers was made of; the file says so.
  /// - Throws: `ExportError`, or what ``network()`` throws.
  public func tfliteByteCount(
    _ integers: IntegerNetwork, of result: QuantizationResult
  ) throws -> Int {
    let made = ExportProvenance(of: result, weightsDigest: try network().weightsDigest)
    return try tfliteFile(of: integers, numbers: .float, description: made.text).count
  }
}

/// What the bytes of a picture become: the code of the preprocessed value, and the byte with its first bit turned.
public struct FirstByte {
  /// The byte of the pixel, 0 ... 255.
  public let pixel: Int
  /// The value that enters the network, `pixel / 127.5 − 1`.
  public let value: Float
  /// Its code.
  public let code: Int8
  /// `pixel ^ 0x80`, read as a number with a sign: `pixel − 128`.
  public let turned: Int8

  /// All 256, on the grid of −1 … 1.
  public static var all: [FirstByte] {
    let grid = IntegerGrid(threshold: 1, isSigned: true)
    return (0...255).map { pixel in
      let value = Float(pixel) / 127.5 - 1
      return FirstByte(
        pixel: pixel, value: value, code: grid.code(of: value),
        turned: Int8(bitPattern: UInt8(pixel) ^ 0x80))
    }
  }
}
