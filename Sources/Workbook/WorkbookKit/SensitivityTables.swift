import Evaluation
import Foundation
import PostTrainingQuantization
import Quantization
import Support

/// Some outputs, each rounded alone; unless others are given, those that make most noise in the logits.
///
/// `mended` are pictures that only the network with the rounded output gets right, `spoiled` those that only the one
/// without gets right; p is the paired test's.
///
/// - Parameter count: How many.
public func sensitivityTable(
  _ report: SensitivityReport, of outputs: [OutputSensitivity]? = nil, first count: Int
) -> Table {
  let leavesOut = report.outputs.contains { $0.allBut != nil }
  return Table(
    ["output", "grid", "noise %", "alone dB"] + (leavesOut ? ["without it dB"] : [])
      + ["cross-entropy", "other answers", "95 % interval", "mended", "spoiled", "p"],
    rows: (outputs ?? report.ranked).prefix(count).map { output in
      let evaluation = output.alone.evaluation
      let pair = evaluation.compared(with: report.unrounded)
      let images = evaluation.predictions.count
      let others = Proportion(images - evaluation.agreesWithFloat, of: images)
      let head: [Table.Cell] = [
        .text(output.node), .text(output.parameters.text),
        .number(100 * report.share(of: output), digits: 1),
        .decibels(output.alone.logitsDecibels),
      ]
      return head + (report.gain(of: output).map { [.gain($0)] } ?? []) + [
        .signed(evaluation.crossEntropy - report.unrounded.crossEntropy, digits: 4),
        .integer(others.count), .percent(others.interval), .integer(pair.onlyFirst),
        .integer(pair.onlySecond), .chance(pair.pValue),
      ]
    })
}

/// The network before and after all outputs are rounded, and what the noises of single outputs add up to.
public func sensitivitySummary(_ report: SensitivityReport) -> Table {
  let all = report.all
  return Table(
    ["rounded", "top-1", "cross-entropy", "other answers", "logits dB"],
    rows: [
      [
        "no output", .integer(report.unrounded.top1.count),
        .number(report.unrounded.crossEntropy, digits: 4), .integer(0), .none,
      ],
      [
        "all outputs", .integer(all.evaluation.top1.count),
        .number(all.evaluation.crossEntropy, digits: 4),
        .integer(all.evaluation.predictions.count - all.evaluation.agreesWithFloat),
        .decibels(all.logitsDecibels),
      ],
      [
        "one at a time, noises added up", .none, .none, .none,
        .decibels(signalToNoise(signal: all.signal, noise: report.noiseOfAllAlone)),
      ],
    ])
}

/// What was tried at one output, the least noise first.
///
/// - Parameter before: The network with the output's own quantizer, on the same pictures.
public func remedyTable(_ trial: RemedyTrial, before: ChangedEvaluation) -> Table {
  let own = Table(["remedy", "grid", "bits", "logits dB", "change dB"])
  let tried = trial.tried.sorted { $0.evaluation.noise < $1.evaluation.noise }
  return Table(
    own.columns,
    rows: tried.map { remedy, evaluation in
      [
        .text(remedy.name), .text(remedy.parameters.text), .integer(remedy.parameters.bitWidth),
        .decibels(evaluation.logitsDecibels),
        .gain(evaluation.logitsDecibels - before.logitsDecibels),
      ]
    })
}

/// The remedy that was chosen for every output.
public func remediesTable(_ report: RemedyReport) -> Table {
  Table(
    ["output", "remedy", "grid", "as an option"],
    rows: report.trials.map { trial in
      guard let best = trial.best else {
        return [.text(trial.node), "nothing helped", .none, .none]
      }
      return [
        .text(trial.node), .text(best.name), .text(best.parameters.text),
        .text("--override \(trial.node)=\(best.override)"),
      ]
    })
}

/// The network before and after the remedies, on the pictures that decided nothing.
public func remediedTable(_ report: RemedyReport) -> Table {
  let models = [
    ("before", report.before.evaluation), ("remedies", report.after),
    ("twice the bits", report.wider),
  ].compactMap { name, evaluation in evaluation.map { (name, $0) } }
  return Table(
    ["unseen pictures", "top-1", "%", "cross-entropy", "agrees", "SQNR dB", "p vs before"],
    rows: models.map { name, evaluation in
      let pair = evaluation.compared(with: report.before.evaluation)
      return [
        .text(name), .integer(evaluation.top1.count),
        .number(100 * evaluation.top1.fraction, digits: 1),
        .number(evaluation.crossEntropy, digits: 4), .integer(evaluation.agreesWithFloat),
        .number(evaluation.sqnrDecibels, digits: 1),
        name == "before" ? .none : .chance(pair.pValue),
      ]
    })
}

extension Table.Cell {
  /// A ratio in decibels; a dash where nothing changed.
  static func decibels(_ ratio: Double) -> Table.Cell {
    ratio.isFinite ? .number(ratio, digits: 1) : .none
  }

  /// A difference in decibels; a dash where one of the two has no noise.
  static func gain(_ difference: Double) -> Table.Cell {
    difference.isFinite ? .signed(difference, digits: 2) : .none
  }

  /// An interval of a share, in percent.
  static func percent(_ interval: ClosedRange<Double>) -> Table.Cell {
    .text(
      "\(fixed(interval.lowerBound * 100, digits: 1)) to "
        + fixed(interval.upperBound * 100, digits: 1))
  }
}

extension ActivationQuantizationParameters {
  /// The threshold with its sign, or the ends: `±4`, `8`, `-1.20 … 3.00`.
  var text: String {
    switch range {
    case .threshold(let t, let isSigned):
      (isSigned ? "±" : "") + (t.significand == 1 ? compact(t) : significant(t, digits: 5))
    case .interval:
      "\(fixed(grid.lower, digits: 2)) … \(fixed(grid.upper, digits: 2))"
    }
  }
}
