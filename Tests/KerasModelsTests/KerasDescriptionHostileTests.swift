import Foundation
import Graph
import HDF5Writer
import Tensors
import TestSupport
import Testing

@testable import KerasModels

/// Descriptions that ask for something impossible, or for something else than it seems: one clear error, never
/// a trap, and never another network than the one that is described.
struct KerasDescriptionHostileTests {
  /// What the reader says of a model that was changed.
  private func finding(
    _ change: (inout KerasModelFile) -> Void, _ edit: (String) -> String = { $0 }
  ) throws -> KerasModelError.Finding? {
    let scratch = try ScratchFolder()
    var file = KerasModelFile()
    change(&file)
    file.write(to: scratch.file("model.h5"), description: edit(file.json))
    do {
      _ = try KerasModel(contentsOf: scratch.file("model.h5"))
      return nil
    } catch KerasModelError.model(_, let finding) { return finding }
  }

  @Test(
    "an option of another kind than Keras writes is not taken for its standard value",
    arguments: [
      (#""groups": "2""#, "groups"), (#""strides": [2, "x"]"#, "strides"),
      (#""strides": [2]"#, "strides"), (#""dilation_rate": 1.5"#, "dilation_rate"),
      (#""data_format": 1"#, "data_format"), (#""dilation_rate": 0"#, "dilation_rate"),
    ])
  func options(text: String, option: String) throws {
    let found = try finding { $0["stem"].config += ", " + text }
    guard case .option(_, option, _)? = found else {
      Issue.record("\(text): \(String(describing: found))")
      return
    }
  }

  @Test("numbers that no float32 holds, or that Keras refuses, are refused")
  func numbers() throws {
    for (layer, text, option) in [
      ("stem_norm", #""epsilon": 1e300"#, "epsilon"), ("stem_norm", #""epsilon": -1"#, "epsilon"),
      ("stem_norm", #""axis": "3""#, "axis"), ("stem_relu", #""max_value": -6"#, "max_value"),
      ("stem_relu", #""max_value": "6""#, "max_value"),
      ("pool", #""keepdims": "true""#, "keepdims"),
      ("stem_relu", #""negative_slope": -0.5"#, "negative_slope"),
    ] {
      let found = try finding { $0[layer].config = text }
      guard case .option(layer, option, _)? = found else {
        Issue.record("\(text): \(String(describing: found))")
        continue
      }
    }
  }

  @Test("a border or shape is read in one way only")
  func borders() throws {
    for (className, text) in [
      ("ZeroPadding2D", #""padding": [1, 2, 3, 4]"#),
      ("ZeroPadding2D", #""padding": [[1], [2, 3, 4]]"#),
      ("ZeroPadding2D", #""padding": 0.5"#), ("Cropping2D", #""cropping": [[1, 1], [1, -1]]"#),
      ("Reshape", #""target_shape": [16777216, 16777216, 16777216]"#),
    ] {
      let found = try finding {
        $0.insert(.init("odd", className, text, reading: ["stem_relu"]))
      }
      guard case .option("odd", _, _)? = found else {
        Issue.record("\(text): \(String(describing: found))")
        continue
      }
    }
  }

  @Test("a tensor that no picture needs is refused before anything computes its size")
  func extents() throws {
    // Doubled so often that no integer holds the number of channels.
    let doubled = try finding { file in
      for number in 0..<70 {
        let source = number == 0 ? "stem_relu" : "twice\(number - 1)"
        file.insert(.init("twice\(number)", "Concatenate", reading: [source]))
        file["twice\(number)"].inputs = [source, source]
      }
    }
    guard case .growsTooLarge? = doubled else {
      Issue.record("\(String(describing: doubled))")
      return
    }
    let filters = Tensor(shape: [1, 1, 4, 1 << 20], values: [Float](repeating: 0, count: 4 << 20))
    let wide = try finding { file in
      file.insert(
        .init("big", "ZeroPadding2D", #""padding": 256"#, reading: ["stem_relu"]))
      file.insert(
        .init(
          "wide", "Conv2D", #""filters": 1048576, "kernel_size": [1, 1], "use_bias": false"#,
          reading: ["big"], weights: [("kernel", filters)]))
    }
    #expect(wide == .tooLarge(layer: "wide"))
    let padded = try finding { file in
      for (number, border) in [256, 520, 1560, 4680].enumerated() {
        let source = number == 0 ? "stem_relu" : "pad\(number - 1)"
        file.insert(
          .init("pad\(number)", "ZeroPadding2D", #""padding": \#(border)"#, reading: [source]))
      }
    }
    #expect(padded == .growsTooLarge(layer: "pad2"))
  }

  @Test("a concatenation of many numbers is read where it repeats none")
  func concatenations() throws {
    // Each of them gives 2^24 numbers.
    func read(_ inputs: [String]) throws -> KerasModelError.Finding? {
      try finding { file in
        file = KerasModelFile(shape: [2048, 2048, 3])
        file.insert(.init("drop", "Dropout", #""rate": 0.5"#, reading: ["stem_relu"]))
        file.insert(.init("again", "ReLU", reading: ["drop"]))
        file.insert(.init("both", "Concatenate", reading: ["again"]))
        file["both"].inputs = inputs
        let kernel = Tensor(shape: [12, 3], values: [Float](repeating: 1, count: 36))
        let bias = Tensor(shape: [3], values: [0, 0, 0])
        file["answer"].weights = [("kernel", kernel), ("bias", bias)]
      }
    }
    #expect(try read(["stem", "stem_norm", "again"]) == nil)
    let repeating = try read(["stem_relu", "drop", "again"])
    #expect(repeating == .growsTooLarge(layer: "both"))
  }

  @Test("a window that is hundreds of times as large as its input is refused")
  func windows() throws {
    for text in [
      #""pool_size": 65536, "padding": "same""#, #""pool_size": 300, "padding": "same""#,
    ] {
      let found = try finding {
        $0.insert(.init("odd", "MaxPooling2D", text, reading: ["stem_relu"]))
      }
      guard case .doesNotFit("odd", _, _)? = found else {
        Issue.record("\(text): \(String(describing: found))")
        continue
      }
    }
    // As in networks that are made smaller: a window around a single pixel.
    let small = try finding {
      $0.insert(.init("all", "MaxPooling2D", #""pool_size": 8"#, reading: ["stem_relu"]))
      $0.insert(
        .init("odd", "MaxPooling2D", #""pool_size": 9, "padding": "same""#, reading: ["all"]))
    }
    #expect(small == nil)
  }

  @Test("a padding that is hundreds of times as wide as its input is refused")
  func paddings() throws {
    for text in ["257", "65536", "[0, 257]", "[[257, 0], [0, 0]]", "[[0, 0], [0, 257]]"] {
      let found = try finding {
        $0.insert(
          .init("wide", "ZeroPadding2D", #""padding": \#(text)"#, reading: ["stem_relu"]))
      }
      #expect(found == .tooWide(layer: "wide", input: [8, 8, 4]), "\(text)")
    }
    // 256 pixels around any picture, and as many as there are around a larger one.
    let modest = try finding {
      $0.insert(.init("some", "ZeroPadding2D", #""padding": 256"#, reading: ["stem_relu"]))
      $0.insert(.init("more", "ZeroPadding2D", #""padding": [520, 0]"#, reading: ["some"]))
    }
    #expect(modest == nil)
  }

  @Test("a layer that reads nothing is the file's fault, whatever size was asked for")
  func nothing() throws {
    let scratch = try ScratchFolder()
    var file = KerasModelFile()
    file.insert(.init("odd", "Add", reading: ["stem_relu"]))
    file["odd"].inputs = []
    file.write(to: scratch.file("model.h5"), description: file.json)
    for size in [nil, 16] as [HeightWidth?] {
      do {
        _ = try KerasModel(contentsOf: scratch.file("model.h5"), size: size)
        Issue.record("a sum of nothing was read")
      } catch KerasModelError.model(_, .unknownInput("odd", "nothing")) {
      }
    }
  }

  @Test("a layer that reads more than it can is not computed without the rest")
  func inputs() throws {
    let several = try finding { $0["stem_norm"].inputs = ["stem", "photo"] }
    guard case .doesNotFit("stem_norm", _, _)? = several else {
      Issue.record("\(String(describing: several))")
      return
    }
    for className in ["Identity", "Add", "ReLU", "Conv2D", "Flatten", "Concatenate"] {
      #expect(
        try finding {
          $0.layers[3].className = className; $0.layers[3].inputs = []
        } != nil)
    }
    #expect(try finding { $0["stem_norm"].inputs = ["answer"] } != nil, "a circle")
    let unread = try finding {
      $0.layers.insert(.init("lost", "Flatten", reading: ["stem_relu"]), at: 4)
    }
    #expect(unread == .severalOutputs(["answer", "lost"]))
  }

  @Test("what a call says besides its inputs is not passed over")
  func calls() throws {
    for (from, to, option) in [
      (#"["stem", 0, 0, {}]"#, #"["stem", 0, 0, {"training": true}]"#, "training"),
      (#"["stem", 0, 0, {}]"#, #"["stem", 0, 0, {"mask": 1}]"#, "mask"),
    ] {
      let found = try finding({ _ in }) { $0.replacingOccurrences(of: from, with: to) }
      guard case .option("stem_norm", option, _)? = found else {
        Issue.record("\(to): \(String(describing: found))")
        continue
      }
    }
    let number = try finding({ _ in }) {
      $0.replacingOccurrences(
        of: #"["stem", 0, 0, {}]"#, with: #"["stem", 0, 0, {"y": 2.0}]"#)
    }
    guard case .unsupported("stem_norm", _)? = number else {
      Issue.record("\(String(describing: number))")
      return
    }
    #expect(
      try finding({ _ in }) {
        $0.replacingOccurrences(
          of: #"["stem", 0, 0, {}]"#, with: #"["stem", 0, 0, {"training": false}]"#)
      } == nil)
  }

  @Test("a layer that cannot be computed is named by what it does, whatever its arguments are")
  func slices() throws {
    let found = try finding({
      $0.insert(.init("turn", "SlicingOpLambda", reading: ["photo"]))
    }) {
      $0.replacingOccurrences(
        of: #"["photo", 0, 0, {}]"#,
        with: #"["photo", 0, 0, {"slice_spec": [{"class_name": "__ellipsis__"}, {"step": -1}]}]"#)
    }
    #expect("\(try #require(found))".contains("--preprocessing caffe"))
  }

  @Test("weights that Keras has quantized are told from those of another model")
  func quantizedAlready() throws {
    for policy in [
      #"{"class_name": "QuantizedFloat8DTypePolicy", "config": {"mode": "float8"}}"#,
      #"{"class_name": "Int4DTypePolicy", "config": {"mode": "int4/128"}}"#,
      #"{"class_name": "LaterDTypePolicy", "config": {"mode": "int2"}}"#, #""int8_from_float32""#,
    ] {
      let found = try finding { $0["stem"].config += #", "dtype": "# + policy }
      #expect("\(try #require(found))".contains("quantized already"), "\(policy)")
    }
  }

  @Test("an input of whole numbers is given none between -1 and 1")
  func integerInputs() throws {
    let uint8 = #", "dtype": "uint8""#
    let bare = try finding { $0["photo"].config += uint8 }
    #expect(bare == .integerInput(name: "photo", format: "uint8"))
    let behindNoise = try finding {
      $0["photo"].config += uint8
      $0.insert(.init("turn", "RandomFlip", reading: ["photo"]))
    }
    #expect(behindNoise == bare)
    // Then pixels come as they are.
    let rescaled = try finding {
      $0["photo"].config += uint8
      $0.insert(.init("scale", "Rescaling", #""scale": 0.1, "offset": 0"#, reading: ["photo"]))
    }
    #expect(rescaled == nil)
    // Which these formats cannot hold.
    for format in ["bool", "int8"] {
      let found = try finding {
        $0["photo"].config += #", "dtype": "\#(format)""#
        $0.insert(.init("scale", "Rescaling", #""scale": 0.1, "offset": 0"#, reading: ["photo"]))
      }
      #expect(found == .integerInput(name: "photo", format: format))
    }
  }

  @Test("a number format that Keras does not have, or that a layer cannot compute in, is refused")
  func numberFormats() throws {
    for (layer, format) in [
      ("photo", #""banana""#), ("photo", "3"), ("photo", #""\u001b[2J""#), ("stem", #""banana""#),
      ("stem", #""uint8""#), ("stem", "[]"), ("stem", #"{"config": {"name": "float33"}}"#),
      ("stem", #"{"module": null, "class_name": "DTypePolicy", "config": {"name": "float32"}}"#),
    ] {
      let found = try finding { $0[layer].config += #", "dtype": "# + format }
      guard case .option(layer, "dtype", _)? = found else {
        Issue.record("\(layer), \(format): \(String(describing: found))")
        continue
      }
    }
    for format in [
      #""float32""#, #""bfloat16""#, "null",
      #"{"module": "keras", "class_name": "DTypePolicy", "config": {"name": "mixed_float16"}}"#,
    ] {
      #expect(try finding { $0["stem"].config += #", "dtype": "# + format } == nil, "\(format)")
    }
  }

  @Test("two layers never have one name, even one that MCT gives to a part of a layer")
  func names() throws {
    let twice = try finding({ _ in }) {
      $0.replacingOccurrences(of: #""name": "stem_relu""#, with: #""name": "stem""#)
    }
    #expect(twice == .twice(name: "stem"))
    let folded = try finding { file in
      file["stem_relu"].name = "stem_bn"
      file["pool"].inputs = ["stem_bn"]
    }
    #expect(folded == .reserved(name: "stem_bn", layer: "stem"))
    let control = try finding({ _ in }) {
      $0.replacingOccurrences(of: "stem_relu", with: #"stem\u001b[2J"#)
    }
    #expect(control == .noName)
    // Keras itself calls a batch normalization so.
    #expect(
      try finding { file in
        file["stem_norm"].name = "stem_bn"
        file["stem_relu"].inputs = ["stem_bn"]
      } == nil)
  }

  @Test("constants that are neither one nor one per channel are refused")
  func constants() throws {
    let found = try finding {
      $0.insert(.init("scale", "Rescaling", #""scale": [1, 2], "offset": 0"#, reading: ["photo"]))
    }
    guard case .doesNotFit("scale", _, _)? = found else {
      Issue.record("\(String(describing: found))")
      return
    }
  }

  @Test("a description may have a byte order mark, and is told when it is no UTF-8")
  func encodings() throws {
    let scratch = try ScratchFolder()
    let file = KerasModelFile()
    file.write(to: scratch.file("weights.h5"), description: nil)
    func read(_ bytes: Data) throws -> KerasModel {
      try scratch.write(bytes, to: "model.json")
      return try KerasModel(
        contentsOf: scratch.file("weights.h5"), architecture: scratch.file("model.json"))
    }
    #expect(try read(Data([0xEF, 0xBB, 0xBF] + file.json.utf8)).model.layers.count == 6)
    let latin1 = Data(file.json.utf8).dropLast() + [0xE9]
    for encoding in [String.Encoding.utf16, .utf16LittleEndian, .utf16BigEndian, .utf32] {
      let bytes = try #require(file.json.data(using: encoding))
      #expect(throws: KerasModelError.notUTF8(path: scratch.file("model.json").path)) {
        try read(bytes)
      }
    }
    #expect(throws: KerasModelError.notUTF8(path: scratch.file("model.json").path)) {
      try read(latin1)
    }
  }

  @Test("thousands of layers are read in seconds")
  func manyLayers() throws {
    let scratch = try ScratchFolder()
    var file = KerasModelFile()
    file.write(to: scratch.file("weights.h5"), description: nil)
    file["pool"].inputs = ["step3999"]
    let steps = (0..<4000).map { number in
      let source = number == 0 ? "stem_relu" : "step\(number - 1)"
      return KerasModelFile.Layer("step\(number)", "Add", reading: [source, source])
    }
    file.layers.insert(contentsOf: steps, at: 4)
    try scratch.write(Data(file.json.utf8), to: "model.json")
    let start = ContinuousClock.now
    let model = try KerasModel(
      contentsOf: scratch.file("weights.h5"), architecture: scratch.file("model.json")
    ).model
    #expect(model.layers.count == 4006)
    #expect(ContinuousClock.now - start < .seconds(10))
  }

  @Test("a .keras file that holds a name twice, or unpacks without end, is refused")
  func archives() throws {
    let scratch = try ScratchFolder()
    let file = KerasModelFile()
    file.write(to: scratch.file("weights.h5"), description: nil)
    let weights = try Data(contentsOf: scratch.file("weights.h5"))
    let config = Data(file.json.utf8)
    let entries = [("config.json", config), ("model.weights.h5", weights)]
    try scratch.write(zipArchive(entries), to: "good.keras")
    #expect(throws: Never.self) { try KerasModel(contentsOf: scratch.file("good.keras")) }
    try scratch.write(zipArchive(entries + [("config.json", config)]), to: "twice.keras")
    try scratch.write(
      zipArchive([("config.json", Data(repeating: 0x20, count: 17 << 20)), entries[1]]),
      to: "large.keras")
    for name in ["twice", "large"] {
      #expect(throws: KerasModelError.self) {
        try KerasModel(contentsOf: scratch.file("\(name).keras"))
      }
    }
  }
}
