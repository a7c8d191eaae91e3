import Foundation
import Graph
import Support
import Tensors
import Testing

@testable import KerasModels

struct KerasDescriptionTests {
  /// A functional model: an input of 4 × 4 × 3, and these layers one after the other.
  private func description(_ layers: [String], outputs: String? = nil) throws -> JSONValue {
    var all = [
      #"{"class_name": "InputLayer", "config": {"name": "in", "batch_shape": [null, 4, 4, 3]}, "#
        + #""inbound_nodes": []}"#
    ]
    all += layers
    let last = #"["layer\#(layers.count)", 0, 0]"#
    let text =
      #"{"class_name": "Functional", "config": {"name": "m", "layers": ["#
      + all.joined(separator: ", ") + #"], "input_layers": {"picture": ["in", 0, 0]}, "#
      + #""output_layers": \#(outputs ?? last)}}"#
    return try JSONValue(parsing: Array(text.utf8))
  }

  private static func tensor(_ name: String) -> String {
    #"{"class_name": "__keras_tensor__", "config": {"keras_history": ["\#(name)", 0, 0]}}"#
  }

  private func operation(_ className: String, _ arguments: String) -> String {
    #"{"class_name": "\#(className)", "module": "keras.src.ops.numpy", "#
      + #""config": {"name": "layer1"}, "inbound_nodes": [{"args": [\#(arguments)], "kwargs": {}}]}"#
  }

  private func output(_ layer: String, for values: [Float]) throws -> [Float] {
    let read = try KerasDescription(description([layer]))
    let model = try ModelReading.model(read, inputShape: [4, 4, 3]) { _, _, _ in [] }
    let images = Tensor(shape: [1, 4, 4, 3], values: (0..<48).map { values[$0 % 3] })
    return Array(try ReferenceExecutor(model: model).output(for: images).values.prefix(3))
  }

  @Test("numbers beside a layer are computed with, on the side where they stand")
  func constants() throws {
    let x = Self.tensor("in")
    #expect(try output(operation("Subtract", "\(x), 1.0"), for: [4, 5, 6]) == [3, 4, 5])
    #expect(try output(operation("TrueDivide", "\(x), [1, 2, 4]"), for: [4, 4, 4]) == [4, 2, 1])
    #expect(try output(operation("Add", "1.5, \(x)"), for: [4, 5, 6]) == [5.5, 6.5, 7.5])
    #expect(try output(operation("Multiply", "2, \(x)"), for: [4, 5, 6]) == [8, 10, 12])
    for reversed in ["Subtract", "TrueDivide"] {
      #expect(throws: KerasModelError.Finding.self) {
        try output(operation(reversed, "1.0, \(x)"), for: [4, 5, 6])
      }
    }
  }

  @Test("numbers that differ along rows, columns or pictures are refused, not taken for channels'")
  func otherAxes() throws {
    let x = Self.tensor("in")
    // Three numbers for three channels, however many axes of one stand before them; and one number.
    for numbers in ["[[2, 3, 4]]", "[[[2, 3, 4]]]", "[[[[2, 3, 4]]]]"] {
      #expect(
        try output(operation("Multiply", "\(x), \(numbers)"), for: [4, 5, 6]) == [8, 15, 24])
    }
    #expect(try output(operation("Multiply", "\(x), [[[[2]]]]"), for: [4, 5, 6]) == [8, 10, 12])
    for numbers in [
      "[[2], [3], [4]]", "[[[2]], [[3]], [[4]]]", "[[[2], [3], [4]]]", "[[[[[2]]]]]",
      "[[2, 3, 4], [5]]",
      "[[1, 2, 3], [4, 5, 6]]", "[]", "[true]", "2, 3, 4",
    ] {
      for name in ["Add", "Multiply", "Subtract", "TrueDivide"] {
        #expect(throws: KerasModelError.Finding.self, "\(name) \(numbers)") {
          try output(operation(name, "\(x), \(numbers)"), for: [4, 5, 6])
        }
      }
      let rescaling =
        #"{"class_name": "Rescaling", "module": "keras.layers", "config": {"name": "layer1", "scale": \#(numbers), "#
        + #""offset": 0}, "inbound_nodes": [{"args": [\#(x)], "kwargs": {}}]}"#
      if numbers != "2, 3, 4" {
        #expect(throws: KerasModelError.Finding.self, "\(numbers)") {
          try output(rescaling, for: [4, 5, 6])
        }
      }
    }
  }

  @Test("Keras 3 writes arrays as objects, also as a layer's option")
  func arraysAsOptions() throws {
    func rescaling(_ scale: String) -> String {
      #"{"class_name": "Rescaling", "module": "keras.layers", "config": {"name": "layer1", "scale": \#(scale), "#
        + #""offset": 1}, "inbound_nodes": [{"args": [\#(Self.tensor("in"))], "kwargs": {}}]}"#
    }
    let array = #"{"class_name": "__numpy__", "config": {"value": [2, 3, 4], "dtype": "float64"}}"#
    #expect(try output(rescaling(array), for: [4, 5, 6]) == [9, 16, 25])
    let product = operation("Multiply", "\(Self.tensor("in")), \(array)")
    #expect(try output(product, for: [4, 5, 6]) == [8, 15, 24])
  }

  @Test(
    "softmax is taken over the last axis, by any of its numbers, and refused over all or others")
  func softmaxAxes() throws {
    func softmax(_ axis: String) -> String {
      #"{"class_name": "Softmax", "module": "keras.src.ops.nn", "config": {"name": "layer1"\#(axis)}, "#
        + #""inbound_nodes": [{"args": [\#(Self.tensor("in"))], "kwargs": {}}]}"#
    }
    let third: Float = 1 / 3
    for axis in ["", #", "axis": -1"#, #", "axis": 3"#, #", "axis": [-1]"#] {
      #expect(try output(softmax(axis), for: [1, 1, 1]) == [third, third, third], "\(axis)")
    }
    for axis in ["null", "1", "-2", "[1, 2]", "2"] {
      #expect(throws: KerasModelError.Finding.self, "\(axis)") {
        try output(softmax(#", "axis": "# + axis), for: [1, 1, 1])
      }
    }
  }

  @Test("an augmentation that Keras 2 was told to do at inference too is refused")
  func augmentationAtInference() throws {
    func flip(_ nodes: String) -> String {
      #"{"class_name": "RandomFlip", "config": {"name": "layer1", "mode": "horizontal"}, "inbound_nodes": [\#(nodes)]}"#
    }
    #expect(try output(flip(#"[["in", 0, 0, {}]]"#), for: [1, 2, 3]) == [1, 2, 3])
    #expect(
      try output(flip(#"[["in", 0, 0, {"training": false}]]"#), for: [1, 2, 3]) == [1, 2, 3])
    // Keras 3 writes so always.
    let always = #"{"args": [\#(Self.tensor("in"))], "kwargs": {"training": true}}"#
    #expect(try output(flip(always), for: [1, 2, 3]) == [1, 2, 3])
    #expect(
      throws: KerasModelError.Finding.option(layer: "layer1", option: "training", value: "true")
    ) {
      try output(flip(#"[["in", 0, 0, {"training": true}]]"#), for: [1, 2, 3])
    }
  }

  @Test("a class of somebody's own that is called like one of Keras's is not taken for it")
  func customClasses() throws {
    let layer =
      #"{"class_name": "ReLU", "module": "mine.layers", "config": {"name": "layer1"}, "#
      + #""inbound_nodes": [{"args": [\#(Self.tensor("in"))], "kwargs": {}}]}"#
    #expect {
      try output(layer, for: [1, 2, 3])
    } throws: {
      "\($0)".contains("mine.layers.ReLU") && "\($0)".contains("layer1")
    }
  }

  @Test(
    "a layer or model whose class Keras does not own is refused, whatever it is called",
    arguments: [
      #""module": null, "registered_name": "ReLU""#, #""module": null"#,
      #""module": "keras.layers", "registered_name": "mine>ReLU""#, #""module": "__main__""#,
      #""module": "keras_mine.layers""#, #""registered_name": "Custom>ReLU""#, #""module": 1"#,
    ])
  func ownClasses(keys: String) throws {
    let layer =
      #"{"class_name": "ReLU", \#(keys), "config": {"name": "layer1"}, "#
      + #""inbound_nodes": [{"args": [\#(Self.tensor("in"))], "kwargs": {}}]}"#
    #expect {
      try output(layer, for: [1, 2, 3])
    } throws: {
      "\($0)".contains("the layer layer1 is a ") && "\($0)".contains("not Keras's own")
    }
    let keys = keys.replacingOccurrences(of: "ReLU", with: "Sequential")
    let input =
      #"{"class_name": "InputLayer", "config": {"name": "in", "batch_shape": [null, 4, 4, 3]}}"#
    let model =
      #"{"class_name": "Sequential", \#(keys), "config": {"name": "mine", "layers": ["#
      + input + #", {"class_name": "ReLU", "config": {"name": "r"}}]}}"#
    let nested =
      #"{"class_name": "Sequential", "config": {"name": "m", "layers": [\#(input), \#(model)]}}"#
    for text in [model, nested] {
      #expect {
        try KerasDescription(JSONValue(parsing: Array(text.utf8)))
      } throws: {
        "\($0)".contains("the model mine is a ") && "\($0)".contains("not Keras's own")
      }
    }
  }

  @Test(
    "Keras's own classes are read with the module and name that Keras writes of them",
    arguments: [
      #""module": "keras.layers", "registered_name": null"#, #""registered_name": null"#,
      #""module": "keras", "registered_name": null"#,
      #""module": "keras.src.layers.activations.relu", "registered_name": "ReLU""#,
      #""module": "tf_keras.src.layers", "registered_name": "ReLU""#,
    ])
  func classesOfKeras(keys: String) throws {
    let layer =
      #"{"class_name": "ReLU", \#(keys), "config": {"name": "layer1"}, "#
      + #""inbound_nodes": [{"args": [\#(Self.tensor("in"))], "kwargs": {}}]}"#
    #expect(try output(layer, for: [-1, 2, 3]) == [0, 2, 3])
  }

  @Test("a function of somebody's own is not taken for Keras's activation of that name")
  func ownActivations() throws {
    func layer(_ activation: String) -> String {
      #"{"class_name": "Activation", "config": {"name": "layer1", "activation": \#(activation)}, "#
        + #""inbound_nodes": [{"args": [\#(Self.tensor("in"))], "kwargs": {}}]}"#
    }
    let function = #""class_name": "function", "config": "relu", "registered_name""#
    let keras = layer(#"{"module": "builtins", \#(function): "function"}"#)
    #expect(try output(keras, for: [-1, 2, 3]) == [0, 2, 3])
    for own in [
      #"{"module": "mine", \#(function): "function"}"#,
      #"{"module": "builtins", \#(function): "Custom>relu"}"#,
      #"{"module": null, "class_name": "tanh", "config": {}, "registered_name": "tanh"}"#,
    ] {
      #expect {
        try output(layer(own), for: [1, 2, 3])
      } throws: {
        "\($0)".contains("activation of layer1")
      }
    }
  }

  @Test func inputsAndOutputsMayHaveNames() throws {
    let relu =
      #"{"class_name": "ReLU", "module": "keras.layers", "config": {"name": "layer1"}, "#
      + #""inbound_nodes": [{"args": [\#(Self.tensor("in"))], "kwargs": {}}]}"#
    let one = try KerasDescription(
      description([relu], outputs: #"{"class": ["layer1", 0, 0]}"#))
    #expect(one.output == "layer1" && one.inputShape == [4, 4, 3])
    #expect(throws: KerasModelError.Finding.severalOutputs(["in", "layer1"])) {
      try KerasDescription(
        description([relu], outputs: #"{"a": ["in", 0, 0], "b": ["layer1", 0, 0]}"#))
    }
  }

  @Test(
    "names of groups in newer files",
    arguments: [
      ("DepthwiseConv2D", "depthwise_conv2d"), ("Conv2D", "conv2d"), ("ReLU", "re_lu"),
      ("BatchNormalization", "batch_normalization"), ("Functional", "functional"),
      ("GlobalAveragePooling2D", "global_average_pooling2d"), ("TFOpLambda", "tf_op_lambda"),
    ])
  func groupNames(className: String, group: String) {
    #expect(snakeCase(className) == group)
  }
}
