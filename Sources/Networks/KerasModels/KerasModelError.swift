import HDF5Reader
import Support
import Tensors

/// What can be wrong with a file that should hold a Keras model.
public enum KerasModelError: Error, Equatable, CustomStringConvertible {
  /// There is no such file.
  case missing(path: String)
  /// The file may not be read.
  case unreadable(path: String, reason: String)
  /// The path leads to a folder, a pipe or a device.
  case notAFile(path: String, kind: String)
  /// Another program is writing the file.
  case beingWritten(path: String)
  /// The path leads to TensorFlow's SavedModel, which is a folder.
  case savedModel(path: String)
  /// The file is something else.
  case notKeras(path: String, found: String)
  /// A description is no text in UTF-8.
  case notUTF8(path: String)
  /// The file is cut off or damaged.
  case damaged(path: String, reason: String)
  /// The file uses a part of its format that Keras does not write.
  case unsupported(path: String, reason: String)
  /// The file refers to data in other files.
  case external(path: String, reason: String)
  /// The file asks for more memory than its size can explain.
  case tooLarge(path: String, reason: String)
  /// The file holds weights without a description of the model, and they are not MobileNetV2's.
  case noDescription(path: String, reason: String)
  /// A `.keras` file holds a description of the model without weights.
  case noWeights(path: String)
  /// A weight holds NaN or infinity.
  case notFinite(path: String, weight: String)
  /// A weight that a layer needs is not there, or does not fit.
  case weightDoesNotFit(path: String, reason: String)
  /// The description of the model asks for something that the workbook does not do.
  case model(path: String, Finding)
  /// The network cannot read pictures of this size.
  case inputSize(String, path: String, reason: String)
  /// Nothing tells the size of the pictures.
  case noInputSize(path: String)

  /// What is wrong with a description of a model.
  public enum Finding: Error, Equatable, CustomStringConvertible {
    /// The outermost thing is no model.
    case notAModel(className: String)
    /// Models inside of models without end, or thousands of layers.
    case tooDeep
    /// There is no input.
    case noInput
    /// A layer without a name.
    case noName
    /// The model reads more than one thing.
    case severalInputs([String])
    /// The model or a layer gives more than one thing.
    case severalOutputs([String])
    /// What the model reads is no picture.
    case noPicture(name: String, shape: String)
    /// A layer reads something that is not there.
    case unknownInput(layer: String, input: String)
    /// A layer is used more than once.
    case shared(name: String, times: Int)
    /// Two layers have the same name.
    case twice(name: String)
    /// A layer has the name that MCT gives to a part of another one.
    case reserved(name: String, layer: String)
    /// A tensor that no picture needs.
    case tooLarge(layer: String)
    /// A tensor of many numbers that is made of few.
    case growsTooLarge(layer: String)
    /// A class of layers that the workbook does not know.
    case unsupported(layer: String, className: String)
    /// An activation that the workbook does not know.
    case activation(layer: String, name: String)
    /// A layer that stands as the activation of another one.
    case layerAsActivation(layer: String, className: String)
    /// A layer whose weights Keras has quantized.
    case quantized(layer: String, mode: String)
    /// A layer of a class that is not Keras's.
    case ownClass(layer: String, className: String)
    /// A model of a class that is not Keras's.
    case ownModel(name: String, className: String)
    /// An option of a layer that the workbook does not know.
    case option(layer: String, option: String, value: String)
    /// A layer whose inputs do not fit it.
    case doesNotFit(layer: String, className: String, shapes: [Shape])
    /// An input of whole numbers, which no layer of the model turns into others.
    case integerInput(name: String, format: String)
    /// A layer that Keras computes in the input's whole numbers.
    case integerArithmetic(layer: String, format: String)
    /// A scaling of the input behind layers that compute something else.
    case lateScaling(layer: String, className: String)
    /// A nested model's input that is not of the kind that it is given.
    case innerInput(name: String, shape: String, given: Shape)
    /// A nested model's input that makes whole numbers of others.
    case innerFormat(name: String, format: String, outer: String)
    /// Numbers beside a layer that are neither one nor one for every channel.
    case constantShape(layer: String, shape: String)
    /// A padding that is wider than what it is put around.
    case tooWide(layer: String, input: Shape)
    /// A batch normalization with an impossible variance.
    case negativeVariance(layer: String)

    /// - Parameter shape: As the description has it, with the batch axis.
    static func noPicture(name: String, shape: JSONValue) -> Finding {
      let extents = shape.array?.prefix(6).map { $0 == .null ? "None" : $0.short }
      return .noPicture(
        name: name, shape: extents.map { "(" + $0.joined(separator: ", ") + ")" } ?? shape.short)
    }

    /// What the workbook can read, for messages.
    static let supported =
      "Conv2D, DepthwiseConv2D, SeparableConv2D, Dense, BatchNormalization, ReLU, LeakyReLU, Softmax, "
      + "Activation (linear, relu, relu6, leaky_relu, sigmoid, tanh, softmax), Add, Concatenate, "
      + "ZeroPadding2D, Cropping2D, poolings, Flatten, Reshape, Dropout, Rescaling, Normalization, "
      + "augmentation layers, and + − · / with constants"

    /// What is wrong, and what to do.
    public var description: String {
      switch self {
      case .notAModel(let className):
        "it describes a \(className.prefix(40)), not a functional or sequential model; what a class of its own "
          + "computes stands in no file: build the model from layers, or save keras.Model(model.inputs, "
          + "model.outputs) where it has them"
      case .tooDeep: "its models lie inside of one another without end, or have thousands of layers"
      case .noInput:
        "the model has no input of a known shape; build it (call it once, or begin with an Input layer) "
          + "and save it again"
      case .noName:
        "a layer has no name, or one with control characters, so the description is damaged; save the model again"
      case .severalInputs(let names):
        "the model has several inputs (\(list(names))), but the workbook reads models of one picture; build one "
          + "with a single input and save that"
      case .severalOutputs(let names):
        "the model has several outputs (\(list(names))); save a model with the one that matters, such as "
          + "keras.Model(model.inputs, model.outputs[0])"
      case .noPicture(let name, let shape):
        "the input \(name) has the shape \(shape), which is no picture; the workbook reads pictures, "
          + "[batch, rows, columns, channels], of at most 2048 x 2048 pixels and 1 or 3 channels"
      case .unknownInput(let layer, let input):
        "\(layer) reads \(input), which the workbook cannot follow; build the model of layers that read one "
          + "another, and save it again"
      case .shared(let name, let times):
        "the layer \(name) is used \(times) times, but the workbook reads models in which every layer is used "
          + "once; make a layer of its own for every use, with the same weights"
      case .reserved(let name, let layer):
        "the layer \(name) is called as MCT calls a part of \(layer), and fails at; give it another name and save "
          + "the model again"
      case .tooLarge(let layer):
        "the layer \(layer) gives more than 2^28 numbers for one picture; build the model for smaller pictures"
      case .growsTooLarge(let layer):
        "the layer \(layer) makes more than 2^25 numbers for one picture by repeating or padding fewer; leave it out, "
          + "or build the model for smaller pictures"
      case .twice(let name): "two layers are called \(name); rename one and save the model again"
      case .unsupported(let layer, "Lambda"):
        "the layer \(layer) is a Lambda, which holds Python code that the workbook cannot run; put a layer in its "
          + "place, such as Rescaling, and save the model again"
      case .unsupported(let layer, let className)
      where ["SlicingOpLambda", "GetItem"].contains(className):
        "the layer \(layer) takes a part of its input (\(className)), which the workbook cannot compute; if it is "
          + "of preprocess_input, which turns red, green, blue round, save the model without that and give "
          + "--preprocessing caffe"
      case .unsupported(let layer, let className) where className.hasPrefix("Multiply"):
        "the layer \(layer) is a \(className), which the workbook cannot compute (networks that weigh their "
          + "channels, such as EfficientNet and MobileNetV3, are not covered); take another network, such as "
          + "MobileNetV2"
      case .unsupported(let layer, let className):
        "the layer \(layer) is a \(className), which the workbook cannot compute; it knows "
          + "\(Self.supported). Replace it, or quantize the part of the model before it"
      case .activation(let layer, let name):
        "the activation of \(layer) is \(name), which the workbook cannot compute; it knows linear, relu, "
          + "relu6, leaky_relu, sigmoid, tanh and softmax\(Self.hint(name)). Train the model with one of these, "
          + "or take another network"
      case .layerAsActivation(let layer, let className):
        "the activation of \(layer) is a layer, \(className), which the workbook reads only behind \(layer): "
          + "build the model with \(className)(...) as the next layer and a linear activation, which computes "
          + "the same, and save it with the same weights"
      case .quantized(let layer, let mode):
        "the model is quantized already: Keras keeps \(layer) as \(mode); give the model as it was before "
          + "model.quantize, in float32"
      case .ownClass(let layer, let className):
        "the layer \(layer) is a \(className), a class that is not Keras's own, whatever it is called; what it "
          + "computes stands in no file: build the model from Keras's layers and save it again"
      case .ownModel(let name, let className):
        "the model \(name) is a \(className), a class that is not Keras's own, whatever it is called; what it "
          + "computes stands in no file: build it as a keras.Model or keras.Sequential and save it again"
      case .option(let layer, let option, let value):
        "the layer \(layer) has \(option) = \(value), which the workbook cannot compute; build it without that, "
          + "and save the model again"
      case .doesNotFit(let layer, let className, let shapes):
        "the layer \(layer) (\(className)) cannot read what it is given, of the shape "
          + shapes.map(\.description).joined(separator: " and ")
          + (shapes.count > 1
            ? "; what it puts together must be of one size"
            : ", as if it were made for pictures of another size")
      case .integerInput(let name, let format):
        "the input \(name) takes whole numbers (\(format)), but the model would be given "
          + (["bool", "int8"].contains(format)
            ? "pixels from 0 to 255; build it with a float32 input"
            : "pixels between -1 and 1; build it with a float32 input, or with a Rescaling layer next to the input")
          + ", and save it with the same weights"
      case .integerArithmetic(let layer, let format):
        "Keras computes \(layer) in whole numbers (\(format)), the format of the model's input, and the workbook in "
          + "float32; build the model with a float32 input, or with a Rescaling layer before \(layer), and save it "
          + "with the same weights"
      case .lateScaling(let layer, let className):
        "\(layer) (\(className)) scales the input behind layers that compute something else, so nothing tells "
          + "whether pixels from 0 to 255 are meant; build the model with it next to the input, and save it with the "
          + "same weights"
      case .innerInput(let name, let shape, let given):
        "the input \(name) of a model inside of the model has the shape \(shape), but is given \(given), without the "
          + "batch axis; build the model with a Reshape layer between them and save it with the same weights"
      case .innerFormat(let name, let format, let outer):
        "the input \(name) of a model inside of the model takes whole numbers (\(format)), but is not given those of the "
          + "model's own input, \(outer), as they are and in that format, so that Keras would cut fractions off; build the "
          + "model inside with a float32 input and save it with the same weights"
      case .constantShape(let layer, let shape):
        "\(layer) computes with numbers of the shape \(shape), but the workbook knows one number for all, or one for "
          + "every channel; leave the others out of the model and save it again"
      case .tooWide(let layer, let input):
        "the padding \(layer) adds more pixels on a side than what it reads has, \(input), and more than 256; "
          + "give it a smaller padding and save the model again"
      case .negativeVariance(let layer):
        "the moving variance of \(layer) is negative, so the file is damaged; copy or download it again"
      }
    }

    /// What to say of an activation that well-known networks have.
    private static func hint(_ activation: String) -> String {
      ["swish", "silu"].contains(where: activation.contains)
        ? " (networks with swish, such as EfficientNet and MobileNetV3, are not covered)" : ""
    }

    private func list(_ names: [String]) -> String {
      names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", …" : "")
    }
  }

  /// The file, what was expected, what was found, and what to do.
  public var description: String {
    switch self {
    case .missing(let path):
      "\(path): there is no such file; check the path given with --weights or --architecture"
    case .unreadable(let path, let reason):
      "\(path): may not be read (\(reason)); check the permissions"
    case .notAFile(let path, let kind):
      "\(path): is \(kind), not a file; give a .keras, .h5 or .weights.h5 file, written by Keras's save or "
        + "save_weights"
    case .savedModel(let path):
      "\(path): is a SavedModel of TensorFlow, a folder, which the workbook does not read; load it with the "
        + "Keras that made it, save it with model.save(\"model.keras\"), and give that file"
    case .beingWritten(let path):
      "\(path): another program has it open for writing; close it there, then run the same command"
    case .notKeras(let path, let found):
      "\(path): is \(found), not a Keras file; give a .keras, .h5 or .weights.h5 file, written by Keras's "
        + "save or save_weights"
    case .notUTF8(let path):
      "\(path): is not a text in UTF-8, as a description must be; write what model.to_json() returns with "
        + "open(path, \"w\", encoding=\"utf-8\")"
    case .damaged(let path, let reason):
      "\(path): is cut off or damaged (\(reason)); copy or download it again"
    case .unsupported(let path, let reason):
      "\(path): is an HDF5 file with \(reason), which Keras does not write; load the model in Keras and "
        + "save it again"
    case .external(let path, let reason):
      "\(path): refers to data outside of itself, which are not read (\(reason)); save the model into "
        + "one file"
    case .tooLarge(let path, let reason):
      "\(path): asks for too much memory (\(reason)); give a file written by Keras's save or save_weights"
    case .noDescription(let path, let reason):
      "\(path): holds weights without a description of the model, and they are not a MobileNetV2's: "
        + "\(reason). Save the whole model, or give model.to_json() with --architecture"
    case .noWeights(let path):
      "\(path): describes a model but has no weights (model.weights.h5 is not in the archive); save the trained "
        + "model again with model.save(\"model.keras\")"
    case .notFinite(let path, let weight):
      "\(path): the weight \(weight) holds NaN or infinity; the training that made it has failed, so "
        + "save the weights of an earlier epoch"
    case .weightDoesNotFit(let path, let reason):
      "\(path): the weights are not those of the model: \(reason). Save both together, with "
        + "model.save(\"model.keras\")"
    case .model(let path, let finding): "\(path): \(finding)"
    case .inputSize(let size, let path, let reason):
      "\(path): cannot read pictures of \(size) pixels: \(reason). Choose another size with --input-size"
    case .noInputSize(let path):
      "\(path): nothing tells the size of its pictures; give the size it was trained with as --input-size, "
        + "such as 224"
    }
  }

  /// What an error of the file's format means for who gave the file.
  public init(_ error: HDF5Error, path: String) {
    self =
      switch error {
      case .missing: .missing(path: path)
      case .unreadable(let reason): .unreadable(path: path, reason: reason)
      case .notRegular(let kind): .notAFile(path: path, kind: kind)
      case .notHDF5(let start): .notKeras(path: path, found: KerasModelError.kind(start))
      case .beingWritten: .beingWritten(path: path)
      case .damaged(let reason): .damaged(path: path, reason: reason)
      case .unsupported(let reason): .unsupported(path: path, reason: reason)
      case .external(let reason): .external(path: path, reason: reason)
      case .tooLarge(let reason): .tooLarge(path: path, reason: reason)
      }
  }
}
