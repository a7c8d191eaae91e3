import Foundation
import Support
import Tensors
import TestSupport
import Testing

struct ManifestTests {
  struct Manifest: Decodable {
    struct File: Decodable {
      let path: String
      let bytes: Int
      let sha256: String
      let origin: String
      let licence: String
    }
    let files: [File]
  }

  @Test func everyFileIsListedAndIsWhatTheManifestSays() throws {
    let data = EmbeddedDataTests.data
    let manifest = try JSONDecoder().decode(
      Manifest.self, from: Data(contentsOf: data.appendingPathComponent("manifest.json")))
    var isFolder: ObjCBool = false
    let present = try FileManager.default.subpathsOfDirectory(atPath: data.path).filter { path in
      FileManager.default.fileExists(
        atPath: data.appendingPathComponent(path).path, isDirectory: &isFolder)
        && !isFolder.boolValue && !path.hasPrefix("Making/")
        && !["README.md", "manifest.json"].contains(path)
    }
    #expect(Set(manifest.files.map(\.path)) == Set(present))
    for file in manifest.files {
      let content = try Data(contentsOf: data.appendingPathComponent(file.path))
      #expect(content.count == file.bytes, "\(file.path)")
      #expect(SHA256.hexadecimal(of: content) == file.sha256, "\(file.path)")
      #expect(!file.origin.isEmpty && !file.licence.isEmpty)
    }
    let pictures = manifest.files.filter { $0.path.hasPrefix("Images/") }
    #expect(pictures.reduce(0) { $0 + $1.bytes } <= 10_000_000)
    let model = try #require(manifest.files.first { $0.path == "Model/pictures.h5" })
    #expect(model.bytes <= 4_000_000)
    // A person can look at a file of this size.
    let vectors = manifest.files.filter { $0.path.hasPrefix("Reference/Vectors/") }
    #expect(vectors.count == 7 && vectors.allSatisfy { $0.bytes <= 2_000_000 })
  }
}
