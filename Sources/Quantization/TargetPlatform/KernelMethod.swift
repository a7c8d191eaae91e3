import Quantization

extension TargetPlatformCapabilities {
  /// The same platform, but that its kernels lie on grids of another family.
  ///
  /// - Throws: ``TargetPlatformError``, never for a platform that was made without one.
  public func withKernels(on method: QuantizationMethod) throws -> TargetPlatformCapabilities {
    func changed(_ config: OpQuantizationConfig) -> OpQuantizationConfig {
      var config = config
      for index in config.weightAttributeConfigs.indices
      where config.weightAttributeConfigs[index].name == OpQuantizationConfig.kernelAttribute {
        config.weightAttributeConfigs[index].config.weightsQuantizationMethod = method
      }
      return config
    }
    return try TargetPlatformCapabilities(
      defaultConfig: changed(defaultConfig),
      operatorSets: operatorSets.map { set in
        OperatorsSet(
          set.name,
          try set.options.map { options in
            try QuantizationConfigOptions(
              quantizationConfigurations: options.quantizationConfigurations.map(changed),
              baseConfig: changed(options.baseConfig))
          })
      },
      fusingPatterns: fusingPatterns, minorVersion: minorVersion, patchVersion: patchVersion,
      platformType: platformType, addsMetadata: addsMetadata, name: name,
      isSIMDPadding: isSIMDPadding)
  }
}
