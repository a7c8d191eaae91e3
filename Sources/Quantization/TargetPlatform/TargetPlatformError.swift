/// What can be wrong with target platform capabilities.
public enum TargetPlatformError: Error, Equatable, CustomStringConvertible {
  /// The file cannot be opened.
  case unreadable(path: String, reason: String)
  /// The file is not JSON, or not of the schema.
  case malformed(path: String, location: String, reason: String)
  /// A rule of the schema is broken.
  indirect case brokenRule(path: String, location: String, rule: TargetPlatformError)
  /// Options without any configuration.
  case noConfiguration
  /// Several configurations, none of which is the base.
  case noBaseConfiguration(count: Int)
  /// The base configuration is none of the configurations.
  case baseNotAmongConfigurations
  /// The default has more than one configuration.
  case severalDefaults(count: Int)
  /// Two operator sets have the same name.
  case duplicateOperatorSet(name: String)
  /// A group without operator sets.
  case emptyGroup
  /// A pattern of fewer than two operators.
  case fusingTooShort(name: String)
  /// Look-up-table quantizers are not part of this workbook.
  case lookUpTable(code: Int)
  /// A code that the schema does not know.
  case unknownCode(Int, field: String)
  /// A key that the schema does not have.
  case unknownKey(String, known: [String])
  /// A version of the schema that is not known.
  case unknownSchema(Int)
  /// Something is switched on that this workbook does not build: what, and what to do.
  case notBuilt(String, String)
  /// A bit width that is not positive.
  case bitWidthNotPositive(Int, field: String)
  /// There is no such built-in version.
  case unknownVersion(String)

  /// The file, what was expected, what was found, and what to do.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "\(path): the target platform file cannot be read (\(reason)); check the path given with --tpc"
    case .malformed(let path, let location, let reason):
      "\(path): is not a target platform file\(location.isEmpty ? "" : " at \(location)") (\(reason)); "
        + "“workbook quantize --print-tpc” prints one to start from"
    case .brokenRule(let path, let location, let rule):
      "\(path): \(location.isEmpty ? "" : location + ": ")\(rule)"
    case .noConfiguration:
      "the list of quantization configurations is empty; an operator set needs at least one"
    case .noBaseConfiguration(let count):
      "there are \(count) quantization configurations, but base_config does not say which is used; "
        + "copy one of them there"
    case .baseNotAmongConfigurations:
      "base_config is none of the quantization_configurations; make it equal to one of them"
    case .severalDefaults(let count):
      "default_qco has \(count) quantization configurations, but must have exactly one"
    case .duplicateOperatorSet(let name):
      "two operator sets are called \(name); names must be unique"
    case .emptyGroup:
      "an operator set group has no operator set; it needs at least one"
    case .fusingTooShort(let name):
      "the fusing pattern “\(name)” has fewer than two operators; there is nothing to fuse"
    case .lookUpTable(let code):
      "quantization method \(code) is a look-up table, which is not part of this workbook; use 0 "
        + "(power of two), 2 (symmetric) or 3 (uniform)"
    case .unknownCode(let code, let field):
      "\(field) is \(code), which the schema does not know"
    case .unknownKey(let key, let known):
      "there is no key “\(key)” in the schema, and what stands there would be lost; here may stand "
        + known.joined(separator: ", ")
    case .unknownSchema(let version):
      "SCHEMA_VERSION is \(version), but versions 1 and 2 of MCT's schema can be read; let MCT 2.6 write the file"
    case .notBuilt(let what, let advice):
      "\(what), which is not part of this workbook: \(advice)"
    case .bitWidthNotPositive(let bits, let field):
      "\(field) is \(bits), but a bit width is at least 1"
    case .unknownVersion(let name):
      "there are no built-in capabilities called “\(name)”; there are "
        + TargetPlatformVersion.allCases.map(\.rawValue).joined(separator: ", ")
        + ", or give a JSON file"
    }
  }
}
