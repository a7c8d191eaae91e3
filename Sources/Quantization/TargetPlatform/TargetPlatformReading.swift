import Foundation
import Quantization
import Support

extension TargetPlatformCapabilities {
  /// Reads a JSON file in MCT's schema.
  ///
  /// - Throws: ``TargetPlatformError``, which names the place in the file.
  public init(contentsOf url: URL) throws {
    let data: Data
    do {
      data = try RegularFile.contents(path: url.path, limit: JSONReader.largest)
    } catch .tooLarge(let bytes, let limit) {
      throw TargetPlatformError.malformed(
        path: url.path, location: "",
        reason: RegularFileError.tooLarge(bytes: bytes, limit: limit).reason)
    } catch {
      throw TargetPlatformError.unreadable(path: url.path, reason: error.reason)
    }
    try self.init(json: data, name: url.path)
  }

  /// Reads JSON in MCT's schema.
  ///
  /// - Parameter name: What to call the JSON in an error.
  /// - Throws: ``TargetPlatformError``.
  public init(json: Data, name: String) throws {
    do {
      // A key that stands twice would be read in two ways.
      self = try JSONDecoder().decode(
        CapabilitiesReader.self, from: JSONReader.checked(json)
      ).value
    } catch let failure as JSONReader.Failure {
      throw TargetPlatformError.malformed(
        path: name, location: "", reason: "it is not JSON: \(failure.reason)")
    } catch let located as LocatedError {
      throw TargetPlatformError.brokenRule(
        path: name, location: located.location, rule: located.error)
    } catch let error as DecodingError {
      let (location, reason) = error.explanation
      throw TargetPlatformError.malformed(path: name, location: location, reason: reason)
    }
  }
}

/// A broken rule and where in the file it was broken.
private struct LocatedError: Error {
  let location: String
  let error: TargetPlatformError
}

extension DecodingError {
  fileprivate var explanation: (location: String, reason: String) {
    switch self {
    case .keyNotFound(let key, let context):
      (describe(context.codingPath), "the key \(key.stringValue) is missing")
    case .typeMismatch(let type, let context):
      (describe(context.codingPath), "the value should be of the type \(type)")
    case .valueNotFound(let type, let context):
      (describe(context.codingPath), "the value is null, but should be of the type \(type)")
    case .dataCorrupted(let context):
      (
        describe(context.codingPath),
        // It is JSON, then: what is corrupted are numbers that are too large, or no whole ones.
        context.codingPath.isEmpty
          ? "a number in it should be a smaller or a whole one" : context.debugDescription
      )
    @unknown default:
      ("", "it cannot be decoded")
    }
  }
}

/// `operator_set[3].qc_options`.
private func describe(_ path: [any CodingKey]) -> String {
  path.reduce("") { text, key in
    if let index = key.intValue { return text + "[\(index)]" }
    return text + (text.isEmpty ? "" : ".") + key.stringValue
  }
}

private struct Field: CodingKey {
  let stringValue: String
  let intValue: Int? = nil
  init(_ name: String) { stringValue = name }
  init?(stringValue: String) { self.init(stringValue) }
  init?(intValue: Int) { nil }
}

extension KeyedDecodingContainer where K == Field {
  fileprivate func value<Value: Decodable>(_ name: String) throws -> Value {
    try decode(Value.self, forKey: Field(name))
  }

  fileprivate func optional<Value: Decodable>(_ name: String) throws -> Value? {
    try decodeIfPresent(Value.self, forKey: Field(name))
  }

  fileprivate func failure(_ error: TargetPlatformError) -> LocatedError {
    LocatedError(location: describe(codingPath), error: error)
  }

  /// Refuses a misspelt key: what stands there would be lost without a word.
  fileprivate func allow(_ known: String...) throws {
    let names = allKeys.map(\.stringValue).sorted()
    if let unknown = names.first(where: { !known.contains($0) }) {
      throw failure(.unknownKey(unknown, known: known))
    }
  }

  fileprivate func checked<Value>(_ make: () throws -> Value) throws -> Value {
    do {
      return try make()
    } catch let error as TargetPlatformError {
      throw failure(error)
    }
  }

  fileprivate func method(_ name: String) throws -> QuantizationMethod {
    let code: Int = try value(name)
    switch code {
    case 0: return .powerOfTwo
    case 2: return .symmetric
    case 3: return .uniform
    case 1, 4: throw failure(.lookUpTable(code: code))
    default: throw failure(.unknownCode(code, field: name))
    }
  }

  fileprivate func bitWidth(_ name: String) throws -> Int {
    let bits: Int = try value(name)
    guard bits >= 1 else { throw failure(.bitWidthNotPositive(bits, field: name)) }
    return bits
  }
}

extension OperatorsSet {
  /// The sets whose operators have a kernel and a bias.
  fileprivate static let withKernels = ["Conv", "DepthwiseConv2D", "FullyConnected"]
}

extension KeyedDecodingContainer where K == Field {
  /// Refuses biases that are quantized though nothing is said of them: what is not in the mapping takes the default.
  ///
  /// - Parameter key: Where below this place the configuration stands, if not here.
  fileprivate func checkBias(_ config: OpQuantizationConfig, at key: String? = nil) throws {
    guard config.weightAttributeConfig(named: "bias").enableWeightsQuantization else { return }
    throw LocatedError(
      location: key ?? describe(codingPath),
      error: .notBuilt(
        "default_weight_attr_config has enable_weights_quantization: true, which holds for biases too",
        "only kernels (kernel_attr) are quantized; give bias_attr an entry with false in "
          + "attr_weights_configs_mapping"))
  }
}

private struct AttributeReader: Decodable {
  let value: AttributeQuantizationConfig

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    try fields.allow(
      "weights_quantization_method", "weights_n_bits", "weights_per_channel_threshold",
      "enable_weights_quantization", "lut_values_bitwidth")
    value = AttributeQuantizationConfig(
      weightsQuantizationMethod: try fields.method("weights_quantization_method"),
      weightsBitWidth: try fields.bitWidth("weights_n_bits"),
      weightsPerChannelThreshold: try fields.value("weights_per_channel_threshold"),
      enableWeightsQuantization: try fields.value("enable_weights_quantization"),
      lookUpTableBitWidth: try fields.optional("lut_values_bitwidth"))
  }
}

private struct OpConfigReader: Decodable {
  let value: OpQuantizationConfig

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    try fields.allow(
      "default_weight_attr_config", "attr_weights_configs_mapping",
      "activation_quantization_method", "activation_n_bits", "supported_input_activation_n_bits",
      "enable_activation_quantization", "quantization_preserving", "signedness", "fixed_scale",
      "fixed_zero_point", "simd_size")
    let mapping = try fields.nestedContainer(
      keyedBy: Field.self, forKey: Field("attr_weights_configs_mapping"))
    // Foundation does not keep the order of keys; kernel before bias is MCT's.
    let order = [OpQuantizationConfig.kernelAttribute, OpQuantizationConfig.biasAttribute]
    let names = mapping.allKeys.map(\.stringValue).sorted {
      (order.firstIndex(of: $0) ?? order.count, $0) < (order.firstIndex(of: $1) ?? order.count, $1)
    }
    let attributes = try names.map { name in
      OpQuantizationConfig.NamedAttribute(
        name, try mapping.decode(AttributeReader.self, forKey: Field(name)).value)
    }
    // MCT switches the constants of operations on in its own newer platforms. Whether a network has such constants is
    // seen where it is prepared for the platform.
    let harmless = [OpQuantizationConfig.kernelAttribute, "pos_attr"]
    if let other = attributes.first(where: {
      !harmless.contains($0.name) && $0.config.enableWeightsQuantization
    }) {
      throw mapping.failure(
        .notBuilt(
          "\(other.name) has enable_weights_quantization: true",
          "only kernels (kernel_attr) are quantized; set it to false"))
    }
    let code: Int = try fields.value("signedness")
    guard let signedness = Signedness(rawValue: code) else {
      throw fields.failure(.unknownCode(code, field: "signedness"))
    }
    let inputs = Field("supported_input_activation_n_bits")
    value = OpQuantizationConfig(
      defaultWeightAttributeConfig: (try fields.value("default_weight_attr_config")
        as AttributeReader).value,
      weightAttributeConfigs: attributes,
      activationQuantizationMethod: try fields.method("activation_quantization_method"),
      activationBitWidth: try fields.bitWidth("activation_n_bits"),
      supportedInputActivationBitWidths: try (try? [fields.decode(Int.self, forKey: inputs)])
        ?? fields.decode([Int].self, forKey: inputs),
      enableActivationQuantization: try fields.value("enable_activation_quantization"),
      quantizationPreserving: try fields.value("quantization_preserving"),
      signedness: signedness,
      fixedScale: try fields.optional("fixed_scale"),
      fixedZeroPoint: try fields.optional("fixed_zero_point"),
      simdSize: try fields.optional("simd_size"))
  }
}

private struct OptionsReader: Decodable {
  let value: QuantizationConfigOptions

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    try fields.allow("quantization_configurations", "base_config")
    let configs: [OpConfigReader] = try fields.value("quantization_configurations")
    let base: OpConfigReader? = try fields.optional("base_config")
    value = try fields.checked {
      try QuantizationConfigOptions(
        quantizationConfigurations: configs.map(\.value), baseConfig: base?.value)
    }
  }
}

private struct SetReader: Decodable {
  let value: OperatorsSet

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    try fields.allow("name", "qc_options", "type")
    let options: OptionsReader? = try fields.optional("qc_options")
    value = OperatorsSet(try fields.value("name"), options?.value)
    if let config = options?.value.baseConfig, OperatorsSet.withKernels.contains(value.name) {
      try fields.checkBias(config)
    }
  }
}

private struct OperandReader: Decodable {
  let value: FusingOperand

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    guard let sets: [SetReader] = try fields.optional("operators_set") else {
      value = .set(try SetReader(from: decoder).value)
      return
    }
    try fields.allow("operators_set", "name", "type")
    guard !sets.isEmpty else { throw fields.failure(.emptyGroup) }
    let name: String? = try fields.optional("name")
    value = .group(
      sets.map(\.value), name: name ?? sets.map(\.value.name).joined(separator: "_"))
  }
}

private struct FusingReader: Decodable {
  let value: Fusing

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    try fields.allow("operator_groups", "fuse_op_quantization_config", "name")
    // MCT gives every pattern of a file of its first schema one that quantizes nothing, which is what null says.
    let own: OpConfigReader? = try fields.optional("fuse_op_quantization_config")
    if let own, own.value.enableActivationQuantization {
      throw fields.failure(
        .notBuilt(
          "fuse_op_quantization_config has enable_activation_quantization: true",
          "a fused operation is quantized as its last operator says; set it to false"))
    }
    let operands: [OperandReader] = try fields.value("operator_groups")
    let name: String? = try fields.optional("name")
    value = try fields.checked { try Fusing(operands.map(\.value), name: name) }
  }
}

private struct CapabilitiesReader: Decodable {
  let value: TargetPlatformCapabilities

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    try fields.allow(
      "default_qco", "operator_set", "fusing_patterns", "tpc_minor_version", "tpc_patch_version",
      "tpc_platform_type", "add_metadata", "name", "is_simd_padding",
      "insert_preserving_quantizers", "SCHEMA_VERSION")
    if let schema: Int = try fields.optional("SCHEMA_VERSION"),
      !(1...TargetPlatformCapabilities.schemaVersion).contains(schema)
    {
      throw fields.failure(.unknownSchema(schema))
    }
    if let inserts: Bool = try fields.optional("insert_preserving_quantizers"), inserts {
      throw fields.failure(
        .notBuilt(
          "insert_preserving_quantizers is true",
          "preserving operators get no quantizers of their own; set it to false"))
    }
    let defaults: OptionsReader = try fields.value("default_qco")
    let count = defaults.value.quantizationConfigurations.count
    guard count == 1 else { throw fields.failure(.severalDefaults(count: count)) }
    let sets: [SetReader]? = try fields.optional("operator_set")
    let own = (sets ?? []).filter { $0.value.options != nil }.map(\.value.name)
    if !OperatorsSet.withKernels.allSatisfy(own.contains) {
      try fields.checkBias(defaults.value.baseConfig, at: "default_qco")
    }
    let patterns: [FusingReader]? = try fields.optional("fusing_patterns")
    value = try fields.checked {
      try TargetPlatformCapabilities(
        defaultConfig: defaults.value.baseConfig,
        operatorSets: sets?.map(\.value) ?? [],
        fusingPatterns: patterns?.map(\.value) ?? [],
        minorVersion: try fields.optional("tpc_minor_version"),
        patchVersion: try fields.optional("tpc_patch_version"),
        platformType: try fields.optional("tpc_platform_type"),
        addsMetadata: try fields.optional("add_metadata") ?? true,
        name: try fields.optional("name") ?? "default_tpc",
        isSIMDPadding: try fields.optional("is_simd_padding") ?? false)
    }
  }
}
