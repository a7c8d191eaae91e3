import Imaging
import Plotting

/// Some images of a data set with their labels.
///
/// - Parameters:
///   - images: The images to show.
///   - classes: Their labels.
///   - count: How many images the whole set has.
///   - source: What identifies the set.
/// - Throws: ``ImageError`` for an image that cannot be read.
public func contactSheetFigure(
  _ images: [LabelledImage], classes: ClassList, count: Int, source: String
) throws -> Figure {
  let pictures = try images.map { image in
    Figure.Picture(
      image: try Image(squareOf: image.url, name: image.path),
      label: classes.label(of: image.classIndex))
  }
  return Figure(
    title: "\(pictures.count) of the \(count) images that calibration looks at",
    altText: "Small pictures with their labels: \(pictures.map(\.label).joined(separator: ", ")).",
    source: source, content: .pictures(pictures, columns: 7))
}
