import Foundation
import TestSupport
import Testing

struct QuantizationOptionsTests {
  /// Two columns of one name could not be told apart; an error method that is named twice is taken once, too.
  @Test func aBitWidthThatIsNamedTwiceIsTakenOnce() throws {
    let small = try SmallModelFolder()
    let file = small.scratch.file("predictions.csv")
    let repeated = [
      "--error-method", "mse", "--error-method", "mse", "--activation-bits", "8",
      "--activation-bits", "4", "--activation-bits", "8", "--evaluation-images", "2",
    ]
    let outcome = try Programs.run(
      "workbook", ["evaluate", "--predictions", file.path] + repeated + small.options)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.hasPrefix("path,class,float,mse-8bit,mse-4bit\n"), "\(text.prefix(60))")
  }
}
