import Graph
import Quantization

/// Values of a ReLU with a slope, moved upwards by a constant so that none is negative, and what makes up for it.
///
/// A signed grid with hardly any negative values wastes half of its levels. So MCT gives the ReLU 16 bits, adds
/// a constant behind it, and gives the sum the ReLU's bits and threshold without a sign. The layer with the
/// kernel that reads it takes the constant back in its bias; its border is padded with the constant.
///
/// It depends on the threshold, so methods can have other networks.
///
/// - Source: MCT, `core/common/substitutions/shift_negative_activation.py`.
struct NegativeShift {
  /// What is added: the lowest point of the unsigned grid that leaves no value negative.
  let constant: Float
  /// The layers between which it happens.
  let path: ShiftPath
}

/// From a ReLU with a slope to the layer with a kernel that alone reads it.
struct ShiftPath {
  /// The ReLU.
  let activation: Layer
  /// Layers that leave a constant what it is, in order.
  var bypasses: [Layer] = []
  /// A zero padding on the way.
  var padding: Layer?
  /// The layer with the kernel.
  let reader: Layer
}

extension Model {
  /// All the places where values could be shifted, whatever the thresholds are.
  var shiftPaths: [ShiftPath] {
    layers.filter(\.isShifted).compactMap { activation in
      var (bypasses, padding): ([Layer], Layer?) = ([], nil)
      var next = soleReader(of: activation.name)
      while let layer = next {
        switch layer.shiftRole {
        case .reader:
          if padding != nil, layer.operation.padding == .same { return nil }
          return ShiftPath(
            activation: activation, bypasses: bypasses, padding: padding, reader: layer)
        case .bypass: bypasses.append(layer)
        case .padding:
          guard padding == nil else { return nil }
          padding = layer
        case .none: return nil
        }
        next = soleReader(of: layer.name)
      }
      return nil
    }
  }
}

extension Calibration {
  /// What MCT shifts at these thresholds.
  ///
  /// - Throws: ``QuantizationRequestError/substitutionFails(layer:why:)`` where MCT fails, or makes another
  ///   network; ``QuantizationRequestError/nameTaken(name:by:)`` where a layer is called as MCT calls a new one.
  func shifts(at activations: [ActivationSearch]) throws -> [NegativeShift] {
    try prepared.model.shiftPaths.compactMap { path in
      let name = path.activation.name
      guard let node = prepared[name], node.mode == .quantized, node.activationMethod != .uniform,
        let found = activations.first(where: { $0.node == name })?.result.parameters,
        let threshold = found.range.threshold,
        let minimum = ledger.statistics[name]?.minimum,
        let constant = NegativeShift.constant(
          minimum: minimum, threshold: threshold, bitWidth: found.bitWidth)
      else { return nil }
      try path.check()
      let shift = NegativeShift(constant: constant, path: path)
      try shift.checkNames(in: prepared.model)
      return shift
    }
  }
}

extension NegativeShift {
  /// The bits of the ReLU's own grid where its values are shifted behind it.
  static let activationBitWidth = 16

  /// The largest share of the threshold that the smallest value may have.
  static let largestShare = 0.05

  /// - Returns: `nil` where nothing is shifted: no value is negative, or the smallest is too far down.
  static func constant(minimum: Double, threshold: Double, bitWidth: Int) -> Float? {
    guard minimum < 0, -minimum / threshold <= largestShare else { return nil }
    let step = threshold / Double(1 << bitWidth)
    return Float((-minimum / step).rounded(.up) * step)
  }
}

extension ShiftPath {
  /// - Throws: ``QuantizationRequestError/substitutionFails(layer:why:)`` where MCT fails, or makes another
  ///   network.
  fileprivate func check() throws {
    if let padding, let bypass = bypasses.first {
      throw QuantizationRequestError.substitutionFails(
        layer: activation.kerasName,
        why: "it shifts its values, and fails at \(padding.kerasName) beside \(bypass.kerasName)")
    }
    if reader.operation.padding == .same, reader.operation.isDilated {
      throw QuantizationRequestError.substitutionFails(
        layer: reader.kerasName, why: "it pads it as if it had no dilation")
    }
  }
}

/// What a layer is on the way from a ReLU to a kernel.
private enum ShiftRole {
  case reader, bypass, padding, none
}

extension Layer {
  /// Whether MCT would like its values shifted: the layer `ReLU` with a slope, and no other that computes it.
  fileprivate var isShifted: Bool {
    if case .activation(.reLU(_, let slope, _)) = operation {
      kerasClassName == "ReLU" && slope != 0
    } else {
      false
    }
  }

  fileprivate var shiftRole: ShiftRole {
    switch operation {
    case .convolution, .depthwiseConvolution, .dense: .reader
    case .globalPooling(.average), .identity(.dropout): .bypass
    // MCT knows Reshape, but not Flatten.
    case .reshape: kerasClassName == "Reshape" ? .bypass : .none
    case .zeroPadding: .padding
    case .input, .batchNormalization, .activation, .add, .concatenate, .cropping, .pooling,
      .globalPooling(.maximum), .arithmetic, .identity(.augmentation), .identity(.noise):
      .none
    }
  }
}

extension Operation {
  /// How a convolution treats its border.
  fileprivate var padding: Padding? { window?.padding }

  fileprivate var isDilated: Bool { window.map { $0.dilation != 1 && $0.size != 1 } ?? false }
}
