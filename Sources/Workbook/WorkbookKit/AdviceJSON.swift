import Evaluation
import PostTrainingQuantization
import Support

extension AdviceReport {
  private typealias Fields = [(key: String, value: OrderedJSON)]

  /// The machine-readable form; its keys are described in `WorkbookTool/JSON.md`.
  public var json: OrderedJSON {
    var root: Fields = [("schema", .integer(1)), ("model", .object(network.jsonFields))]
    root.append(("images", .integer(float.predictions.count)))
    root.append(("skipped", .integer(skipped.count)))
    root.append(("calibrationSawImages", .bool(!isOnOtherImages)))
    root.append(("float", .object(fields(of: float))))
    root.append(("methods", .array(methods.indices.map(method))))
    root.append(("recommendation", .object(recommended)))
    root.append(("damage", .object(damaged)))
    root.append(("outputs", .array(remedies.trials.map(output))))
    root.append(("remedies", .object(remedied)))
    root.append(("calibration", .object(calibrated)))
    return .object(root)
  }

  private func fields(of result: EvaluationResult) -> Fields {
    let (top1, interval) = (result.top1, result.top1.interval)
    var fields: Fields = [("name", .string(result.name)), ("right", .integer(top1.count))]
    fields.append(("of", .integer(top1.total)))
    fields.append(
      ("interval", .array([.number(interval.lowerBound), .number(interval.upperBound)])))
    fields.append(("crossEntropy", .number(result.crossEntropy)))
    fields.append(("agreesWithFloat", .integer(result.agreesWithFloat)))
    fields.append(("sqnrDecibels", finite(result.sqnrDecibels)))
    return fields
  }

  private func method(_ index: Int) -> OrderedJSON {
    var own = fields(of: methods[index])
    let pair = index == 0 ? nil : recommendation.rivals[index - 1].pair
    own.append(("onlyItRight", integer(pair?.onlyFirst)))
    own.append(("onlyUsualRight", integer(pair?.onlySecond)))
    own.append(("p", pair.map { OrderedJSON.number($0.pValue) } ?? .null))
    return .object(own)
  }

  private var recommended: Fields {
    var fields: Fields = [("method", .string(taken.method.name))]
    switch recommendation.certainty {
    case .better:
      fields += [("certainty", .string("better")), ("neededImages", .null)]
    case .closerToFloat:
      fields += [("certainty", .string("closerToFloat")), ("neededImages", .null)]
    case .noneBetter:
      fields += [("certainty", .string("noneBetter")), ("neededImages", .null)]
    case .cannotTell(let needed):
      fields += [("certainty", .string("cannotTell")), ("neededImages", .integer(needed))]
    }
    fields.append(("sentence", .string(recommendation.sentence)))
    return fields
  }

  private var damaged: Fields {
    [
      ("hurts", .bool(hurts)), ("onlyFloatRight", .integer(loss.onlySecond)),
      ("onlyQuantizedRight", .integer(loss.onlyFirst)), ("p", .number(loss.pValue)),
      ("sentence", .string(damage)),
    ]
  }

  private func output(_ trial: RemedyTrial) -> OrderedJSON {
    let own = sensitivity.outputs.first { $0.node == trial.node }
    var fields: Fields = [("node", .string(trial.node))]
    fields.append(("bitWidth", integer(own?.parameters.bitWidth)))
    fields.append(("grid", own.map { OrderedJSON.string($0.parameters.text) } ?? .null))
    fields.append(
      ("noiseShare", own.map { OrderedJSON.number(sensitivity.share(of: $0)) } ?? .null))
    fields.append(("aloneDecibels", own.map { finite($0.alone.logitsDecibels) } ?? .null))
    fields.append(("remedy", trial.best.map { OrderedJSON.string($0.name) } ?? .null))
    let override = trial.best.map { "\(trial.node)=\($0.override)" }
    fields.append(("override", override.map(OrderedJSON.string) ?? .null))
    return .object(fields)
  }

  private var remedied: Fields {
    let before = remedies.before.evaluation
    var fields: Fields = [("deciding", .integer(remedies.decided))]
    fields.append(("unseen", .integer(before.predictions.count)))
    fields.append(("before", .object(self.fields(of: before))))
    fields.append(("after", remedies.after.map { .object(self.fields(of: $0)) } ?? .null))
    fields.append(("twiceTheBits", remedies.wider.map { .object(self.fields(of: $0)) } ?? .null))
    fields.append(("sentence", .string(remedySentence)))
    return fields
  }

  private var calibrated: Fields {
    [
      ("images", .integer(taken.info.ledger.images.count)),
      ("digest", .string(taken.info.ledger.digest)),
      ("verdict", .string(stability.verdict.rawValue)),
      ("sentence", .string(stability.conclusion)),
    ]
  }

  private func finite(_ number: Double) -> OrderedJSON {
    number.isFinite ? .number(number) : .null
  }

  private func integer(_ number: Int?) -> OrderedJSON {
    number.map(OrderedJSON.integer) ?? .null
  }
}
