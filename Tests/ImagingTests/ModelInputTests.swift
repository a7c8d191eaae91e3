import Foundation
import Imaging
import Support
import TestSupport
import Testing

/// Every picture of `Data/Reference/Inputs`, made into every input, against TensorFlow and Keras.
struct ModelInputTests {
  private struct References: Decodable {
    struct Case: Decodable {
      let picture: String
      let channels, height, width: Int
      let resizing: String
      /// By preprocessing, of float32 numbers.
      let sha256: [String: String]
    }
    let cases: [Case]
  }

  private let folder = ReferenceFolder.packageRoot.appendingPathComponent("Data/Reference/Inputs")

  /// Exact: every bit of every number.
  @Test(arguments: Resizing.allCases)
  func picturesBecomeWhatKerasMakesOfThem(resizing: Resizing) throws {
    let data = try Data(contentsOf: folder.appendingPathComponent("inputs.json"))
    let cases = try JSONDecoder().decode(References.self, from: data).cases
      .filter { $0.resizing == resizing.rawValue }
    #expect(cases.count == 72)
    for reference in cases {
      let known = Preprocessing.allCases.filter { reference.channels == 3 || !$0.needsColors }
      #expect(Set(reference.sha256.keys) == Set(known.map(\.rawValue)))
      for preprocessing in known {
        let input = ModelInput(
          height: reference.height, width: reference.width, channels: reference.channels,
          resizing: resizing, preprocessing: preprocessing)
        let digest = try digest(of: reference.picture, as: input)
        #expect(
          digest == reference.sha256[preprocessing.rawValue],
          "\(reference.picture) as \(input)")
      }
    }
  }

  private func digest(of picture: String, as input: ModelInput) throws -> String {
    var values = [Float](repeating: .nan, count: input.shape.elementCount)
    try values.withUnsafeMutableBufferPointer { buffer in
      _ = try Image.preprocess(
        contentsOf: folder.appendingPathComponent(picture), name: picture, for: input, into: buffer)
    }
    return SHA256.hexadecimal(
      of: values.reduce(into: Data()) { data, value in
        withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
      })
  }

  @Test func aDescriptionTellsInputsApart() {
    var descriptions: Set<String> = []
    for resizing in Resizing.allCases {
      for preprocessing in Preprocessing.allCases {
        for (height, width) in [(8, 8), (8, 9), (9, 8)] {
          descriptions.insert(
            ModelInput(
              height: height, width: width, resizing: resizing, preprocessing: preprocessing
            ).description)
        }
      }
    }
    #expect(descriptions.count == 3 * 5 * 3)
  }
}
