import Foundation
import TestSupport
import Testing

/// Where a source is tested can be told from its name, and a name names one file.
struct FileNameTests {
  private struct File {
    let path: String
    /// The name without its ending.
    var stem: String { String(name.prefix { $0 != "." }) }
    var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    /// The part of the path at a place, counted from the package's folder.
    func part(_ position: Int) -> String {
      let parts = path.split(separator: "/")
      return position < parts.count ? String(parts[position]) : ""
    }
  }

  /// The sources below some folders, in Swift and in C.
  private func sources(below folders: String...) throws -> [File] {
    try folders.flatMap { folder in
      let root = ReferenceFolder.packageRoot.appendingPathComponent(folder)
      return try FileManager.default.subpathsOfDirectory(atPath: root.path).sorted()
        .filter { path in [".swift", ".c", ".h"].contains { path.hasSuffix($0) } }
        .map { File(path: "\(folder)/\($0)") }
    }
  }

  @Test("no two sources of the package have the same name")
  func namesAreUnique() throws {
    // A program of several files begins in the file that Swift calls main.swift.
    let files = try sources(below: "Sources", "Tests", "Chapters")
      .filter { $0.name != "main.swift" }
    #expect(files.count > 300)
    for (name, files) in Dictionary(grouping: files, by: { $0.name.lowercased() })
    where files.count > 1 {
      Issue.record("\(name) names \(files.map(\.path)); give one of them another name")
    }
  }

  /// Tests of the whole: of pages in a browser, of chapters, data and package, of damaged files, against Keras and MCT.
  private static let wholes = [
    "BrowserTests", "ChapterTests", "DataTests", "PackageTests", "ReferenceTests", "Robustness",
  ]

  /// Stubs and solutions are tested with the exercises that they answer.
  private static let testedElsewhere = ["ExerciseSolutions"]

  @Test("every Swift module has one target of tests, called like its folder")
  func everyModuleHasItsTests() throws {
    let swift = try sources(below: "Sources").filter { $0.name.hasSuffix(".swift") }
    let modules = Set(swift.map { $0.part(2) }).subtracting(Self.testedElsewhere)
    let tests = try ManifestDirectionTests.targets.get().filter { $0.type == "test" }.map(\.name)
    for module in modules {
      #expect(tests.contains(module + "Tests"), "the module \(module) has no \(module)Tests")
    }
    // Modules in C may have tests too.
    let folders = Set(try sources(below: "Sources").map { $0.part(2) })
    for name in tests where !Self.wholes.contains(name) {
      #expect(folders.contains(String(name.dropLast(5))), "there is no module for \(name)")
    }
    for name in tests {
      let files = try sources(below: "Tests").filter { $0.part(1) == name }
      #expect(files.contains { $0.stem.hasSuffix("Tests") }, "\(name) holds no tests")
    }
  }

  @Test("a file of tests is called like the source that it tests, or like its module")
  func testsAreNamedAsTheirSources() throws {
    let sources = Dictionary(grouping: try sources(below: "Sources")) { $0.part(2) }
    for file in try self.sources(below: "Tests") where file.stem.hasSuffix("Tests") {
      let target = file.part(1)
      // A program is tested from outside, as it is used.
      if Self.wholes.contains(target) || target == "WorkbookToolTests" { continue }
      let module = String(target.dropLast(5))
      let files = sources[module] ?? []
      guard files.contains(where: { $0.name.hasSuffix(".swift") }) else { continue }
      #expect(
        (files.map(\.stem) + [module]).contains { file.stem.hasPrefix($0) },
        "\(file.path): \(module) has no source that the name begins with")
    }
  }
}
