/// A named set of operators that a platform treats alike.
public struct OperatorsSet: Hashable, Sendable {
  /// The name, such as `Conv`.
  public var name: String
  /// How it is quantized; the platform's default when `nil`.
  public var options: QuantizationConfigOptions?

  public init(_ name: String, _ options: QuantizationConfigOptions? = nil) {
    self.name = name
    self.options = options
  }
}

/// One place of a fusing pattern: an operator set, or a choice among several.
public enum FusingOperand: Hashable, Sendable {
  /// This set.
  case set(OperatorsSet)
  /// Any of these sets; MCT's `OperatorSetGroup`.
  case group([OperatorsSet], name: String)

  /// The sets that fit.
  public var sets: [OperatorsSet] {
    switch self {
    case .set(let set): [set]
    case .group(let sets, _): sets
    }
  }

  /// The name in the file.
  public var name: String {
    switch self {
    case .set(let set): set.name
    case .group(_, let name): name
    }
  }
}

/// Operators that the platform runs as one, so that only the last one's output is quantized.
public struct Fusing: Hashable, Sendable {
  /// The operators, in order.
  public let operands: [FusingOperand]
  /// The name in the file.
  public let name: String

  /// - Throws: ``TargetPlatformError/fusingTooShort(name:)`` for fewer than two operators.
  public init(_ operands: [FusingOperand], name: String? = nil) throws {
    let name = name ?? operands.map(\.name).joined(separator: "_")
    guard operands.count >= 2 else { throw TargetPlatformError.fusingTooShort(name: name) }
    self.operands = operands
    self.name = name
  }

  init(pattern operands: [FusingOperand]) {
    self.operands = operands
    name = operands.map(\.name).joined(separator: "_")
  }
}

/// What a platform can do: which operators it quantizes, how, and which it runs as one.
///
/// - Source: MCT, `target_platform_capabilities/schema/v2.py`.
/// - Explained in: chapter 3.
public struct TargetPlatformCapabilities: Hashable, Sendable {
  /// What holds for operators without a set, and for sets without options.
  public let defaultConfig: OpQuantizationConfig
  /// The operator sets, in the file's order.
  public let operatorSets: [OperatorsSet]
  /// The fusing patterns, in order of preference.
  public let fusingPatterns: [Fusing]
  /// The platform's minor version.
  public let minorVersion: Int?
  /// The platform's patch version.
  public let patchVersion: Int?
  /// The kind of platform, such as `imx500`.
  public let platformType: String?
  /// Whether an exported model carries metadata.
  public let addsMetadata: Bool
  /// The name, such as `imx500_tpc`.
  public let name: String
  /// Whether channels are padded to the SIMD size.
  public let isSIMDPadding: Bool
  /// The version of the schema that these fields follow.
  public static let schemaVersion = 2

  /// - Throws: ``TargetPlatformError/duplicateOperatorSet(name:)``.
  public init(
    defaultConfig: OpQuantizationConfig, operatorSets: [OperatorsSet],
    fusingPatterns: [Fusing] = [], minorVersion: Int? = nil, patchVersion: Int? = nil,
    platformType: String? = nil, addsMetadata: Bool = true, name: String = "default_tpc",
    isSIMDPadding: Bool = false
  ) throws {
    var names: Set<String> = []
    for set in operatorSets where !names.insert(set.name).inserted {
      throw TargetPlatformError.duplicateOperatorSet(name: set.name)
    }
    self.defaultConfig = defaultConfig
    self.operatorSets = operatorSets
    self.fusingPatterns = fusingPatterns
    self.minorVersion = minorVersion
    self.patchVersion = patchVersion
    self.platformType = platformType
    self.addsMetadata = addsMetadata
    self.name = name
    self.isSIMDPadding = isSIMDPadding
  }

  /// How the operations of a set are quantized.
  ///
  /// - Parameter name: The set's name, such as `Conv`; `nil` for an operation that is in no set.
  /// - Returns: What the platform says of the set, or its default where it says nothing.
  public func quantizationConfig(forOperatorSet name: String?) -> OpQuantizationConfig {
    operatorSets.first { $0.name == name }?.options?.baseConfig ?? defaultConfig
  }
}
