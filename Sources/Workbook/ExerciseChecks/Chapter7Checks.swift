import Exercises
import IntegerNetwork
import WorkbookKit

/// The exercises of chapter 7 and their checks.
public enum Chapter7 {
  /// The exercises, in order.
  public static var exercises: [Exercise<any Chapter7Exercises>] {
    [
      productsThatFit, requantized, codeOfPixel, shiftForALargerThreshold, differenceByOneReason,
    ]
  }

  private static var productsThatFit: Exercise<any Chapter7Exercises> {
    Exercise(
      .predict, "productsThatFit",
      lookAt: "The largest number of 32 bits with a sign is 2^31 − 1."
    ) { answers, _ in
      compare(try answers.productsThatFit(), Int(Int32.max) / (255 * 128))
    }
  }

  private static var requantized: Exercise<any Chapter7Exercises> {
    Exercise(
      .write, "requantized",
      lookAt: "Multiply, add half of what is divided by, shift, add the zero point, then clip."
    ) { answers, _ in
      let half = "Halves go up: 1.5 becomes 2, and −1.5 becomes −1."
      let inputs: [(sum: Int, multiplier: Int, shift: Int, zeroPoint: Int, advice: String?)] = [
        (15_872, 1_717_986_918, 7, 0, nil), (-15_872, 1_717_986_918, 7, 0, nil),
        (3, 1 << 30, 0, 0, half), (-3, 1 << 30, 0, 0, half),
        (100, 1 << 30, 3, -128, "The zero point is added after rounding."),
        (1_000_000, 1 << 30, 2, 5, "What is too large for a code becomes the largest code."),
        (-1_000_000, 1 << 30, 2, 5, "What is too small for a code becomes the smallest code."),
        (2_147_483_647, 2_147_483_647, 25, 0, "The product needs 62 bits."),
      ]
      for (sum, multiplier, shift, zeroPoint, advice) in inputs {
        let rounded = (sum * multiplier + 1 << (30 + shift)) >> (31 + shift)
        let found = compare(
          try answers.requantized(
            sum, multiplier: multiplier, shift: shift, zeroPoint: zeroPoint),
          min(max(rounded + zeroPoint, -128), 127),
          for: "sum \(sum), multiplier \(multiplier), shift \(shift), zero point \(zeroPoint)",
          advice: advice)
        if let found { return found }
      }
      return nil
    }
  }

  private static var codeOfPixel: Exercise<any Chapter7Exercises> {
    Exercise(
      .write, "code",
      lookAt: "The network wants pixel / 127.5 − 1; on the signed grid of t = 1 a step is 1 / 128."
    ) { answers, _ in
      for byte in FirstByte.all {
        let found = compare(
          try answers.code(ofPixel: byte.pixel), Int(byte.code), for: "pixel \(byte.pixel)",
          advice: byte.pixel == 255 ? "The largest code is 127." : nil)
        if let found { return found }
      }
      return nil
    }
  }

  private static var shiftForALargerThreshold: Exercise<any Chapter7Exercises> {
    Exercise(
      .change, "shiftForALargerThreshold",
      lookAt: "The table has t up to 16; every doubling of t changes the shift by the same."
    ) { answers, _ in
      let step = IntegerGrid(threshold: 4, isSigned: false).scale * 0.8 / 128
      let grid = IntegerGrid(threshold: 32, isSigned: true)
      let factor = FixedPointMultiplier(Double(step) / Double(grid.scale))
      return compare(try answers.shiftForALargerThreshold(), -factor.exponent)
    }
  }

  private static var differenceByOneReason: Exercise<any Chapter7Exercises> {
    .explain("differenceByOneReason", lookAt: "Look at the table of three roundings.") {
      try $0.differenceByOneReason()
    }
  }
}
