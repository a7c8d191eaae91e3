import Foundation
import Support
import TargetPlatform
import Tensors
import Testing

struct BuiltInPlatformsTests {
  /// SHA-256 of what MCT 2.6.1's own `get_tpc()` of each version dumps with `indent=4`.
  @Test(arguments: [
    (
      TargetPlatformVersion.imx500V1,
      "f8b2b97518769c1346c3fc88775941aa019888b116860710535651195663266c"
    ),
    (
      TargetPlatformVersion.imx500V4,
      "040f6071e532df0ffbeab258ce38af00c8066c50fd512e4260df4a1bfc23e6ba"
    ),
    (
      TargetPlatformVersion.imx500V5,
      "b601439d7a0d17f3453e791e57685c3fa16b3ad43e2f1579a746eaa15b586c26"
    ),
    (
      TargetPlatformVersion.imx500V6,
      "4fb87b5205605a48c7ec1358dae6a1dcbb01cabc0a494703f3abd5d760319338"
    ),
    (
      TargetPlatformVersion.tfliteV1,
      "3f68d9adb837b7c80ddef7b7ce158b03de6b1098a430126cf05a7072b8e45bdb"
    ),
    (
      TargetPlatformVersion.qnnpackV1,
      "18bab7147358b3d88e8b50b8fafed0fa718dc3d96b1886b409878180979e89d3"
    ),
  ])
  func jsonIsMCTsToTheByte(version: TargetPlatformVersion, digest: String) {
    let text = TargetPlatformCapabilities(version).json.text(indent: 4)
    #expect(SHA256.hexadecimal(of: text.utf8) == digest)
  }

  @Test(arguments: TargetPlatformVersion.allCases)
  func readingWhatWasWrittenGivesTheSame(version: TargetPlatformVersion) throws {
    let platform = TargetPlatformCapabilities(version)
    let data = Data(platform.json.text().utf8)
    #expect(try TargetPlatformCapabilities(json: data, name: "test") == platform)
  }

  @Test(
    "a file that says a thing twice, or a number that does not fit, is refused and named",
    arguments: [
      (
        #""activation_n_bits": 8,"#, #""activation_n_bits": 8, "activation_n_bits": 4,"#,
        "stands twice"
      ),
      (#""activation_n_bits": 8,"#, #""activation_n_bits": 8.5,"#, "a smaller or a whole one"),
      (#""activation_n_bits": 8,"#, #""activation_n_bits": 1e999,"#, "cannot be computed with"),
    ])
  func whatIsReadInTwoWays(found: String, put: String, words: String) throws {
    let text = TargetPlatformCapabilities.mctDefault.json.text()
    let place = try #require(text.range(of: found))
    let changed = text.replacingCharacters(in: place, with: put)
    let error = #expect(throws: TargetPlatformError.self) {
      try TargetPlatformCapabilities(json: Data(changed.utf8), name: "test")
    }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }

  @Test(
    "what would be ignored is refused and named",
    arguments: [
      (#""operator_set": ["#, #""operator_sett": ["#, "no key “operator_sett” in the schema"),
      (#""simd_size""#, #""simd_sise""#, "no key “simd_sise”"),
      (#""weights_n_bits""#, #""weight_n_bits""#, "no key “weight_n_bits”"),
      (#""base_config""#, #""baseconfig""#, "no key “baseconfig”"),
      (#""qc_options""#, #""qc_option""#, "operator_set[0]: there is no key “qc_option”"),
      (#""operator_groups""#, #""groups""#, "fusing_patterns[0]: there is no key “groups”"),
      (#""SCHEMA_VERSION": 2"#, #""SCHEMA_VERSION": 3"#, "SCHEMA_VERSION is 3"),
      (
        #""insert_preserving_quantizers": false"#, #""insert_preserving_quantizers": true"#,
        "insert_preserving_quantizers is true"
      ),
      (#""kernel_attr""#, #""kernel_atr""#, "kernel_atr has enable_weights_quantization: true"),
    ])
  func whatWouldBeIgnored(found: String, put: String, words: String) throws {
    let text = TargetPlatformCapabilities.mctDefault.json.text()
    let place = try #require(text.range(of: found))
    try expectRefusal(text.replacingCharacters(in: place, with: put), words)
  }

  @Test func biasesAreNotQuantized() throws {
    let text = TargetPlatformCapabilities.mctDefault.json.text()
    let bias = try #require(text.range(of: #""bias_attr""#))
    let place = try #require(
      text.range(
        of: #""enable_weights_quantization": false"#, range: bias.upperBound..<text.endIndex))
    try expectRefusal(
      text.replacingCharacters(in: place, with: #""enable_weights_quantization": true"#),
      "bias_attr has enable_weights_quantization: true")
  }

  /// MCT converts a file of its first schema so: every pattern gets a copy of the default that quantizes nothing.
  @Test func aFusedOperationMayHaveAConfigurationThatQuantizesNothing() throws {
    let attribute =
      #"{"weights_quantization_method": 0, "weights_n_bits": 8, "#
      + #""weights_per_channel_threshold": false, "enable_weights_quantization": false, "#
      + #""lut_values_bitwidth": null}"#
    func text(_ isEnabled: Bool) -> String {
      let config =
        #"{"default_weight_attr_config": \#(attribute), "attr_weights_configs_mapping": {}, "#
        + #""activation_quantization_method": 0, "activation_n_bits": 8, "#
        + #""supported_input_activation_n_bits": [8], "#
        + #""enable_activation_quantization": \#(isEnabled), "quantization_preserving": false, "#
        + #""signedness": 0, "fixed_scale": null, "fixed_zero_point": null, "simd_size": 32}"#
      return TargetPlatformCapabilities.mctDefault.json.text().replacingOccurrences(
        of: #""fuse_op_quantization_config": null"#,
        with: #""fuse_op_quantization_config": \#(config)"#)
    }
    let read = try TargetPlatformCapabilities(json: Data(text(false).utf8), name: "test")
    #expect(read == .mctDefault)
    try expectRefusal(
      text(true),
      "fusing_patterns[0]: fuse_op_quantization_config has enable_activation_quantization: true")
  }

  /// What is not in the mapping takes the default.
  @Test func biasesAreNotQuantizedByTheDefaultEither() throws {
    let platform = TargetPlatformCapabilities.mctDefault
    var config = platform.quantizationConfig(forOperatorSet: "Conv")
    config.defaultWeightAttributeConfig.enableWeightsQuantization = true
    func text(_ config: OpQuantizationConfig, default base: OpQuantizationConfig) throws -> String {
      let sets = platform.operatorSets.map { set in
        set.name == "Conv" ? OperatorsSet("Conv", QuantizationConfigOptions(config)) : set
      }
      return try TargetPlatformCapabilities(defaultConfig: base, operatorSets: sets).json.text()
    }
    let said = try text(config, default: platform.defaultConfig)
    _ = try TargetPlatformCapabilities(json: Data(said.utf8), name: "test")
    config.weightAttributeConfigs.removeAll { $0.name == OpQuantizationConfig.biasAttribute }
    try expectRefusal(
      text(config, default: platform.defaultConfig),
      "]: default_weight_attr_config has enable_weights_quantization: true")
    // The default of all sets holds for a set without options, such as one that is not there.
    var base = platform.defaultConfig
    base.defaultWeightAttributeConfig.enableWeightsQuantization = true
    let own = try TargetPlatformCapabilities(
      defaultConfig: base, operatorSets: platform.operatorSets)
    let read = try TargetPlatformCapabilities(json: Data(own.json.text().utf8), name: "test")
    #expect(read == own)
    let few = platform.operatorSets.filter { $0.name != "DepthwiseConv2D" }
    let without = try TargetPlatformCapabilities(defaultConfig: base, operatorSets: few)
    try expectRefusal(without.json.text(), "default_qco: default_weight_attr_config has")
  }

  private func expectRefusal(_ text: String, _ words: String) throws {
    let error = #expect(throws: TargetPlatformError.self) {
      try TargetPlatformCapabilities(json: Data(text.utf8), name: "test")
    }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }

  @Test func schemaVersionOneIsRead() throws {
    let text = TargetPlatformCapabilities.mctDefault.json.text()
    let place = try #require(text.range(of: #", "insert_preserving_quantizers": false"#))
    let older = text.replacingCharacters(in: place, with: "")
      .replacingOccurrences(of: #""SCHEMA_VERSION": 2"#, with: #""SCHEMA_VERSION": 1"#)
    let read = try TargetPlatformCapabilities(json: Data(older.utf8), name: "test")
    #expect(read == .mctDefault)
  }

  @Test func theDefaultQuantizesAsTheTutorialSays() {
    let platform = TargetPlatformCapabilities.mctDefault
    let convolution = platform.quantizationConfig(forOperatorSet: "Conv")
    #expect(convolution.activationQuantizationMethod == .powerOfTwo)
    #expect(convolution.activationBitWidth == 8)
    let kernel = convolution.weightAttributeConfig(named: "kernel")
    #expect(kernel.weightsQuantizationMethod == .symmetric)
    #expect(kernel.weightsPerChannelThreshold && kernel.enableWeightsQuantization)
    #expect(!convolution.weightAttributeConfig(named: "bias").enableWeightsQuantization)
    #expect(
      !platform.quantizationConfig(forOperatorSet: "ZeroPadding2D").enableActivationQuantization)
    #expect(
      platform.quantizationConfig(forOperatorSet: nil)
        .enableActivationQuantization)
  }
}
