import Foundation
import Quantization
import Support

extension QuantizationMethod {
  /// MCT's number for the method.
  var code: Int {
    switch self {
    case .powerOfTwo: 0
    case .symmetric: 2
    case .uniform: 3
    }
  }
}

extension TargetPlatformCapabilities {
  /// The capabilities as MCT writes them, to the byte.
  public var json: OrderedJSON {
    .object([
      ("default_qco", QuantizationConfigOptions(defaultConfig).json),
      ("operator_set", .array(operatorSets.map(\.json))),
      ("fusing_patterns", .array(fusingPatterns.map(\.json))),
      ("tpc_minor_version", .optional(minorVersion)),
      ("tpc_patch_version", .optional(patchVersion)),
      ("tpc_platform_type", platformType.map(OrderedJSON.string) ?? .null),
      ("add_metadata", .bool(addsMetadata)),
      ("name", .string(name)),
      ("is_simd_padding", .bool(isSIMDPadding)),
      ("insert_preserving_quantizers", .bool(false)),
      ("SCHEMA_VERSION", .integer(TargetPlatformCapabilities.schemaVersion)),
    ])
  }
}

extension OrderedJSON {
  static func optional(_ value: Int?) -> OrderedJSON { value.map(OrderedJSON.integer) ?? .null }
}

extension AttributeQuantizationConfig {
  var json: OrderedJSON {
    .object([
      ("weights_quantization_method", .integer(weightsQuantizationMethod.code)),
      ("weights_n_bits", .integer(weightsBitWidth)),
      ("weights_per_channel_threshold", .bool(weightsPerChannelThreshold)),
      ("enable_weights_quantization", .bool(enableWeightsQuantization)),
      ("lut_values_bitwidth", .optional(lookUpTableBitWidth)),
    ])
  }
}

extension OpQuantizationConfig {
  var json: OrderedJSON {
    .object([
      ("default_weight_attr_config", defaultWeightAttributeConfig.json),
      (
        "attr_weights_configs_mapping",
        .object(weightAttributeConfigs.map { (key: $0.name, value: $0.config.json) })
      ),
      ("activation_quantization_method", .integer(activationQuantizationMethod.code)),
      ("activation_n_bits", .integer(activationBitWidth)),
      (
        "supported_input_activation_n_bits",
        .array(supportedInputActivationBitWidths.map(OrderedJSON.integer))
      ),
      ("enable_activation_quantization", .bool(enableActivationQuantization)),
      ("quantization_preserving", .bool(quantizationPreserving)),
      ("signedness", .integer(signedness.rawValue)),
      ("fixed_scale", fixedScale.map(OrderedJSON.number) ?? .null),
      ("fixed_zero_point", .optional(fixedZeroPoint)),
      ("simd_size", .optional(simdSize)),
    ])
  }
}

extension QuantizationConfigOptions {
  var json: OrderedJSON {
    .object([
      ("quantization_configurations", .array(quantizationConfigurations.map(\.json))),
      ("base_config", baseConfig.json),
    ])
  }
}

extension OperatorsSet {
  var json: OrderedJSON {
    .object([
      ("name", .string(name)),
      ("qc_options", options?.json ?? .null),
      ("type", .string("OperatorsSet")),
    ])
  }
}

extension Fusing {
  var json: OrderedJSON {
    .object([
      ("operator_groups", .array(operands.map(\.json))),
      ("fuse_op_quantization_config", .null),
      ("name", .string(name)),
    ])
  }
}

extension FusingOperand {
  var json: OrderedJSON {
    switch self {
    case .set(let set): set.json
    case .group(let sets, let name):
      .object([
        ("operators_set", .array(sets.map(\.json))),
        ("name", .string(name)),
        ("type", .string("OperatorSetGroup")),
      ])
    }
  }
}
