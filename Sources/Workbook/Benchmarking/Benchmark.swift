import Evaluation
import Foundation
import FastExecution
import FastIntegerExecution
import Graph
import Imaging
import IntegerNetwork
import Parallelism
import PostTrainingQuantization
import Quantization
import Support
import Tensors
import WorkbookKit

/// Measures how fast the parts of the workbook are.
///
/// The repetitions of all parts take turns, so that a machine that is slow for a while is slow for all of
/// them alike, and the fastest rate of multiply-adds is measured between them.
public struct Benchmark {
  private let workbook: Workbook
  private let parts: [BenchmarkPart]
  private let batches: [Int]
  private let repetitions: Int
  private var machine: Machine { workbook.machine }

  /// - Parameters:
  ///   - batches: Images per batch, for inference.
  ///   - repetitions: How often every part runs; medians are reported.
  public init(_ workbook: Workbook, parts: [BenchmarkPart], batches: [Int], repetitions: Int) {
    self.workbook = workbook
    self.parts = parts
    self.batches = batches
    self.repetitions = repetitions
  }

  /// One thing to measure.
  private struct Task {
    var result: BenchmarkResult
    let work: () throws -> Void
    /// Moves what a repetition has to move, and computes nothing.
    var transfer: (() throws -> Transfer)?
  }

  /// Runs the parts.
  ///
  /// - Throws: What calibration throws.
  public func run() throws -> BenchmarkReport {
    let progress = ProgressBar("measuring")
    defer { progress.finish() }
    var tasks = try parts.flatMap(tasks(for:))
    var peaks: [Double] = []
    for repetition in 0...repetitions {
      for index in tasks.indices {
        let start = ContinuousClock.now
        try tasks[index].work()
        // The first repetition fills caches and memory.
        if repetition > 0 {
          tasks[index].result.seconds.append((ContinuousClock.now - start) / .seconds(1))
        }
        // Later, it would be that of measuring the memory's rate.
        if repetition == 0 { tasks[index].result.peakMemory = MachineDescription.peakMemory }
        progress.update(
          done: repetition * tasks.count + index + 1, total: (repetitions + 1) * tasks.count)
      }
      peaks.append(machine.measuredPeak())
      for index in tasks.indices {
        guard let transfer = try tasks[index].transfer?() else { continue }
        tasks[index].result.take(transfer)
      }
    }
    let description = MachineDescription()
    let network = try workbook.network()
    return BenchmarkReport(
      setting: BenchmarkSetting(
        processor: description.processor, cores: description.cores,
        instructionSet: machine.instructionSet.rawValue, build: description.build,
        threads: machine.threads, weightsDigest: network.weightsDigest,
        inputShape: network.model.inputShape.dimensions),
      model: .object(network.jsonFields), repetitions: repetitions,
      peak: (peaks.max() ?? 0) * 1e-9, results: tasks.map(\.result))
  }

  private func tasks(for part: BenchmarkPart) throws -> [Task] {
    let model = try workbook.network().model
    let input = try workbook.input()
    func task(
      batch: Int? = nil, images: Int?, operations: Int? = nil, _ work: @escaping () throws -> Void
    ) -> Task {
      Task(
        result: BenchmarkResult(part: part, batch: batch, images: images, operations: operations),
        work: work)
    }
    switch part {
    case .decode:
      let files = try workbook.representativeDataset().images
      return [
        task(images: files.count) {
          try machine.perform(iterations: files.count) {
            _ = try Image(contentsOf: files[$0].url, name: files[$0].path)
          }
        }
      ]
    case .resize:
      // A picture in memory is in colour.
      let colored = ModelInput(
        height: input.height, width: input.width, resizing: input.resizing,
        preprocessing: input.preprocessing)
      let pictures = try heldPictures(of: workbook.representativeDataset().images)
      return [
        task(images: pictures.count) {
          try machine.perform(iterations: pictures.count) {
            _ = pictures[$0].preprocessed(for: colored)
          }
        }
      ]
    case .float:
      let executor = FastExecutor(model: model.foldingBatchNormalization(), on: machine)
      return batches.map {
        inference(executor, batch: $0, transfer: executor.measuredTransfer(for:times:), task)
      }
    case .quantized:
      let quantized = try quantized(model, for: input).model
      return batches.map {
        inference(quantized, batch: $0, transfer: quantized.measuredTransfer(for:times:), task)
      }
    case .integer:
      let executor: FastIntegerExecutor
      do {
        executor = try FastIntegerExecutor(
          quantized(model, for: input), profile: .liteRT, on: machine)
      } catch let error as IntegerNetworkError where parts.count > 1 {
        complain(oneLine("workbook: note: no integer inference: \(error)"))
        return []
      }
      return batches.map { inference(executor, batch: $0, inFloats: false, task) }
    case .calibration:
      let dataset = try workbook.representativeDataset()
      return [
        task(images: dataset.images.count) {
          _ = try Calibration(of: model, representativeDataset: dataset, on: machine)
        }
      ]
    case .search:
      let calibration = try workbook.calibration()
      return [task(images: nil) { _ = try search(calibration) }]
    case .comparison:
      let dataset = try workbook.representativeDataset()
      return [
        task(images: dataset.images.count) {
          // From the weights on, as the command does it.
          let workbook = Workbook(workbook.options)
          let calibration = try workbook.calibration()
          let report = QuantizeReport(
            network: try workbook.network(), ledger: calibration.ledger,
            results: try search(calibration), skipped: workbook.skipped)
          _ = report.json().text(indent: 2)
        }
      ]
    }
  }

  /// The model as the pictures of one batch quantize it.
  private func quantized(_ model: Model, for input: ModelInput) throws -> QuantizationResult {
    let dataset = try workbook.representativeDataset()
    let calibration = try Calibration(
      of: model,
      representativeDataset: RepresentativeDataset(
        images: Array(dataset.images.prefix(32)), batchSize: 32, input: input), on: machine)
    return try calibration.quantized(
      by: QuantizationConfig(), weights: calibration.quantizedWeights())
  }

  /// Inference on random pixels: its time does not depend on what is on a picture.
  ///
  /// - Parameter transfer: Moves what a run has to move, so many times; `nil` when that is not known.
  private func inference(
    _ executor: any Executor, batch: Int, inFloats: Bool = true,
    transfer: ((Tensor, Int) throws -> Transfer)? = nil,
    _ task: (Int?, Int?, Int?, @escaping () throws -> Void) -> Task
  ) -> Task {
    var random = SplitMix64(seed: 1)
    let shape = executor.model.inputShape.prepending(batch)
    let input = Tensor(shape: shape, values: random.floats(shape.elementCount))
    // Long enough for the clock and for the threads to start.
    let runs = max(1, 32 / batch)
    var inference = task(batch, batch * runs, inFloats ? 2 * executor.model.multiplyAdds : nil) {
      for _ in 0..<runs { _ = try executor.output(for: input) }
    }
    if let transfer { inference.transfer = { try transfer(input, runs) } }
    return inference
  }

  private func search(_ calibration: Calibration) throws -> [QuantizationResult] {
    let weights = try calibration.quantizedWeights()
    return try workbook.errorMethods.map { method in
      try calibration.quantized(by: method, weights: weights)
    }
  }
}
