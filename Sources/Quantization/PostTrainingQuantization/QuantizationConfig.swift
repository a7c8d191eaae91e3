import Quantization

/// The user's choices for post-training quantization; the defaults are MCT's.
///
/// - Source: MCT, `core/common/quantization/quantization_config.py`.
public struct QuantizationConfig: Sendable, Hashable {
  /// How the threshold of an activation is judged.
  public var activationErrorMethod: QuantizationErrorMethod
  /// How the thresholds of a kernel are judged.
  public var weightsErrorMethod: QuantizationErrorMethod
  /// Whether the bias takes back the shift of the mean that rounding the kernel causes.
  public var weightsBiasCorrection: Bool
  /// Histogram bins further from the mean than this many standard deviations are dropped before the
  /// search; `.infinity` keeps all.
  public var zThreshold: Double
  /// The smallest threshold, in activation or weight units.
  public var minimumThreshold: Double
  /// Replaces the activation quantization method of every operator set, when given.
  public var activationQuantizationMethod: QuantizationMethod?
  /// Replaces the activation bit width of every operator set, in bits, when given.
  public var activationBitWidth: Int?
  /// What the user wants for single outputs, by node.
  public var overrides: [String: ActivationOverride]
  /// Graph substitutions asked for by name. None of them is built: see ``Substitution``.
  public var substitutions: Set<Substitution>

  public init(
    activationErrorMethod: QuantizationErrorMethod = .mse,
    weightsErrorMethod: QuantizationErrorMethod = .mse,
    weightsBiasCorrection: Bool = true,
    zThreshold: Double = .infinity,
    minimumThreshold: Double = 0x1p-16,
    activationQuantizationMethod: QuantizationMethod? = nil,
    activationBitWidth: Int? = nil,
    overrides: [String: ActivationOverride] = [:],
    substitutions: Set<Substitution> = []
  ) {
    self.activationErrorMethod = activationErrorMethod
    self.weightsErrorMethod = weightsErrorMethod
    self.weightsBiasCorrection = weightsBiasCorrection
    self.zThreshold = zThreshold
    self.minimumThreshold = minimumThreshold
    self.activationQuantizationMethod = activationQuantizationMethod
    self.activationBitWidth = activationBitWidth
    self.overrides = overrides
    self.substitutions = substitutions
  }
}

/// The choices for the whole procedure.
///
/// MCT's object of this name also holds mixed precision and debug settings; this workbook quantizes with
/// one bit width per operator set, so there is only the one part.
public struct CoreConfig: Sendable, Hashable {
  /// The choices for quantization.
  public var quantizationConfig: QuantizationConfig

  public init(quantizationConfig: QuantizationConfig = QuantizationConfig()) {
    self.quantizationConfig = quantizationConfig
  }
}

/// Graph substitutions of MCT that this workbook does not build, because they are off in MCT unless asked
/// for. Asking for one is an error, never silently ignored. What MCT does unasked, folding, collapsing and
/// shifting, is always done.
public enum Substitution: String, Sendable, Hashable, CaseIterable {
  /// Rescales so that the bound of ReLU6 becomes 8.
  case reluBoundToPowerOfTwo
  /// Re-estimates batch normalization after quantizing the weights.
  case weightsSecondMomentCorrection
  /// Scales the input to fill its threshold.
  case inputScaling
  /// Centres the input of the softmax.
  case softmaxShift
  /// Balances the ranges of neighbouring channels.
  case activationChannelEqualization
  /// Gives the inputs of a concatenation its threshold.
  case concatThresholdUpdate
  /// Takes back the shift of the mean that rounding the activations causes.
  case activationBiasCorrection
}

/// What can be wrong with a request to quantize.
public enum QuantizationRequestError: Error, Equatable, CustomStringConvertible {
  /// The substitution is not part of this workbook.
  case substitutionNotBuilt(Substitution)
  /// MCT changes the network at this layer, and fails or makes another network of it.
  case substitutionFails(layer: String, why: String)
  /// A layer is called as MCT calls what it makes of other layers.
  case nameTaken(name: String, by: [String])
  /// MCT makes two layers of one name, each of some layers.
  case madeTwice(name: String, of: [String], and: [String])
  /// The platform quantizes numbers of a layer that are neither a kernel nor a bias.
  case constantsQuantized(layer: String)
  /// The bit width is outside of what the quantizers can do.
  case bitWidthOutOfRange(Int)
  /// The platform's bit width is outside of what the quantizers can do.
  case platformBitWidth(Int, of: String, layer: String)
  /// The z-threshold is not positive.
  case invalidZThreshold(Double)
  /// There are fewer images than asked for.
  case tooFewImages(found: Int, wanted: Int)
  /// A batch must hold at least one image.
  case emptyBatch(Int)
  /// Keeps the bits of its input, yet is told to quantize its output.
  case preservingAndQuantizing(layer: String)
  /// A quantizer was asked for behind a node whose output is not quantized.
  case notQuantized(node: String, known: [String])
  /// The user's choice for one output cannot be met.
  case impossibleOverride(node: String, reason: String)
  /// A value that is not a number came out of the model.
  case notANumber(node: String)
  /// All values are one so large a number that half a unit on either side of it is the same number.
  case tooLargeToCount(node: String, value: Double)

  /// What was expected, what was found, and what to do.
  public var description: String {
    switch self {
    case .substitutionNotBuilt(let substitution):
      "the substitution \(substitution.rawValue) is not part of this workbook (MCT's defaults leave it "
        + "off); remove it from the configuration"
    case .substitutionFails(let layer, let why):
      "MCT goes wrong at the layer \(layer): \(why). There is nothing to agree with; change the network "
        + "there, for example by an activation behind the layer"
    case .nameTaken(let name, let owners):
      "the layer \(name) is called as MCT calls what it makes of \(owners.joined(separator: " and ")), and two "
        + "layers cannot have one name; give it another name and save the model again"
    case .madeTwice(let name, let first, let second):
      "MCT calls what it makes of \(first.joined(separator: " and ")) as it calls what it makes of "
        + "\(second.joined(separator: " and ")), \(name), and two layers cannot have one name; give one of them another "
        + "name and save the model again"
    case .constantsQuantized(let layer):
      "the target platform quantizes the constants of \(layer), which is not part of this workbook; set "
        + "enable_weights_quantization of its operator set to false (in pos_attr, or else in default_weight_attr_config), "
        + "or take another platform, such as imx500-1.0"
    case .bitWidthOutOfRange(let bits):
      "activation bit width \(bits) is outside of 2 ... 16; choose one of these"
    case .platformBitWidth(let bits, let what, let layer):
      "the target platform gives the \(what) of \(layer) \(bits) bits, but 2 ... 16 can be quantized; change "
        + (what == "kernel" ? "weights_n_bits" : "activation_n_bits")
        + " in its file, or switch this quantization off there"
    case .invalidZThreshold(let threshold):
      "the z-threshold is \(threshold), but must be positive; leave it out to keep all values"
    case .tooFewImages(let found, let wanted):
      "\(wanted) images were asked for, but the folder holds \(found); "
        + (found > 0 ? "ask for at most \(found)" : "give a folder with images that can be read")
    case .emptyBatch(let size):
      "a batch of \(size) images is empty; choose a batch size of at least 1"
    case .preservingAndQuantizing(let layer):
      "the target platform says that \(layer) preserves the quantization of its input and also that "
        + "its output is quantized; MCT refuses this too. Choose another platform version or switch "
        + "one of the two off"
    case .notQuantized(let node, let known):
      "the output of \(node) is not quantized; quantized are, among others, "
        + known.prefix(5).joined(separator: ", ")
    case .impossibleOverride(let node, let reason):
      "the override of \(node) cannot be met: \(reason)"
    case .notANumber(let node):
      "the output of \(node) holds a value that is not a number; check the weights and the images"
    case .tooLargeToCount(let node, let value):
      "every value in the output of \(node) is \(value), too large for a histogram around it; check the "
        + "weights and the images"
    }
  }
}
