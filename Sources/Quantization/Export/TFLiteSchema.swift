/// The numbers that TensorFlow Lite's schema gives to what we use of it.
///
/// - Source: TensorFlow Lite, `schema.fbs`, version 3.
enum TFLite {
  /// A file begins with the offset of its root, then comes this.
  static let identifier = "TFL3"
  /// The version of the schema.
  static let version: UInt32 = 3

  /// Operations, by the number of the enumeration `BuiltinOperator`.
  enum Operator: Int32, CaseIterable {
    case add = 0
    case averagePool = 1
    case concatenation = 2
    case convolution = 3
    case depthwiseConvolution = 4
    case dequantize = 6
    case maxPool = 17
    case reLU = 19
    case reLU6 = 21
    case reshape = 22
    case softmax = 25
    case pad = 34
    case mean = 40
    case slice = 65
    case quantize = 114

    /// The version from which on the operation takes int8 and scales per channel.
    var version: Int32 {
      switch self {
      case .reshape, .quantize: 1
      case .convolution, .depthwiseConvolution: 3
      case .add, .averagePool, .concatenation, .dequantize, .maxPool, .reLU, .reLU6, .softmax,
        .pad, .mean, .slice:
        2
      }
    }

    /// The operation's member of the union `BuiltinOptions`, 0 for none.
    var optionsType: UInt8 {
      switch self {
      case .add: 11
      case .averagePool, .maxPool: 5
      case .concatenation: 10
      case .convolution: 1
      case .depthwiseConvolution: 2
      case .dequantize: 38
      case .reLU, .reLU6: 0
      case .reshape: 17
      case .softmax: 9
      case .pad: 22
      case .mean: 27
      case .slice: 48
      case .quantize: 89
      }
    }
  }

  /// The types of a tensor's numbers, `TensorType`.
  enum NumberKind: Int8 {
    case float32 = 0
    case int32 = 2
    case uint8 = 3
    case int8 = 9
  }

  /// What is done to a sum before it leaves an operation, `ActivationFunctionType`.
  enum FusedActivation: Int8 {
    case none = 0
    case reLU = 1
    case reLU6 = 3
  }
}
