/// The numbers that ONNX's schema gives to what we use of it.
///
/// - Source: ONNX, `onnx.proto`.
enum ONNX {
  /// The version of the schema; the first that belongs to ``operatorSet``.
  static let version = 7
  /// The set of operations: the first with a scale for every channel.
  static let operatorSet = 13

  /// Fields of the file, `ModelProto`.
  enum Model {
    static let version = 1
    static let producer = 2
    static let description = 6
    static let graph = 7
    static let operatorSets = 8
    static let metadata = 14
  }

  /// `OperatorSetIdProto`
  enum OperatorSet {
    static let domain = 1
    static let version = 2
  }

  /// `StringStringEntryProto`
  enum Entry {
    static let key = 1
    static let value = 2
  }

  /// `GraphProto`
  enum Graph {
    static let nodes = 1
    static let name = 2
    static let constants = 5
    static let inputs = 11
    static let outputs = 12
    static let tensors = 13
  }

  /// `NodeProto`
  enum Node {
    static let inputs = 1
    static let outputs = 2
    static let name = 3
    static let operation = 4
    static let attributes = 5
  }

  /// `AttributeProto`
  enum Attribute {
    static let name = 1
    static let integer = 3
    static let integers = 8
    static let kind = 20
    /// `AttributeType`
    enum Kind: Int {
      case integer = 2
      case integers = 7
    }
  }

  /// `TensorProto`
  enum Constant {
    static let extents = 1
    static let numbers = 2
    static let name = 8
    static let data = 9
  }

  /// `ValueInfoProto`, `TypeProto`, `TypeProto.Tensor`, `TensorShapeProto` and its `Dimension`
  enum Value {
    static let name = 1
    static let type = 2
    static let tensor = 1
    static let numbers = 1
    static let shape = 2
    static let extents = 1
    static let extent = 1
    static let extentName = 2
  }

  /// The types of a tensor's numbers, `TensorProto.DataType`.
  enum Numbers: Int {
    case float32 = 1
    case uint8 = 2
    case int8 = 3
    case int32 = 6
    case int64 = 7
  }
}
