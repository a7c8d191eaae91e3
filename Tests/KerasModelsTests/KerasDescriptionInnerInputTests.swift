import Foundation
import Support
import Testing

@testable import KerasModels

/// What a nested model says of its input.
struct KerasDescriptionInnerInputTests {
  /// Reads an input of 4 × 4 × 3, and a model inside of the model that flattens it.
  ///
  /// - Parameter isScaled: Whether a rescaling stands between the two.
  private func read(
    input: String, isSequential: Bool = false, outer format: String = "float32",
    isScaled: Bool = false
  ) throws {
    let input =
      #"{"class_name": "InputLayer", "config": {"name": "inner_in", \#(input)}, "inbound_nodes": []}"#
    let node = isSequential ? "" : #"["inner_in", 0, 0, {}]"#
    let flatten =
      #"{"class_name": "Flatten", "config": {"name": "flat"}, "inbound_nodes": [[\#(node)]]}"#
    let ends = #""input_layers": [["inner_in", 0, 0]], "output_layers": [["flat", 0, 0]]"#
    let source = isScaled ? "scale" : "in"
    let inner =
      #"{"class_name": "\#(isSequential ? "Sequential" : "Functional")", "config": {"name": "inner", "#
      + #""layers": [\#(input), \#(flatten)], \#(ends)}, "inbound_nodes": [[["\#(source)", 0, 0, {}]]]}"#
    let outer =
      #"{"class_name": "InputLayer", "config": {"name": "in", "batch_shape": [null, 4, 4, 3], "#
      + #""dtype": "\#(format)"}, "inbound_nodes": []}"#
    let scale =
      #"{"class_name": "Rescaling", "config": {"name": "scale", "scale": 0.1, "offset": 0}, "#
      + #""inbound_nodes": [[["in", 0, 0, {}]]]}"#
    let layers = (isScaled ? [outer, scale, inner] : [outer, inner]).joined(separator: ", ")
    let text =
      #"{"class_name": "Functional", "config": {"name": "m", "layers": [\#(layers)], "#
      + #""input_layers": [["in", 0, 0]], "output_layers": [["inner", 0, 0]]}}"#
    let description = try KerasDescription(JSONValue(parsing: Array(text.utf8)))
    _ = try ModelReading.model(description, inputShape: [4, 4, 3]) { _, _, _ in [] }
  }

  @Test(arguments: [false, true])
  func whatItIsGivenFits(isSequential: Bool) throws {
    for shape in ["[null, 4, 4, 3]", "[null, null, null, 3]", "[null, 8, 8, 3]", "null"] {
      try read(input: #""batch_shape": \#(shape), "dtype": "float32""#, isSequential: isSequential)
    }
  }

  @Test("a nested model may take the whole numbers of the model's own input, and no others")
  func wholeNumbers() throws {
    let input = #""batch_shape": [null, 4, 4, 3], "dtype": "uint8""#
    for isSequential in [false, true] {
      try read(input: input, isSequential: isSequential, outer: "uint8")
    }
    let refused = KerasModelError.Finding.innerFormat(
      name: "inner_in", format: "uint8", outer: "in")
    #expect(throws: refused) { try read(input: input) }
    #expect(throws: refused) { try read(input: input, outer: "int32") }
    #expect(throws: refused) { try read(input: input, outer: "uint8", isScaled: true) }
    // Nothing is said of its shape, and much of its format.
    #expect(throws: refused) { try read(input: #""dtype": "uint8""#) }
  }

  @Test(
    "Keras turns what a nested model is given into another rank or number format, which is refused",
    arguments: [
      #""batch_shape": [null, 4, 4]"#, #""batch_shape": [null, 4, 4, 3, 1]"#,
      #""batch_shape": [null, 4, 4, 1]"#, #""batch_shape": 3"#, #""batch_input_shape": [null, 48]"#,
      #""batch_shape": [null, 4, 4, 3], "dtype": "uint8""#,
      #""batch_shape": [null, 4, 4, 3], "dtype": "bool""#,
    ], [false, true])
  func changes(input: String, isSequential: Bool) {
    #expect(throws: KerasModelError.Finding.self) {
      try read(input: input, isSequential: isSequential)
    }
  }
}
