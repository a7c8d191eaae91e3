import Imaging

/// Pictures to resize, held in memory as a whole: the first 32, or as many as fit into 192 MiB, one at least.
///
/// Photos of 24 megapixels would take 2 GiB.
///
/// - Parameter bytes: How many bytes their pixels may take together.
/// - Throws: ``ImageError``.
func heldPictures(of images: [LabelledImage], bytes: Int = 192 << 20) throws -> [Image] {
  var pictures: [Image] = []
  var held = 0
  for image in images.prefix(32) {
    let picture = try Image(contentsOf: image.url, name: image.path)
    held += picture.pixels.count
    guard pictures.isEmpty || held <= bytes else { break }
    pictures.append(picture)
  }
  return pictures
}
