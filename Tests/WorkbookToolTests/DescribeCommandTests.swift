import Foundation
import Tensors
import TestSupport
import Testing

/// What `workbook describe` says of small models whose every number can be counted by hand.
struct DescribeCommandTests {
  private let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  private func json(_ words: [String]) throws -> [String: Any] {
    let outcome = try Programs.run("workbook", ["describe", "--json"] + words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    return try #require(object as? [String: Any])
  }

  private func part(_ report: [String: Any], _ key: String) throws -> [String: Any] {
    try #require(report[key] as? [String: Any])
  }

  private func layers(_ report: [String: Any]) throws -> [[String: Any]] {
    try #require(report["layers"] as? [[String: Any]])
  }

  private func write(_ model: KerasModelFile) -> [String] {
    model.write(to: scratch.file("small.h5"))
    return ["--weights", scratch.file("small.h5").path]
  }

  @Test func everyFactIsThere() throws {
    let report = try json(write(KerasModelFile()))
    #expect(report["schema"] as? Int == 1)
    let file = try part(report, "file")
    #expect(file["path"] as? String == scratch.file("small.h5").path)
    #expect(file["format"] as? String == ".h5" && file["kerasVersion"] as? String == "2.14.0")
    #expect(file["description"] as? String == "file")
    let model = try part(report, "model")
    #expect(model["name"] as? String == "small" && model["alpha"] is NSNull)
    #expect(model["inputSize"] as? Int == 8 && model["inputShape"] as? [Int] == [8, 8, 3])
    #expect(model["sizeSource"] as? String == "file")
    #expect(model["classes"] as? Int == 3 && model["outputs"] as? Int == 3)
    #expect(model["outputMeaning"] as? String == "probabilities")
    // 3·3·3·4 + 4, four times 4, 4·3 + 3.
    #expect(model["parameters"] as? Int == 112 + 16 + 15)
    // 8·8·4 sums of 27, and 3 of 4.
    #expect(model["multiplyAdds"] as? Int == 8 * 8 * 4 * 27 + 12)
    let preprocessing = try part(report, "preprocessing")
    #expect(preprocessing["own"] is NSNull && preprocessing["applied"] as? String == "-1..1")
    let quantization = try part(report, "quantization")
    #expect(quantization["isPossible"] as? Bool == true && quantization["obstacle"] is NSNull)
    #expect(quantization["kernels"] as? Int == 2)
  }

  @Test func everyLayerHasARow() throws {
    let rows = try layers(try json(write(KerasModelFile())))
    func column<Value>(_ key: String) -> [Value?] { rows.map { $0[key] as? Value } }
    #expect(
      column("layer") == [
        "photo", "stem", "stem_norm", "stem_relu", "pool", "answer", "answer",
      ])
    #expect(
      column("class") == [
        "InputLayer", "Conv2D", "BatchNormalization", "ReLU", "GlobalAveragePooling2D", "Dense",
        "Softmax",
      ])
    #expect(column("parameters") == [0, 112, 16, 0, 0, 15, 0])
    #expect(
      column("outputShape") == [
        [8, 8, 3], [8, 8, 4], [8, 8, 4], [8, 8, 4], [4], [3], [3],
      ])
    #expect(
      column("node") == [
        "photo", "stem_bn", "stem_bn", "stem_relu", "pool", "answer", "answer_post_activation",
      ])
    #expect(
      column("output") == [
        "quantized", "folded", "fused", "quantized", "quantized", "quantized", "quantized",
      ])
    #expect(column("bitWidth") == [8, nil, nil, 8, 8, 8, 8])
    #expect(column("kernelBitWidth") == [nil, 8, nil, nil, nil, 8, nil])
  }

  @Test func thePlatformDecidesTheBits() throws {
    let rows = try layers(try json(write(KerasModelFile()) + ["--tpc", "imx500-5.0"]))
    #expect(rows.count == 7)
    let wrong = try Programs.run("workbook", ["describe", "--tpc", "none.json"])
    #expect(wrong.status == 66 && wrong.errors.contains("none.json"), "\(wrong.errors)")
  }

  @Test func aPreprocessingOfItsOwnIsNamed() throws {
    var model = KerasModelFile()
    model.insert(
      .init("to_unit", "Rescaling", #""scale": 0.0039215686, "offset": 0.0"#, reading: ["photo"]))
    let words = write(model)
    let preprocessing = try part(try json(words), "preprocessing")
    #expect(preprocessing["own"] as? String == "to_unit")
    #expect(preprocessing["ownClass"] as? String == "Rescaling")
    #expect(preprocessing["applied"] as? String == "none")
    let text = try Programs.run("workbook", ["describe"] + words).output
    #expect(text.contains("to_unit (Rescaling)"), "\(text)")
  }

  @Test func oneOutputTellsTwoClassesApart() throws {
    var model = KerasModelFile()
    model["answer"].config = #""units": 1, "activation": "sigmoid""#
    model["answer"].weights = [
      ("kernel", Tensor(shape: [4, 1])), ("bias", Tensor(shape: [1])),
    ]
    let words = write(model)
    let facts = try part(try json(words), "model")
    #expect(facts["outputs"] as? Int == 1 && facts["classes"] as? Int == 2)
    #expect(facts["outputMeaning"] as? String == "probability")
    let text = try Programs.run("workbook", ["describe"] + words).output
    #expect(text.contains("the second of two classes"), "\(text)")
  }

  @Test func theSizeMayBeAsked() throws {
    let words = write(KerasModelFile())
    let asked = try part(try json(words + ["--input-size", "6x10"]), "model")
    #expect(asked["inputShape"] as? [Int] == [6, 10, 3] && asked["inputSize"] is NSNull)
    #expect(asked["sizeSource"] as? String == "asked")
  }

  @Test func weightsAloneAreAMobileNetV2OfAnAssumedSize() throws {
    SyntheticNetwork().write(to: scratch.file("weights.h5"))
    let words = ["--weights", scratch.file("weights.h5").path]
    let report = try json(words)
    #expect(try part(report, "model")["sizeSource"] as? String == "assumed")
    #expect(try part(report, "model")["alpha"] as? Double == 0.35)
    #expect(try part(report, "file")["description"] as? String == "shapes")
    let quantization = try part(report, "quantization")
    #expect(quantization["activations"] as? Int == 66 && quantization["kernels"] as? Int == 53)
    let text = try Programs.run("workbook", ["describe"] + words).output
    #expect(text.contains("224 × 224") && text.contains("assumed"), "\(text)")
  }

  @Test func withoutWeightsItIsTheWorkbooksOwn() throws {
    let model = try part(try json([]), "model")
    #expect(model["classes"] as? Int == 20 && model["inputSize"] as? Int == 96)
    let larger = try part(try json(["--input-size", "128"]), "model")
    #expect(larger["inputSize"] as? Int == 128)
    let outcome = try Programs.run("workbook", ["describe", "--architecture", "a.json"])
    #expect(outcome.status == 64 && outcome.errors.contains("give both"), "\(outcome.errors)")
  }

  /// The text has the same facts and a line for every layer.
  @Test func theTextSaysTheSame() throws {
    let words = write(KerasModelFile())
    let text = try Programs.run("workbook", ["describe"] + words).output
    for word in [
      "small, 6 layers", ".h5 of Keras 2.14.0", "8 × 8 pixels, 3 channels (the file says so)",
      "-1..1 (x/127.5-1)", "3 probabilities", "143 parameters", "6,924 multiply-adds",
      "2 kernels are quantized",
    ] {
      #expect(text.contains(word), "“\(word)” is not in:\n\(text)")
    }
    let line = text.split(separator: "\n").first { $0.hasPrefix("stem_norm") }
    #expect(line?.contains("stem_bn") == true && line?.contains("fused") == true, "\(text)")
  }
}
