import Tensors

/// What a model reads: the size and channels of its pictures, how a picture is brought to that size, and
/// what becomes of its values.
///
/// ```swift
/// ModelInput(size: 224).description
/// // "decode_image(3) JDCT_IFAST; smart_resize 224 bilinear; x/127.5-1"
/// ```
public struct ModelInput: Hashable, Sendable {
  /// Rows, in pixels.
  public let height: Int
  /// Columns, in pixels.
  public let width: Int
  /// 3 for red, green and blue, 1 for gray.
  public let channels: Int
  /// How a picture is brought to that size.
  public let resizing: Resizing
  /// What becomes of its values.
  public let preprocessing: Preprocessing
  /// What makes the picture unlike others, or `nil` to take it as it is.
  public let effect: PictureEffect?

  /// - Precondition: A picture has rows, columns, and one or three channels.
  public init(
    height: Int, width: Int, channels: Int = 3, resizing: Resizing = .crop,
    preprocessing: Preprocessing = .minusOneToOne, effect: PictureEffect? = nil
  ) {
    precondition(
      height > 0 && width > 0 && (channels == 1 || channels == 3),
      "(\(height), \(width), \(channels)) is the shape of no picture")
    self.height = height
    self.width = width
    self.channels = channels
    self.resizing = resizing
    self.preprocessing = preprocessing
    self.effect = effect
  }

  /// A square picture in colour, cropped, with values of −1 ... 1, as MobileNetV2 reads it.
  public init(size: Int) { self.init(height: size, width: size) }

  /// `[height, width, channels]`
  public var shape: Shape { [height, width, channels] }

  /// The same pictures with an effect.
  public func with(_ effect: PictureEffect) -> ModelInput {
    ModelInput(
      height: height, width: width, channels: channels, resizing: resizing,
      preprocessing: preprocessing, effect: effect)
  }

  /// The same pictures with another preprocessing.
  public func with(_ preprocessing: Preprocessing) -> ModelInput {
    ModelInput(
      height: height, width: width, channels: channels, resizing: resizing,
      preprocessing: preprocessing, effect: effect)
  }
}

/// How a picture of another aspect ratio is brought to the model's size; bilinearly and without antialiasing
/// in each case.
public enum Resizing: String, CaseIterable, Sendable {
  /// The middle of the picture, cut out in the model's aspect ratio.
  ///
  /// - Source: Keras, `smart_resize`, and `image_dataset_from_directory(crop_to_aspect_ratio=True)`.
  case crop
  /// The whole picture, distorted.
  ///
  /// - Source: Keras, `image_dataset_from_directory`, which does this unless it is told otherwise.
  case stretch
  /// The whole picture with black borders.
  ///
  /// `image_dataset_from_directory(pad_to_aspect_ratio=True)` of Keras 3 gives other numbers: it resizes the
  /// picture together with its borders.
  ///
  /// - Source: TensorFlow, `tf.image.resize_with_pad`.
  case pad
}

/// What becomes of the values 0 ... 255 before they enter a model, in float32.
///
/// - Source: Keras, `applications/imagenet_utils.py`.
public enum Preprocessing: String, CaseIterable, Sendable {
  /// Nothing: the model begins with a preprocessing of its own, or has none.
  case none
  /// `x / 255`
  case zeroToOne = "0..1"
  /// `x / 127.5 − 1`, as `mobilenet_v2.preprocess_input`.
  case minusOneToOne = "-1..1"
  /// Blue, green, red, each less its mean over ImageNet, as `resnet50.preprocess_input` and
  /// `vgg16.preprocess_input`.
  case caffe
  /// `(x / 255 − mean) / deviation` per channel, as `densenet.preprocess_input`.
  case torch

  /// Whether it treats colours differently, and so needs three channels.
  public var needsColors: Bool { self == .caffe || self == .torch }

  private static let caffeMeans: [Float] = [103.939, 116.779, 123.68]
  private static let torchMeans: [Float] = [0.485, 0.456, 0.406]
  private static let torchDeviations: [Float] = [0.229, 0.224, 0.225]

  /// Changes values in place.
  ///
  /// - Parameter values: `[pixels, channels]`, three channels where ``needsColors``.
  func apply(to values: UnsafeMutableBufferPointer<Float>) {
    switch self {
    case .none: break
    case .zeroToOne: for index in values.indices { values[index] /= 255 }
    case .minusOneToOne: for index in values.indices { values[index] = values[index] / 127.5 - 1 }
    case .caffe:
      for pixel in stride(from: 0, to: values.count, by: 3) {
        values.swapAt(pixel, pixel + 2)
        for channel in 0..<3 { values[pixel + channel] -= Preprocessing.caffeMeans[channel] }
      }
    case .torch:
      for pixel in stride(from: 0, to: values.count, by: 3) {
        for channel in 0..<3 {
          values[pixel + channel] =
            (values[pixel + channel] / 255 - Preprocessing.torchMeans[channel])
            / Preprocessing.torchDeviations[channel]
        }
      }
    }
  }

  /// As a formula, for digests and tables.
  public var formula: String {
    switch self {
    case .none: "x"
    case .zeroToOne: "x/255"
    case .minusOneToOne: "x/127.5-1"
    case .caffe: "bgr(x)-(103.939,116.779,123.68)"
    case .torch: "(x/255-(0.485,0.456,0.406))/(0.229,0.224,0.225)"
    }
  }
}

extension ModelInput: CustomStringConvertible {
  /// What is done to a picture, as it enters digests.
  public var description: String {
    let size = height == width ? "\(height)" : "\(height)x\(width)"
    let function =
      switch resizing {
      case .crop: "smart_resize"
      case .stretch: "resize"
      case .pad: "resize_with_pad"
      }
    let change = effect.map { "\($0); " } ?? ""
    return
      "decode_image(\(channels)) JDCT_IFAST; \(function) \(size) bilinear; \(change)\(preprocessing.formula)"
  }
}
