import Foundation
import Graph
import TestSupport
import Testing

@testable import KerasModels

/// Which pixels a model is given, and in which numbers Keras computes with them.
struct OwnPreprocessingTests {
  private func model(_ change: (inout KerasModelFile) -> Void) throws -> KerasModel {
    let scratch = try ScratchFolder()
    var file = KerasModelFile()
    change(&file)
    file.write(to: scratch.file("model.h5"))
    return try KerasModel(contentsOf: scratch.file("model.h5"))
  }

  private func finding(
    _ change: (inout KerasModelFile) -> Void
  ) throws -> KerasModelError.Finding? {
    do {
      _ = try model(change)
      return nil
    } catch KerasModelError.model(_, let finding) { return finding }
  }

  private static let rescaling = #""scale": 0.1, "offset": 0"#

  @Test(
    "a rescaling behind layers that only move, average or choose pixels is the model's own preprocessing",
    arguments: [
      ("Cropping2D", #""cropping": 1"#), ("ZeroPadding2D", #""padding": 1"#),
      ("AveragePooling2D", #""pool_size": 2"#), ("MaxPooling2D", #""pool_size": 2"#),
      ("Activation", #""activation": "linear""#), ("Reshape", #""target_shape": [8, 8, 3]"#),
      ("Dropout", #""rate": 0.5"#),
    ])
  func behindOthers(className: String, config: String) throws {
    let read = try model {
      $0.insert(.init("first", className, config, reading: ["photo"]))
      $0.insert(.init("again", "Dropout", #""rate": 0.5"#, reading: ["first"]))
      $0.insert(.init("scale", "Rescaling", Self.rescaling, reading: ["again"]))
    }
    #expect(read.preprocessing?.name == "scale")
  }

  @Test("a rescaling behind layers that compute something else is refused before the first kernel")
  func late() throws {
    let behindReLU = try finding {
      $0.insert(.init("first", "ReLU", reading: ["photo"]))
      $0.insert(.init("scale", "Rescaling", Self.rescaling, reading: ["first"]))
    }
    #expect(behindReLU == .lateScaling(layer: "scale", className: "Rescaling"))
    // Behind a kernel it is a layer like others.
    let behindKernel = try model {
      $0.insert(.init("scale", "Rescaling", Self.rescaling, reading: ["stem"]))
    }
    #expect(behindKernel.preprocessing == nil)
  }

  @Test("arithmetic that Keras does in whole numbers is refused behind an input of whole numbers")
  func wholeNumbers() throws {
    func inserting(_ layers: [(String, String)]) throws -> KerasModelError.Finding? {
      try finding { file in
        file["photo"].config += #", "dtype": "uint8""#
        var source = "photo"
        for (number, (className, config)) in layers.enumerated() {
          file.insert(.init("step\(number)", className, config, reading: [source]))
          source = "step\(number)"
        }
      }
    }
    let scale = ("Rescaling", Self.rescaling)
    #expect(try inserting([scale]) == nil)
    #expect(try inserting([("Cropping2D", #""cropping": 1"#), scale]) == nil)
    #expect(try inserting([("MaxPooling2D", #""pool_size": 2"#), scale]) == nil)
    let refused = KerasModelError.Finding.integerArithmetic(layer: "step0", format: "uint8")
    let average = ("AveragePooling2D", #""pool_size": 2"#)
    #expect(try inserting([average, scale]) == refused)
    // Keras 2's layers of augmentation give floats, at inference too.
    #expect(try inserting([("RandomFlip", #""mode": "horizontal""#), average, scale]) == nil)
  }

  @Test("layers of augmentation turn whole numbers into floats in Keras 2; of Keras 3 nobody tells")
  func augmentation() throws {
    let read = try model {
      $0.insert(.init("flip", "RandomFlip", #""mode": "horizontal""#, reading: ["photo"]))
      $0.insert(.init("average", "AveragePooling2D", #""pool_size": 2"#, reading: ["flip"]))
      $0.insert(.init("scale", "Rescaling", Self.rescaling, reading: ["average"]))
    }
    try read.model.checkWholeNumbers("uint8", isKeras2: true)
    let refused = KerasModelError.Finding.integerArithmetic(layer: "average", format: "uint8")
    #expect(throws: refused) { try read.model.checkWholeNumbers("uint8", isKeras2: false) }
  }

  @Test(
    "sums, differences and products of whole numbers wrap around in Keras; divisions do not",
    arguments: [
      ("math.subtract", true), ("math.multiply", true), ("math.add", true),
      ("math.truediv", false),
    ])
  func wrapping(function: String, isRefused: Bool) throws {
    let scratch = try ScratchFolder()
    var file = KerasModelFile()
    file["photo"].config += #", "dtype": "uint8""#
    file.insert(
      .init("op", "TFOpLambda", #""function": "\#(function)""#, reading: ["photo"]))
    file.insert(.init("scale", "Rescaling", Self.rescaling, reading: ["op"]))
    let json = file.json.replacingOccurrences(
      of: #"["photo", 0, 0, {}]"#, with: #"["photo", 0, 0, {"y": 127}]"#)
    file.write(to: scratch.file("model.h5"), description: json)
    var found: KerasModelError.Finding?
    do { _ = try KerasModel(contentsOf: scratch.file("model.h5")) } catch KerasModelError.model(
      _, let finding)
    { found = finding }
    #expect(found == (isRefused ? .integerArithmetic(layer: "op", format: "uint8") : nil))
  }

  @Test("an input of another number format than float32 is told as a layer's is")
  func formats() throws {
    for format in ["float16", "bfloat16"] {
      #expect(
        try model { $0["photo"].config += #", "dtype": "\#(format)""# }.precision == format)
    }
    #expect(try model { $0["photo"].config += #", "dtype": "float32""# }.precision == nil)
  }

  @Test("an epsilon that Keras 2 raises when it computes is told")
  func epsilons() throws {
    #expect(try model { _ in }.raisedEpsilon == nil)
    let small = try model { $0["stem_norm"].config = #""epsilon": 1e-5"# }
    #expect(small.raisedEpsilon == "stem_norm")
    let least = try model { $0["stem_norm"].config = #""epsilon": 1.001e-5"# }
    #expect(least.raisedEpsilon == nil)
  }
}
