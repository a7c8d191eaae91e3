import Quantization

/// How the weights of one attribute (a kernel, a bias) are quantized.
///
/// - Source: MCT, `target_platform_capabilities/schema/`.
public struct AttributeQuantizationConfig: Hashable, Sendable {
  /// The family of grids.
  public var weightsQuantizationMethod: QuantizationMethod
  /// The bit width n_b, in bits.
  public var weightsBitWidth: Int
  /// Whether every output channel has a threshold of its own.
  public var weightsPerChannelThreshold: Bool
  /// Whether the attribute is quantized at all.
  public var enableWeightsQuantization: Bool
  /// The bit width of look-up-table values; kept for the file, used by no quantizer here.
  public var lookUpTableBitWidth: Int?

  /// Creates a configuration; the defaults are MCT's.
  public init(
    weightsQuantizationMethod: QuantizationMethod = .powerOfTwo, weightsBitWidth: Int = 32,
    weightsPerChannelThreshold: Bool = false, enableWeightsQuantization: Bool = false,
    lookUpTableBitWidth: Int? = nil
  ) {
    self.weightsQuantizationMethod = weightsQuantizationMethod
    self.weightsBitWidth = weightsBitWidth
    self.weightsPerChannelThreshold = weightsPerChannelThreshold
    self.enableWeightsQuantization = enableWeightsQuantization
    self.lookUpTableBitWidth = lookUpTableBitWidth
  }
}

/// Whether a grid reaches below zero.
public enum Signedness: Int, Hashable, Sendable {
  /// The data decide.
  case auto = 0
  /// Always.
  case signed = 1
  /// Never.
  case unsigned = 2

  /// `nil` when the data decide.
  public var isSigned: Bool? {
    switch self {
    case .auto: nil
    case .signed: true
    case .unsigned: false
    }
  }
}

/// How one operation is quantized.
public struct OpQuantizationConfig: Hashable, Sendable {
  /// The key of a kernel among the attributes.
  public static let kernelAttribute = "kernel_attr"
  /// The key of a bias among the attributes.
  public static let biasAttribute = "bias_attr"

  /// What holds for weights without an entry of their own.
  public var defaultWeightAttributeConfig: AttributeQuantizationConfig
  /// What holds for some weights, by attribute, in the file's order.
  public var weightAttributeConfigs: [NamedAttribute]
  /// The family of grids of the output.
  public var activationQuantizationMethod: QuantizationMethod
  /// The bit width of the output, in bits.
  public var activationBitWidth: Int
  /// The bit widths that the operation can read.
  public var supportedInputActivationBitWidths: [Int]
  /// Whether the output is rounded to a grid.
  public var enableActivationQuantization: Bool
  /// Whether the output keeps the grid of the input.
  public var quantizationPreserving: Bool
  /// Whether the output's grid reaches below zero.
  public var signedness: Signedness
  /// A scale that the hardware prescribes; kept for the file.
  public var fixedScale: Double?
  /// A zero point that the hardware prescribes; kept for the file.
  public var fixedZeroPoint: Int?
  /// The channels that the hardware takes at once; kept for the file.
  public var simdSize: Int?

  /// An attribute and its configuration.
  public struct NamedAttribute: Hashable, Sendable {
    /// The attribute's name.
    public var name: String
    /// What holds for it.
    public var config: AttributeQuantizationConfig

    public init(_ name: String, _ config: AttributeQuantizationConfig) {
      self.name = name
      self.config = config
    }
  }

  public init(
    defaultWeightAttributeConfig: AttributeQuantizationConfig,
    weightAttributeConfigs: [NamedAttribute] = [],
    activationQuantizationMethod: QuantizationMethod = .powerOfTwo,
    activationBitWidth: Int = 8,
    supportedInputActivationBitWidths: [Int] = [8],
    enableActivationQuantization: Bool = true,
    quantizationPreserving: Bool = false,
    signedness: Signedness = .auto,
    fixedScale: Double? = nil,
    fixedZeroPoint: Int? = nil,
    simdSize: Int? = 32
  ) {
    self.defaultWeightAttributeConfig = defaultWeightAttributeConfig
    self.weightAttributeConfigs = weightAttributeConfigs
    self.activationQuantizationMethod = activationQuantizationMethod
    self.activationBitWidth = activationBitWidth
    self.supportedInputActivationBitWidths = supportedInputActivationBitWidths
    self.enableActivationQuantization = enableActivationQuantization
    self.quantizationPreserving = quantizationPreserving
    self.signedness = signedness
    self.fixedScale = fixedScale
    self.fixedZeroPoint = fixedZeroPoint
    self.simdSize = simdSize
  }

  /// What holds for a weight, by the name that Keras gives it: `kernel`, `depthwise_kernel`, `bias`.
  public func weightAttributeConfig(named kerasName: String) -> AttributeQuantizationConfig {
    let attribute =
      switch kerasName {
      case "kernel", "depthwise_kernel": OpQuantizationConfig.kernelAttribute
      case "bias": OpQuantizationConfig.biasAttribute
      default: kerasName
      }
    return weightAttributeConfigs.first { $0.name == attribute }?.config
      ?? defaultWeightAttributeConfig
  }
}

/// The ways in which an operator set can be quantized; without mixed precision, the base one is used.
public struct QuantizationConfigOptions: Hashable, Sendable {
  /// All ways.
  public var quantizationConfigurations: [OpQuantizationConfig]
  /// The one that is used when nothing else decides.
  public var baseConfig: OpQuantizationConfig

  /// - Parameter baseConfig: May be left out when there is one configuration only.
  /// - Throws: ``TargetPlatformError`` when there is none, or when the base is missing or not among them.
  public init(
    quantizationConfigurations: [OpQuantizationConfig], baseConfig: OpQuantizationConfig? = nil
  ) throws {
    guard let first = quantizationConfigurations.first else {
      throw TargetPlatformError.noConfiguration
    }
    guard let base = baseConfig ?? (quantizationConfigurations.count == 1 ? first : nil) else {
      throw TargetPlatformError.noBaseConfiguration(count: quantizationConfigurations.count)
    }
    guard quantizationConfigurations.contains(base) else {
      throw TargetPlatformError.baseNotAmongConfigurations
    }
    self.quantizationConfigurations = quantizationConfigurations
    self.baseConfig = base
  }

  /// A single way.
  public init(_ config: OpQuantizationConfig) {
    quantizationConfigurations = [config]
    baseConfig = config
  }

  init(_ configs: [OpQuantizationConfig], base: Int) {
    quantizationConfigurations = configs
    baseConfig = configs[base]
  }
}
