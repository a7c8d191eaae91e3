import Foundation
import TestSupport
import Testing

/// The graph of rooms in `ARCHITECTURE.md` and the pages of the rooms, against the manifest.
struct RoomTests {
  private typealias Target = ManifestDirectionTests.Manifest.Target

  private func text(_ path: String) throws -> String {
    try String(
      contentsOf: ReferenceFolder.packageRoot.appendingPathComponent(path), encoding: .utf8)
  }

  /// The modules of rooms, without the tests.
  private func modules() throws -> [Target] {
    try ManifestDirectionTests.targets.get()
      .filter { $0.layer != "Tests" }
  }

  /// Which rooms each room knows directly.
  private func knowledge() throws -> [String: Set<String>] {
    let targets = try modules()
    let layers = Dictionary(uniqueKeysWithValues: targets.map { ($0.name, $0.layer) })
    var known: [String: Set<String>] = [:]
    for target in targets {
      for dependency in target.dependencies.compactMap(\.name) {
        if let layer = layers[dependency], layer != target.layer {
          known[target.layer, default: []].insert(layer)
        }
      }
    }
    return known
  }

  @Test("the arrows are those of the manifest, without the ones that follow from others")
  func theGraphIsTheManifests() throws {
    let known = try knowledge()
    func reached(_ layer: String) -> Set<String> {
      (known[layer] ?? []).reduce(into: []) { $0.formUnion(reached($1).union([$1])) }
    }
    var arrows: Set<String> = []
    for (layer, others) in known {
      for other in others where !others.contains(where: { reached($0).contains(other) }) {
        arrows.insert("\(layer) --> \(other)")
      }
    }
    let drawn = try text("ARCHITECTURE.md").components(separatedBy: "\n")
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { $0.contains("-->") }
    #expect(
      Set(drawn) == arrows && drawn.count == arrows.count,
      "ARCHITECTURE.md should draw \(arrows.sorted()), it draws \(drawn.sorted())")
  }

  @Test("every module stands in the table of rooms and in the page of its room")
  func everyModuleIsNamed() throws {
    let table = try text("ARCHITECTURE.md").components(separatedBy: "\n")
    for target in try modules() where target.layer != "Chapters" {
      let row = table.first { $0.hasPrefix("| [\(target.layer)](") } ?? ""
      #expect(row.contains("`\(target.name)`"), "ARCHITECTURE.md: \(target.name) is in no room")
      let page = "Sources/\(target.layer)/README.md"
      #expect(try text(page).contains("`\(target.name)`"), "\(page) does not name \(target.name)")
    }
  }
}
