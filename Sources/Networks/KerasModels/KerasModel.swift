import Foundation
import Graph
import HDF5Reader
import Tensors

/// A model that Keras saved: what it computes and what is known of it.
public struct KerasModel: Sendable {
  /// The layers, named and ordered as in Keras, nested models flattened.
  public let model: Model
  /// The number of weights, batch-normalization statistics included.
  public var parameterCount: Int { parameterCounts.values.reduce(0, +) }
  /// The number of weights of every Keras layer that has some.
  public let parameterCounts: [String: Int]
  /// The file it was read from; `nil` for a model of given weights.
  public let origin: KerasOrigin?
  /// The size that the file gives, or `nil` where it leaves one open.
  public let describedSize: HeightWidth?
  /// The number format that Keras computes in, where it is not float32; the workbook computes in float32.
  public let precision: String?
  /// The number format of its input, such as `uint8`, where that is one of whole numbers: Keras cuts the fractions
  /// of pixels off then, and the workbook keeps them.
  public let integerInput: String?
  /// The first batch normalization of pictures whose epsilon Keras raises to 1.001e-5 when it computes, which Keras 2
  /// does and MCT does not when it folds; the workbook computes with the file's, as MCT. `nil` where there is none.
  ///
  /// - Source: TensorFlow, `nn_impl.py`, `fused_batch_norm`, which Keras 2 calls for tensors of four axes.
  public let raisedEpsilon: String?
  /// How the size of its pictures is known.
  public let sizeSource: SizeSource
  /// The widths and strides, where the model is a MobileNetV2 as Keras builds it; `nil` for other models.
  public let architecture: Architecture?

  /// Where the size of the pictures comes from.
  public enum SizeSource: String, Sendable {
    /// The file says it.
    case file
    /// It was asked for.
    case asked
    /// Nothing tells it: MobileNetV2's usual 224 x 224 were assumed.
    case assumed
  }

  /// Builds a MobileNetV2 from given weights.
  ///
  /// - Throws: What `weights` throws.
  public init(_ architecture: Architecture, weights: @escaping WeightSource) throws {
    self.architecture = architecture
    var counts: [String: Int] = [:]
    model = try architecture.model { layer, names, shapes in
      counts[layer] = shapes.reduce(0) { $0 + $1.elementCount }
      return try weights(layer, names, shapes)
    }
    parameterCounts = counts
    origin = nil
    sizeSource = .asked
    describedSize = nil
    precision = nil
    integerInput = nil
    raisedEpsilon = nil
  }

  /// Reads a model.
  ///
  /// The file may be any that Keras 2 or 3 writes: `.keras`, `.h5` of the whole model or of its weights, and
  /// `.weights.h5`. Weights alone need a description: `architecture`, or they are a MobileNetV2's.
  ///
  /// - Parameters:
  ///   - url: The file.
  ///   - architecture: A file with `model.to_json()`.
  ///   - size: Rows and columns of the pictures; needed where the file leaves them open.
  /// - Throws: ``KerasModelError``.
  public init(
    contentsOf url: URL, architecture: URL? = nil, size: HeightWidth? = nil
  ) throws {
    if let size, !InputLimits.allow(size) {
      throw KerasModelError.inputSize(
        "\(size)", path: url.path, reason: "a side has 1 to \(InputLimits.largestSide) pixels")
    }
    let file = try KerasFile(url)
    let path = (architecture ?? url).path
    if let json = try architecture.map(KerasFile.description(contentsOf:)) ?? file.description {
      let description: KerasDescription
      do { description = try KerasDescription(json) } catch {
        throw KerasModelError.model(path: path, error)
      }
      try self.init(
        description, file, path: path, size: size, from: architecture == nil ? .file : .architecture
      )
    } else {
      let found: Architecture
      do { found = try Architecture.found(in: file, input: size ?? 224) } catch let error
        as HDF5Error
      {
        throw KerasModelError(error, path: url.path)
      }
      try self.init(found.described, file, path: path, size: size, from: .shapes)
    }
  }

  private init(
    _ description: KerasDescription, _ file: KerasFile, path: String, size: HeightWidth?,
    from source: KerasOrigin.Description
  ) throws {
    let told = description.inputShape
    let rows = size?.height ?? told[0], columns = size?.width ?? told[1]
    guard let rows, let columns, let channels = told[2] else {
      throw KerasModelError.noInputSize(path: file.path)
    }
    guard InputLimits.allow(HeightWidth(height: rows, width: columns)), [1, 3].contains(channels)
    else {
      throw KerasModelError.model(
        path: path,
        .noPicture(name: description.layers[0].name, shape: "(\(rows), \(columns), \(channels))"))
    }
    describedSize =
      if source != .shapes, let height = told[0], let width = told[1] {
        HeightWidth(height: height, width: width)
      } else {
        nil
      }
    precision = description.precision
    integerInput = description.integerInput
    let shape: Shape = [rows, columns, channels]
    do {
      let places: [String: [String]]
      do { places = try file.weights.places(of: description.layers) } catch let finding
        as WeightFinding
      {
        // A layer that the workbook does not know may have weights, so that those of others seem wrong.
        try ModelReading.checkLayers(of: description, inputShape: shape, limit: file.byteCount)
        throw finding
      }
      try file.checkOnce(places, of: description.layers)
      var counts: [String: Int] = [:]
      model = try ModelReading.model(description, inputShape: shape) { layer, names, shapes in
        let tensors = try file.read(layer, names, shapes, places: places[layer.name] ?? [])
        counts[layer.name] = tensors.reduce(0) { $0 + $1.values.count }
        return tensors
      }
      parameterCounts = counts
    } catch let error as HDF5Error {
      throw KerasModelError(error, path: file.path)
    } catch let finding as WeightFinding {
      throw KerasModelError.weightDoesNotFit(path: file.path, reason: finding.description)
    } catch let finding as KerasModelError.Finding {
      if let size, size != HeightWidth(height: told[0] ?? 0, width: told[1] ?? 0),
        case .doesNotFit = finding
      {
        throw KerasModelError.inputSize("\(size)", path: path, reason: "\(finding)")
      }
      throw KerasModelError.model(path: path, finding)
    }
    sizeSource = size != nil ? .asked : source == .shapes ? .assumed : .file
    origin = KerasOrigin(
      path: file.path, format: file.format, kerasVersion: file.kerasVersion, description: source)
    architecture = Architecture(of: model)
    let isKeras2 = (file.kerasVersion ?? description.kerasVersion)?.hasPrefix("2.") ?? false
    raisedEpsilon = isKeras2 ? model.layers.first(where: \.hasSmallEpsilon)?.kerasName : nil
    do {
      try model.checkScaling()
      if let integerInput { try model.checkWholeNumbers(integerInput, isKeras2: isKeras2) }
    } catch { throw KerasModelError.model(path: path, error) }
  }
}

extension Layer {
  /// Whether it normalizes pictures with an epsilon below the least that TensorFlow's fused operation takes.
  fileprivate var hasSmallEpsilon: Bool {
    guard case .batchNormalization(let normalization) = operation else { return false }
    return outputShape.rank == 3 && normalization.epsilon < 1.001e-5
  }
}

/// How large pictures may be.
public enum InputLimits {
  /// The most rows or columns: with 2048, the largest output of MobileNetV2 takes 400 MB an image.
  public static let largestSide = 2048

  static func allow(_ size: HeightWidth) -> Bool {
    (1...largestSide).contains(size.height) && (1...largestSide).contains(size.width)
  }
}

extension KerasFile {
  /// Refuses one dataset as two weights: Keras stores every weight, and a small file could be as many as it likes.
  ///
  /// - Throws: ``WeightFinding``, or ``HDF5Error``.
  func checkOnce(_ places: [String: [String]], of layers: [KerasLayer]) throws {
    var seen: Set<UInt64> = []
    for place in layers.flatMap({ places[$0.name] ?? [] }) {
      guard let identity = try hdf5.identity(of: place) else { continue }
      guard seen.insert(identity).inserted else {
        throw WeightFinding(description: "\(place) is the same numbers as another weight")
      }
    }
  }

  /// Reads the weights of a layer; shapes are compared before memory is asked for.
  ///
  /// - Throws: ``WeightFinding`` for the first weight that does not fit, with both shapes.
  func read(
    _ layer: KerasLayer, _ names: [String], _ shapes: [Shape], places: [String]
  ) throws -> [Tensor] {
    guard places.count >= names.count else {
      throw WeightFinding(
        description:
          "\(layer.name) needs \(names.joined(separator: ", ")), which the file does not have")
    }
    for ((name, shape), place) in zip(zip(names, shapes), places) {
      let found = Shape(try hdf5.shape(of: place))
      guard found == shape else {
        throw WeightFinding(
          description:
            "the \(name) of \(layer.name) should have the shape \(shape), but \(place) has "
            + "\(found)")
      }
    }
    return try zip(shapes, places).map { shape, place in
      let tensor = Tensor(shape: shape, values: try hdf5.floats(place))
      guard tensor.values.allSatisfy(\.isFinite) else {
        throw KerasModelError.notFinite(path: path, weight: place)
      }
      return tensor
    }
  }
}
