import Foundation
import Imaging
import Testing

@testable import PostTrainingQuantization

struct CalibrationMistakeTests {
  /// Forty images of four classes, the classes in turn.
  private func dataset(_ preprocessing: Preprocessing = .minusOneToOne) throws
    -> RepresentativeDataset
  {
    let images = (0..<40).map {
      LabelledImage(
        path: "\($0 % 4)/\($0)", url: URL(fileURLWithPath: "/\($0)"), classIndex: $0 % 4)
    }
    return try RepresentativeDataset(
      images: images, batchSize: 7,
      input: ModelInput(height: 8, width: 8, preprocessing: preprocessing))
  }

  @Test func mistakesChangePicturesOrTheirChoice() throws {
    let right = try dataset()
    for mistake in CalibrationMistake.allCases {
      let wrong = try right.making(mistake)
      #expect(wrong.batchSize == 7)
      let isFew = mistake == .oneKind || mistake == .sixteen
      #expect(wrong.images.count == (isFew ? 16 : 40))
      #expect((wrong.input == right.input) == isFew, "\(mistake)")
      #expect(!isFew ? wrong.images == right.images : true)
    }
    #expect(try right.making(.darker).input.effect == .darker(0.3))
    #expect(try right.making(.swappedColours).input.effect == .swappedColours)
    #expect(Set(CalibrationMistake.allCases.map(\.title)).count == 6)
  }

  /// The first classes, each class's images in their order.
  @Test func oneKindIsTheFirstClasses() throws {
    let wrong = try dataset().making(.oneKind).images
    #expect(
      wrong.map(\.classIndex) == Array(repeating: 0, count: 10) + Array(repeating: 1, count: 6))
    #expect(wrong.prefix(3).map(\.path) == ["0/0", "0/4", "0/8"])
    // In the order of a folder, class by class, sixteen from all over the list are of all classes.
    let sorted = try dataset().with(dataset().images.sorted { $0.classIndex < $1.classIndex })
    #expect(Set(try sorted.making(.sixteen).images.map(\.classIndex)).count == 4)
  }

  @Test func theWrongPreprocessingIsAnotherOne() throws {
    for preprocessing in Preprocessing.allCases {
      let wrong = try dataset(preprocessing).making(.wrongPreprocessing).input.preprocessing
      #expect(wrong == (preprocessing == .zeroToOne ? .minusOneToOne : .zeroToOne))
    }
  }
}
