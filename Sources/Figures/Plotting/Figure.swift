import Imaging

/// A picture of numbers, as a value: what it shows, not how.
///
/// A figure knows nothing of pixels, fonts or file formats. Tests look at these values, the CSV file
/// beside a picture lists them, and only ``FigureLayout`` turns them into places on a sheet.
public struct Figure: Equatable, Sendable {
  /// What there is to see, in one sentence: the conclusion, not the quantity.
  public var title: String
  /// What one has to know to read it: the data, the bit width, the number of images.
  public var subtitle: String
  /// Small print below the picture; none when empty.
  public var footnote: String
  /// The picture in words, for those who cannot see it.
  public var altText: String
  /// What the data are of, such as a node's name; none when empty. The CSV file names it in its header.
  public var subject: String
  /// Where the data come from, such as the digest of a calibration; none when empty.
  public var source: String
  /// What is drawn.
  public var content: Content

  public init(
    title: String, subtitle: String = "", footnote: String = "", altText: String,
    subject: String = "", source: String = "", content: Content
  ) {
    self.title = title
    self.subtitle = subtitle
    self.footnote = footnote
    self.altText = altText
    self.subject = subject
    self.source = source
    self.content = content
  }

  /// Creates a figure of one panel.
  public init(
    title: String, subtitle: String = "", footnote: String = "", altText: String,
    subject: String = "", source: String = "", panel: Panel
  ) {
    self.init(
      title: title, subtitle: subtitle, footnote: footnote, altText: altText, subject: subject,
      source: source, content: .panels([panel], .besideEachOther))
  }

  /// What is drawn.
  public enum Content: Equatable, Sendable {
    /// Plots with axes.
    case panels([Panel], Arrangement)
    /// Pictures with a line of text each, so many side by side.
    case pictures([Picture], columns: Int)
  }

  /// How several panels share the sheet.
  public enum Arrangement: String, Sendable {
    /// Side by side, or below each other where the sheet is too narrow.
    case besideEachOther
    /// Below each other, over a common horizontal axis.
    case belowEachOther
  }

  /// A picture with a line of text.
  public struct Picture: Equatable, Sendable {
    /// The pixels; shown as a square cut from their middle.
    public var image: Image
    /// The text.
    public var label: String

    public init(image: Image, label: String) {
      self.image = image
      self.label = label
    }
  }

  /// The panels; none in a figure of pictures.
  public var panels: [Panel] {
    if case .panels(let panels, _) = content { panels } else { [] }
  }
}
