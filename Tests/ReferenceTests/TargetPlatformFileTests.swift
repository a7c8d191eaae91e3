import Foundation
import TargetPlatform
import TestSupport
import Testing

@Suite(.enabled(if: ReferenceFolder.isPresent, ReferenceFolder.absence))
struct TargetPlatformFileTests {
  let url = ReferenceFolder.file("reference/tpc_imx500_v1.json")

  @Test func defaultIsWhatMCTDumps() throws {
    let read = try TargetPlatformCapabilities(contentsOf: url)
    #expect(read == .mctDefault)
  }

  @Test func roundTripGivesTheSameBytes() throws {
    let text = try String(contentsOf: url, encoding: .utf8)
    let read = try TargetPlatformCapabilities(contentsOf: url)
    #expect(read.json.text(indent: 1) == text.trimmingCharacters(in: .newlines))
  }
}
