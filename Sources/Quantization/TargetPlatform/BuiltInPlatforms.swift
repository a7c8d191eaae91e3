import Quantization

/// The capabilities that MCT brings along for Keras.
///
/// - Source: MCT 2.6, `target_platform_capabilities/tpc_models/`.
public enum TargetPlatformVersion: String, CaseIterable, Sendable {
  /// Sony's IMX500; MCT's default.
  case imx500V1 = "imx500-1.0"
  /// IMX500 with 16-bit activations and preserving operators.
  case imx500V4 = "imx500-4.0"
  /// IMX500 with 16-bit constants.
  case imx500V5 = "imx500-5.0"
  /// IMX500 with two more operators.
  case imx500V6 = "imx500-6.0"
  /// TensorFlow Lite. It refuses models with zero paddings, as in MCT.
  case tfliteV1 = "tflite-1.0"
  /// QNNPACK. Its operator sets carry no options, so no weights are quantized, as in MCT.
  case qnnpackV1 = "qnnpack-1.0"
}

extension TargetPlatformCapabilities {
  /// MCT's default: Sony's IMX500, version 1.0.
  public static let mctDefault = TargetPlatformCapabilities(TargetPlatformVersion.imx500V1)

  /// The built-in capabilities of a version.
  public init(_ version: TargetPlatformVersion) {
    let parts =
      switch version {
      case .imx500V1: PlatformParts.imx500V1
      case .imx500V4: PlatformParts.imx500(minor: 4)
      case .imx500V5: PlatformParts.imx500(minor: 5)
      case .imx500V6: PlatformParts.imx500(minor: 6)
      case .tfliteV1: PlatformParts.tflite
      case .qnnpackV1: PlatformParts.qnnpack
      }
    self.init(parts)
  }

  /// The capabilities of that name, such as `imx500-4.0`.
  ///
  /// - Throws: ``TargetPlatformError/unknownVersion(_:)``.
  public init(named name: String) throws {
    guard let version = TargetPlatformVersion(rawValue: name) else {
      throw TargetPlatformError.unknownVersion(name)
    }
    self.init(version)
  }

  private init(_ parts: PlatformParts) {
    defaultConfig = parts.defaultConfig
    operatorSets = parts.sets
    fusingPatterns = parts.patterns.map { pattern in
      Fusing(
        pattern: pattern.map { names in
          let sets = names.map { name in
            parts.sets.first { $0.name == name } ?? OperatorsSet(name)
          }
          return sets.count == 1
            ? .set(sets[0]) : .group(sets, name: names.joined(separator: "_"))
        })
    }
    minorVersion = parts.minor
    patchVersion = 0
    platformType = parts.platform
    addsMetadata = parts.addsMetadata
    name = parts.platform + "_tpc"
    isSIMDPadding = parts.platform == "imx500"
  }
}

/// What a built-in platform is put together from.
struct PlatformParts {
  let platform: String
  let minor: Int
  let addsMetadata: Bool
  let defaultConfig: OpQuantizationConfig
  let sets: [OperatorsSet]
  let patterns: [[[String]]]
}

/// The sets of these names, all with the same options.
func operatorsSets(_ names: String, _ options: QuantizationConfigOptions? = nil) -> [OperatorsSet] {
  names.split(separator: " ").map { OperatorsSet(String($0), options) }
}

private func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

extension OpQuantizationConfig {
  fileprivate func changed(_ change: (inout OpQuantizationConfig) -> Void) -> OpQuantizationConfig {
    var config = self
    change(&config)
    return config
  }
}

extension PlatformParts {
  private static func attribute(
    _ method: QuantizationMethod, bits: Int = 8, perChannel: Bool = false, enabled: Bool = false
  ) -> AttributeQuantizationConfig {
    AttributeQuantizationConfig(
      weightsQuantizationMethod: method, weightsBitWidth: bits,
      weightsPerChannelThreshold: perChannel, enableWeightsQuantization: enabled)
  }

  private static let imx500Default = OpQuantizationConfig(
    defaultWeightAttributeConfig: attribute(.powerOfTwo))

  /// Kernels of 8, 4 and 2 bits: the fewer bits, the more channels at once.
  private static func linear(activationBits: [Int]) -> QuantizationConfigOptions {
    var configs: [OpQuantizationConfig] = []
    for bits in activationBits {
      for (kernelBits, simdSize) in [(8, 32), (4, 64), (2, 128)] {
        configs.append(
          imx500Default.changed {
            $0.activationBitWidth = bits
            $0.signedness = bits == 16 ? .signed : .auto
            $0.simdSize = simdSize
            $0.weightAttributeConfigs = [
              .init(
                OpQuantizationConfig.kernelAttribute,
                attribute(.symmetric, bits: kernelBits, perChannel: true, enabled: true)),
              .init(OpQuantizationConfig.biasAttribute, attribute(.powerOfTwo, bits: 32)),
            ]
          })
      }
    }
    return QuantizationConfigOptions(configs, base: 0)
  }

  private static let activationFunctions =
    "ReLU ReLU6 LeakyReLU HardTanh Swish HardSwish PReLU Sigmoid Tanh"

  static let imx500V1: PlatformParts = {
    let float = QuantizationConfigOptions(
      imx500Default.changed { $0.enableActivationQuantization = false })
    return PlatformParts(
      platform: "imx500", minor: 1, addsMetadata: false, defaultConfig: imx500Default,
      sets: operatorsSets("Stack", QuantizationConfigOptions(imx500Default))
        + operatorsSets(
          """
          Unstack Dropout Flatten SplitChunk GetItem Reshape Unsqueeze Size Permute Transpose Equal \
          ArgMax Gather TopK Squeeze MaxPool Pad ZeroPadding2D Cast CombinedNonMaxSuppression \
          FakeQuant SSDPostProcess
          """, float)
        + operatorsSets(
          "Conv ConvTranspose DepthwiseConv2D FullyConnected", linear(activationBits: [8]))
        + operatorsSets(
          """
          ReLU ReLU6 LeakyReLU Add Sub Mul Div PReLU Swish HardSwish Sigmoid Tanh HardTanh
          """),
      patterns: [
        [words("Conv ConvTranspose DepthwiseConv2D"), words(activationFunctions)],
        [
          ["FullyConnected"],
          words("ReLU ReLU6 LeakyReLU HardTanh Swish HardSwish Sigmoid"),
        ],
        [words("Add Sub Mul Div"), words("ReLU ReLU6 LeakyReLU HardTanh")],
      ])
  }()

  /// Versions 4 to 6, which differ in a few sets.
  static func imx500(minor: Int) -> PlatformParts {
    let base = imx500Default
    let float = base.changed { $0.enableActivationQuantization = false }
    let preserving = float.changed { $0.quantizationPreserving = true }
    let preservingAnyWidth = preserving.changed { $0.supportedInputActivationBitWidths = [8, 16] }
    let anyWidth = base.changed { $0.supportedInputActivationBitWidths = [8, 16] }
    let wide = anyWidth.changed {
      $0.activationBitWidth = 16
      $0.signedness = .signed
    }
    let elementwise = QuantizationConfigOptions([anyWidth, wide], base: 0)
    func constants(
      _ config: OpQuantizationConfig, bits: Int, perChannel: Bool
    ) -> OpQuantizationConfig {
      config.changed {
        $0.defaultWeightAttributeConfig = attribute(
          .powerOfTwo, bits: bits, perChannel: perChannel, enabled: true)
      }
    }
    let joining = QuantizationConfigOptions(
      [wide, anyWidth].map { constants($0, bits: 8, perChannel: false) }, base: 1)
    let picking = QuantizationConfigOptions(
      constants(minor == 4 ? preserving : preservingAnyWidth, bits: 16, perChannel: false))
    let arithmetic = [wide, anyWidth].map { constants($0, bits: 8, perChannel: true) }
    let wideConstants = arithmetic.map {
      $0.changed {
        $0.weightAttributeConfigs = [
          .init("pos_attr", attribute(.powerOfTwo, bits: 16, enabled: true))
        ]
      }
    }
    let arithmeticOptions = QuantizationConfigOptions(
      minor == 4 ? arithmetic : arithmetic + wideConstants, base: 1)
    var sets: [OperatorsSet] = []
    if minor == 4 {
      sets += operatorsSets(
        "Size Equal ArgMax TopK CombinedNonMaxSuppression FakeQuant SSDPostProcess", .init(float))
    } else {
      sets += operatorsSets("Size Equal ArgMax TopK FakeQuant SSDPostProcess", .init(float))
      sets += operatorsSets(
        "CombinedNonMaxSuppression",
        .init(float.changed { $0.supportedInputActivationBitWidths = [8, 16] }))
    }
    sets += operatorsSets("Dropout MaxPool Pad ZeroPadding2D Cast", .init(preserving))
    sets += operatorsSets(
      """
      SplitChunk GetItem Unstack StridedSlice Flatten Reshape Unsqueeze Squeeze Permute Transpose
      """ + (minor == 6 ? " Take IndexSelect" : ""), .init(preservingAnyWidth))
    sets += operatorsSets("Gather Expend", picking)
    sets += operatorsSets("Stack Concatenate", joining)
    sets += operatorsSets("BatchNorm Min Max", elementwise)
    sets += operatorsSets(
      "Conv ConvTranspose DepthwiseConv2D FullyConnected", linear(activationBits: [8, 16]))
    sets += operatorsSets("ReLU ReLU6 LeakyReLU", elementwise)
    sets += operatorsSets("Add Sub Mul", arithmeticOptions)
    sets += operatorsSets("Div", .init(constants(base, bits: 8, perChannel: true)))
    sets += operatorsSets("PReLU Swish HardSwish", elementwise)
    sets += operatorsSets("Sigmoid", minor == 4 ? elementwise : .init(anyWidth))
    sets += operatorsSets("Tanh Gelu HardSigmoid HardTanh", elementwise)
    if minor > 4 { sets += operatorsSets("Exp Sin Cos", elementwise) }
    return PlatformParts(
      platform: "imx500", minor: minor, addsMetadata: true, defaultConfig: base, sets: sets,
      patterns: [
        [
          words("Conv ConvTranspose DepthwiseConv2D"),
          words(
            """
            ReLU ReLU6 LeakyReLU HardTanh Swish Gelu HardSwish HardSigmoid PReLU Sigmoid Tanh
            """),
        ],
        [
          ["FullyConnected"],
          words(
            "ReLU ReLU6 LeakyReLU HardTanh Swish Sigmoid Tanh Gelu HardSwish HardSigmoid"),
        ],
        [words("Add Sub Mul Div"), words("ReLU ReLU6 LeakyReLU HardTanh")],
      ])
  }

  private static let symmetricDefault = OpQuantizationConfig(
    defaultWeightAttributeConfig: attribute(.symmetric))

  static let tflite: PlatformParts = {
    let base = symmetricDefault
    let preserving = QuantizationConfigOptions(base.changed { $0.quantizationPreserving = true })
    func fixed(_ scale: Double, _ zeroPoint: Int) -> QuantizationConfigOptions {
      .init(
        base.changed {
          $0.fixedScale = scale
          $0.fixedZeroPoint = zeroPoint
        })
    }
    func linear(perChannel: Bool) -> QuantizationConfigOptions {
      .init(
        base.changed {
          $0.activationQuantizationMethod = .uniform
          $0.simdSize = nil
          $0.weightAttributeConfigs = [
            .init(
              OpQuantizationConfig.kernelAttribute,
              attribute(.symmetric, perChannel: perChannel, enabled: true)),
            .init(OpQuantizationConfig.biasAttribute, attribute(.symmetric, bits: 32)),
          ]
        })
    }
    return PlatformParts(
      platform: "tflite", minor: 1, addsMetadata: false, defaultConfig: base,
      sets: operatorsSets(
        """
        Unstack Transpose Gather Reshape MaxPool AvgPool StridedSlice Concatenate Mul Min Max \
        ZeroPadding2D Resize Pad Fold
        """, preserving)
        + operatorsSets("L2Norm", fixed(1 / 128, 0))
        + operatorsSets("LogSoftmax", fixed(16 / 256, 127))
        + operatorsSets("Softmax", fixed(1 / 256, -128))
        + operatorsSets("FullyConnected", linear(perChannel: false))
        + operatorsSets("Conv", linear(perChannel: true))
        + operatorsSets("ReLU ReLU6")
        + operatorsSets("Tanh", fixed(1 / 256, -128))
        + operatorsSets("Sigmoid", .init(base))
        + operatorsSets("BatchNorm Add AddBias Elu")
        + operatorsSets("Squeeze", preserving),
      patterns: [
        [words("Conv FullyConnected"), ["AddBias"]],
        [words("Conv FullyConnected"), ["AddBias"], words("ReLU Elu")],
        [["Conv"], ["BatchNorm"], words("ReLU Elu")],
        [["Conv"], ["Squeeze"], words("ReLU Elu")],
        [["BatchNorm"], words("ReLU Elu")],
        [["BatchNorm"], ["Add"], words("ReLU Elu")],
      ])
  }()

  static let qnnpack = PlatformParts(
    platform: "qnnpack", minor: 1, addsMetadata: false, defaultConfig: symmetricDefault,
    sets: operatorsSets(
      "Conv DepthwiseConv2D ConvTranspose BatchNorm ReLU ReLU6 HardTanh FullyConnected"),
    patterns: [
      [words("Conv ConvTranspose"), ["BatchNorm"], words("ReLU ReLU6 HardTanh")],
      [words("Conv ConvTranspose"), ["BatchNorm"]],
      [words("Conv ConvTranspose"), words("ReLU ReLU6 HardTanh")],
      [["FullyConnected"], words("ReLU ReLU6 HardTanh")],
    ])
}
