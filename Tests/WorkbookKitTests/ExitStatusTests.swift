import ArgumentParser
import Evaluation
import Graph
import ImageNet
import Imaging
import KerasModels
import PostTrainingQuantization
import Quantization
import TargetPlatform
import Testing
import WorkbookKit

struct ExitStatusTests {
  // The library of tests has a type of this name too.
  private typealias Status = WorkbookKit.ExitStatus
  private struct Unknown: Error {}

  @Test func everyKindOfErrorHasItsNumber() {
    let errors: [(any Error, Status)] = [
      (KerasModelError.missing(path: "x.h5"), .inputMissing),
      (KerasModelError.damaged(path: "x.h5", reason: "it ends"), .badData),
      (KerasModelError.inputSize("0 x 9", path: "x.h5", reason: "no rows"), .usage),
      (LabelledImageFolderError.missing(path: "x"), .inputMissing),
      (ImageError.empty(path: "x.png"), .badData),
      (QuantizationRequestError.tooFewImages(found: 1, wanted: 2), .inputMissing),
      (QuantizationRequestError.emptyBatch(0), .usage),
      (QuantizationRequestError.notANumber(node: "x"), .badData),
      (QuantizationRequestError.substitutionFails(layer: "x", why: "y"), .badData),
      (QuantizationError.bitWidthOutOfRange(1), .usage),
      (QuantizationError.invalidKernel, .badData),
      (ImageNetError.notAnImage(path: "x", image: "y", found: "text"), .badData),
      (ImageNetError.notWritable(path: "x", reason: ""), .inputOutput),
      (EvaluationError.noImages, .inputMissing),
      (EvaluationError.noHalves(images: 1), .inputMissing),
      (FetchError.connection(source: "x", reason: ""), .network),
      (FetchError.notAURL("x"), .usage),
      (GraphError.unknownLayer("x", known: []), .usage),
      (Unknown(), .failure),
      (ValidationError("x"), .usage),
      (LayerNotQuantized(layer: "x", nodes: []), .usage),
    ]
    for (error, status) in errors { #expect(Status(error) == status, "\(error)") }
  }

  @Test func theNumbersAreThoseOfTheSystem() {
    let numbers: [(Status, Int32)] = [
      (.success, 0), (.failure, 1), (.usage, 64), (.badData, 65), (.inputMissing, 66),
      (.network, 69), (.inputOutput, 74),
    ]
    for (status, number) in numbers { #expect(status.rawValue == number) }
  }
}
