import Exercises
import Imaging
import PostTrainingQuantization
import Quantization
import Support

/// The exercises of chapter 9 and their checks.
public enum Chapter9 {
  /// The exercises, in order.
  public static var exercises: [Exercise<any Chapter9Exercises>] {
    [
      chanceOfTheLargest, halves, margin, inputThresholdWithoutPreprocessing,
      agreeingHalvesReason,
    ]
  }

  private static var chanceOfTheLargest: Exercise<any Chapter9Exercises> {
    Exercise(
      .predict, "chanceOfTheLargest",
      lookAt: "Each of the 320 pictures is as likely to hold the largest value as any other."
    ) { answers, _ in
      compare(try answers.chanceOfTheLargest(), 32.0 / 320)
    }
  }

  private static var halves: Exercise<any Chapter9Exercises> {
    Exercise(
      .write, "halves",
      lookAt: "Cut the order in the middle first, and sort each part afterwards."
    ) { answers, _ in
      for order in [[3, 0, 2, 1], [1, 0], [4, 0, 3, 1, 2], [5, 2, 0, 4, 1, 3, 6]] {
        let middle = order.count / 2
        let expected = [order[..<middle].sorted(), order[middle...].sorted()]
        let got = try answers.halves(of: order)
        guard got != expected else { continue }
        let text = written(order.map(Double.init))
        let shares = got.flatMap { $0 }
        return Difference(
          input: "the order \(text)",
          expected: written(expected.map { $0.map(Double.init) }),
          got: written(got.map { $0.map(Double.init) }),
          advice: Set(shares).count < shares.count
            ? "The halves have a picture in common." : nil)
      }
      return nil
    }
  }

  private static var margin: Exercise<any Chapter9Exercises> {
    Exercise(
      .write, "margin",
      lookAt: "Take the error at the other half's choice, on the values of the own half."
    ) { answers, _ in
      let cases: [(first: [Double], second: [Double])] = [
        ([8, 2, 3], [9, 4, 2]), ([4, 2, 5], [6, 3, 8]), ([5, 4, 1], [2, 3, 8]),
        ([2, 2, 3], [5, 4, 6]), ([1, 10], [12, 10]),
      ]
      for (first, second) in cases {
        func choice(_ errors: [Double]) -> Int {
          errors.indices.reduce(0) { errors[$1] < errors[$0] ? $1 : $0 }
        }
        let (a, b) = (choice(first), choice(second))
        let found = compare(
          try answers.margin(first: first, second: second),
          max(first[b] / first[a], second[a] / second[b]),
          for: "the errors \(written(first)) and \(written(second))",
          advice: a == b ? "Where both halves choose the same, the margin is 1." : nil)
        if let found { return found }
      }
      return nil
    }
  }

  private static var inputThresholdWithoutPreprocessing: Exercise<any Chapter9Exercises> {
    Exercise(
      .change, "inputThresholdWithoutPreprocessing",
      lookAt:
        "`swift run workbook quantize --preprocessing none --error-method noClipping` prints it first."
    ) { answers, data in
      let got = try answers.inputThresholdWithoutPreprocessing()
      let (calibration, dataset) = (try data.calibration(), try data.representativeDataset())
      let node = try data.node(calibration.prepared.model.layers[0].name)
      let threshold = try data.loading {
        // One batch shows a white pixel.
        let wrong = try calibration.repeated(
          on: dataset.with(dataset.images.sample(32), input: dataset.input.with(.none)))
        return try wrong.search(
          node, config: QuantizationConfig(activationErrorMethod: .noClipping)
        ).parameters.range.magnitude
      }
      return compare(got, threshold)
    }
  }

  private static var agreeingHalvesReason: Exercise<any Chapter9Exercises> {
    .explain(
      "agreeingHalvesReason", lookAt: "Where do the pictures of the two halves come from?"
    ) {
      try $0.agreeingHalvesReason()
    }
  }
}
