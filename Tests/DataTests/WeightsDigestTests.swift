import Foundation
import KerasModels
import TestSupport
import Testing

/// One model has one digest, in whatever file it lies.
struct WeightsDigestTests {
  private func digests(of kind: String) throws -> [String: String] {
    let folder = SmallNetworkTests.data.appendingPathComponent(kind)
    let scratch = try ScratchFolder()
    var digests: [String: String] = [:]
    for (name, content) in try archiveEntries(of: folder.appendingPathComponent("files.zip")) {
      try content.write(to: scratch.file(name))
      guard name.hasSuffix(".keras") || (name.hasSuffix(".h5") && !name.contains("weights")) else {
        continue
      }
      digests[name] = try KerasModel(contentsOf: scratch.file(name)).weightsDigest
    }
    return digests
  }

  @Test func filesOfOneModelHaveOneDigest() throws {
    let kinds = SmallNetworkTests.kinds.filter { $0.hasPrefix("activation") || $0.hasPrefix("s") }
    #expect(kinds.count >= 3)
    var found: Set<String> = []
    for kind in kinds {
      let digests = try digests(of: kind)
      #expect(digests.count >= 2 && Set(digests.values).count == 1, "\(kind): \(digests)")
      found.formUnion(digests.values)
    }
    #expect(found.count == kinds.count && found.allSatisfy { $0.count == 64 })
  }
}
