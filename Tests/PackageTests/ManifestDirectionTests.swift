import Foundation
import TestSupport
import Testing

/// What `Package.swift` says of the modules. That it says all that they import is checked by the build,
/// with `--explicit-target-dependency-import-check error`.
struct ManifestDirectionTests {
  /// The parts of `swift package dump-package` that are looked at.
  struct Manifest: Decodable {
    struct Target: Decodable {
      struct Dependency: Decodable {
        /// The name, and `null` for a condition.
        let byName: [String?]?
        let product: [Product?]?

        /// The module of this package, or `nil`.
        var name: String? { byName?.first ?? nil }
      }

      /// A word, or something else that is not looked at.
      struct Product: Decodable {
        init(from decoder: any Decoder) throws {}
      }

      let name: String
      let path: String?
      let type: String
      let dependencies: [Dependency]

      /// The folder below `Sources` that holds the module's, or what stands in its place.
      var layer: String {
        let parts = (path ?? "Tests/\(name)").split(separator: "/").map(String.init)
        return parts[0] == "Sources" ? parts[1] : parts[0]
      }
    }

    let targets: [Target]
  }

  static let targets = Result {
    let scratch = try ScratchFolder()
    let outcome = try Programs.runTool(
      "swift",
      [
        "package", "--package-path", ReferenceFolder.packageRoot.path, "--scratch-path",
        scratch.url.path, "dump-package",
      ])
    return try JSONDecoder().decode(Manifest.self, from: Data(outcome.output.utf8)).targets
  }

  /// A module and all that it leads to.
  private func reached(from name: String, _ targets: [Manifest.Target]) -> Set<String> {
    var found: Set<String> = []
    var open = [name]
    while let next = open.popLast() {
      for dependency in targets.first(where: { $0.name == next })?.dependencies ?? [] {
        if let name = dependency.name, found.insert(name).inserted { open.append(name) }
      }
    }
    return found
  }

  @Test("every module stands behind those that it depends on, and layers follow one another")
  func dependenciesPointDownward() throws {
    let targets = try Self.targets.get()
    var before: Set<String> = []
    var layers: [String] = []
    for target in targets where target.layer != "Tests" {
      for name in target.dependencies.compactMap(\.name) {
        #expect(before.contains(name), "\(target.name) depends on \(name), which is not below it")
      }
      before.insert(target.name)
      if layers.last != target.layer {
        #expect(!layers.contains(target.layer), "\(target.name) stands apart from its layer")
        layers.append(target.layer)
      }
    }
    #expect(
      layers == [
        "SystemLibraries", "Foundations", "Images", "Networks", "Quantization", "Figures",
        "Workbook", "Chapters",
      ])
  }

  @Test(
    "what a module must not know, even through others",
    arguments: [
      ("Quantization", ["Graph", "KerasModels", "Imaging"]),
      ("Graph", ["VectorLoops", "Parallelism", "FastExecution"]),
      ("KerasModels", ["Quantization", "TargetPlatform"]),
      ("Tensors", ["Support"]), ("Plotting", ["Quantization", "Graph"]),
      ("WorkbookKit", ["Publishing", "Exercises", "ExerciseChecks"]),
      ("Exercises", ["ExerciseChecks", "WorkbookKit"]), ("workbook", ["ExerciseSolutions"]),
      ("chapter0", ["Publishing", "Exercises", "ExerciseSolutions"]),
    ])
  func someDoNotKnowSome(module: String, unknown: [String]) throws {
    let targets = try Self.targets.get()
    #expect(targets.contains { $0.name == module })
    let known = reached(from: module, targets)
    for name in unknown {
      #expect(!known.contains(name), "\(module) knows \(name)")
    }
  }

  @Test("every folder of sources is a layer, and every module of it stands in the manifest")
  func everyFolderIsInTheManifest() throws {
    let targets = try Self.targets.get()
    let root = ReferenceFolder.packageRoot.appendingPathComponent("Sources")
    let manager = FileManager.default
    var modules = 0
    for layer in try manager.contentsOfDirectory(atPath: root.path) {
      let folder = root.appendingPathComponent(layer)
      for module in try manager.contentsOfDirectory(atPath: folder.path)
      where !module.hasSuffix(".md") {
        let path = "Sources/\(layer)/\(module)"
        var isFolder: ObjCBool = false
        _ = manager.fileExists(atPath: root.path + "/\(layer)/\(module)", isDirectory: &isFolder)
        if !isFolder.boolValue { continue }
        #expect(targets.contains { $0.path == path }, "\(path) is in no target")
        modules += 1
      }
    }
    #expect(modules == targets.count { $0.path?.hasPrefix("Sources/") == true })
  }
}
