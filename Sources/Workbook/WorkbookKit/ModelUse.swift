import Export
import Graph
import Imaging
import IntegerNetwork
import KerasModels
import Support

/// What goes into an exported network and what comes out, in words for whoever has only the file.
public struct ModelUse {
  let input: ModelInput
  /// The layer of the model that preprocesses pictures first, or `nil`.
  let ownPreprocessing: String?
  /// Such as `20 probabilities, one for each class`.
  let output: String
  let outputCount: Int
  /// The classes in the order of the outputs; none where nobody knows it.
  let classes: [ClassList.Entry]
  /// Whose order that is.
  let order: String

  /// - Throws: What the workbook's network and images throw.
  public init(of workbook: Workbook) throws {
    let network = try workbook.network()
    input = try workbook.input()
    ownPreprocessing = network.preprocessing?.kerasName
    output = network.model.outputText
    outputCount = network.model.classCount
    classes = try workbook.classes().entries
    order = workbook.orderOfClasses
  }

  // MARK: what goes in

  /// The shape, the size, the values and their type, a line for each.
  func goingIn(on grid: IntegerGrid, as numbers: NumberType) -> String {
    """
    - **Shape.** `[1, \(input.height), \(input.width), \(input.channels)]` is one picture: rows, columns, \(channels).
    - **Size.** \(resizing)
    - **Values.** \(values)
    - **Type.** \(type(of: grid, numbers, isInput: true))
    """
  }

  private var channels: String {
    if input.channels == 1 { return "gray" }
    return input.preprocessing == .caffe
      ? "blue, green and red in this order" : "red, green and blue in this order"
  }

  private var resizing: String {
    switch input.resizing {
    case .crop:
      "Of a picture of another shape the middle is cut out; then it is resized bilinearly, without antialiasing, as by "
        + "Keras's `smart_resize`."
    case .stretch:
      "A picture of another shape is distorted: it is resized bilinearly, without antialiasing, as by Keras's "
        + "`image_dataset_from_directory` unless that is told otherwise."
    case .pad:
      "A picture of another shape gets black borders; it is resized bilinearly, without antialiasing, as by "
        + "`tf.image.resize_with_pad`."
    }
  }

  private var values: String {
    let own = ownPreprocessing.map { "the model's own preprocessing, `\(oneLine($0))`," }
    guard input.preprocessing != .none else {
      let reason = own.map { ": \($0) does the rest" } ?? ""
      return "0 to 255 as pictures have them\(reason)."
    }
    let behind = own.map { "; \($0) comes behind it" } ?? ""
    return "`\(input.preprocessing.formula)` of the values x, 0 to 255\(behind)."
  }

  // MARK: what comes out

  /// How many numbers, which is which, and their type.
  func comingOut(on grid: IntegerGrid, as numbers: NumberType) -> String {
    """
    - **Numbers.** \(output.prefix(1).uppercased())\(output.dropFirst()).
    - **Order.** \(orderText)
    - **Type.** \(type(of: grid, numbers, isInput: false))
    """
  }

  /// More classes are not listed.
  private static let mostListed = 40

  private var orderText: String {
    guard !classes.isEmpty else {
      return
        "Nobody has said which number is which class: the folders of pictures are not as many as the classes. It is the "
        + "order of the model's training."
    }
    var names = classes.enumerated().map { index, entry in
      let label = entry.label == entry.identifier ? "" : " (\(oneLine(entry.label)))"
      return "\(index) `\(oneLine(entry.identifier))`\(label)"
    }
    if names.count > Self.mostListed {
      names = Array(names.prefix(3)) + ["…"] + names.suffix(1)
    }
    let rest = outputCount - classes.count
    let more = rest > 0 ? "; the last \(rest) have no name" : ""
    return "That of \(order): \(names.joined(separator: ", "))\(more)."
  }

  // MARK: numbers

  private func type(of grid: IntegerGrid, _ numbers: NumberType, isInput: Bool) -> String {
    let zero: Int32
    let ends: String
    switch numbers {
    case .float: return "float32."
    case .int8:
      zero = grid.zeroPoint
      ends = "-128 and 127"
    case .uint8:
      zero = grid.zeroPoint + 128
      ends = "0 and 255"
    }
    let name = numbers.rawValue
    return isInput
      ? "\(name): a value v becomes round(v / \(grid.scale)) + \(zero), cut off at \(ends)."
      : "\(name): a code c stands for \(grid.scale) · (c - \(zero))."
  }
}

extension Model {
  /// What comes out, in a few words.
  var outputText: String {
    let count = outputShape.elementCount
    return switch outputMeaning {
    case .probabilities: "\(count) probabilities, one for each class"
    case .logits: "\(count) logits, one for each class"
    case .probability: "the probability of the second of two classes"
    case .logit: "the logit of the second of two classes"
    }
  }
}

extension Workbook {
  /// What gives the classes their order.
  fileprivate var orderOfClasses: String {
    if options.classes != nil { return "the list that was given with --classes" }
    return options.images == nil
      ? "the workbook's list of classes" : "the folders of pictures, sorted by name"
  }
}
