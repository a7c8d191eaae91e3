import Foundation
import TestSupport
import Testing

@testable import KerasModels

struct WeightStoreTests {
  @Test("names of other bytes are other weights, though Unicode takes them for the same text")
  func namesAreBytes() throws {
    let scratch = try ScratchFolder()
    var file = KerasModelFile()
    let weights = file["stem"].weights
    file["stem"].weights = zip(["\u{E9}", "e\u{301}"], weights).map { name, weight in
      (name: name, tensor: weight.tensor)
    }
    file.write(to: scratch.file("model.h5"))
    let model = try KerasModel(contentsOf: scratch.file("model.h5"))
    let kernel = try #require(model.model["stem"]?.operation.weights?.kernel)
    #expect(kernel == weights[0].tensor)
  }
}
