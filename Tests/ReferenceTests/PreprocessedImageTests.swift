import Foundation
import Imaging
import Parallelism
import PostTrainingQuantization
import Support
import Tensors
import TestSupport
import Testing

@Suite(.enabled(if: ReferenceFolder.isPresent, ReferenceFolder.absence))
struct PreprocessedImageTests {
  @Test func all500PreprocessedImagesAreEqualInEveryBit() throws {
    let rows = try String(
      contentsOf: ReferenceFolder.file("reference/preprocessed.csv"), encoding: .utf8
    ).split(whereSeparator: \.isNewline).dropFirst().map {
      $0.split(separator: ",").map(String.init)
    }
    let images = try RealNetwork.imageFolder.get().images
    #expect(rows.count == 500)
    #expect(images.map(\.path) == rows.map { $0[0] })
    #expect(images.map(\.classIndex) == rows.map { Int($0[1]) })
    for start in stride(from: 0, to: images.count, by: 50) {
      let batch = try preprocessedImages(
        images[start..<min(start + 50, images.count)], for: ModelInput(size: 224), on: Machine())
      for offset in 0..<batch.shape[0] {
        var hash = SHA256()
        batch.slice(offset).withUnsafeBufferPointer { values in
          hash.update(Array(UnsafeRawBufferPointer(values)))
        }
        #expect(hash.hexadecimal() == rows[start + offset][2], "\(rows[start + offset][0])")
      }
    }
  }
}
