import Imaging

/// Ways in which the pictures of calibration can be unlike the ones that the network will see.
///
/// - Explained in: chapter 9.
public enum CalibrationMistake: String, CaseIterable, Sendable {
  /// Taken with too little light: every value times 0.3.
  case darker
  /// Out of focus, by a fiftieth of the picture's height.
  case blurred
  /// Red and blue have changed places.
  case swappedColours
  /// Values in another range than the network was trained on.
  case wrongPreprocessing
  /// The first sixteen in the order of classes, so of one class where a class has as many.
  case oneKind
  /// Sixteen of all classes: as many as `oneKind` has, to compare.
  case sixteen

  /// In a few words, for tables.
  public var title: String {
    switch self {
    case .darker: "darker"
    case .blurred: "blurred"
    case .swappedColours: "red and blue swapped"
    case .wrongPreprocessing: "wrong preprocessing"
    case .oneKind: "16 of one kind"
    case .sixteen: "16 of all kinds"
    }
  }

  /// How many pictures `oneKind` and `sixteen` take.
  static let fewCount = 16
}

extension RepresentativeDataset {
  /// The dataset as someone would have it who made a mistake.
  ///
  /// - Throws: ``QuantizationRequestError``.
  public func making(_ mistake: CalibrationMistake) throws -> RepresentativeDataset {
    switch mistake {
    case .darker: try with(images, input: input.with(.darker(0.3)))
    case .blurred: try with(images, input: input.with(.blurred(0.02)))
    case .swappedColours: try with(images, input: input.with(.swappedColours))
    case .wrongPreprocessing:
      try with(
        images,
        input: input.with(input.preprocessing == .zeroToOne ? .minusOneToOne : .zeroToOne))
    case .oneKind:
      try with(
        // A class's images stay in their order.
        images.enumerated().sorted {
          ($0.element.classIndex, $0.offset) < ($1.element.classIndex, $1.offset)
        }.prefix(CalibrationMistake.fewCount).map(\.element))
    case .sixteen: try with(images.sample(CalibrationMistake.fewCount))
    }
  }

  /// Other images, or another input, in batches of the same size.
  ///
  /// - Throws: ``QuantizationRequestError`` when there is no image.
  public func with(
    _ images: [LabelledImage], input: ModelInput? = nil
  ) throws -> RepresentativeDataset {
    try RepresentativeDataset(
      images: images, batchSize: batchSize, input: input ?? self.input)
  }
}
