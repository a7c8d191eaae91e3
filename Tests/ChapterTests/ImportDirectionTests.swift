import Foundation
import TestSupport
import Testing

/// Dependencies point downward only, and some modules may not know some others at all.
struct ImportDirectionTests {
  /// From the bottom to the top.
  static let layers = [
    ["Kernels", "Tensors", "Parallelism", "ImageCodecs", "HDF5Reader", "ArchiveReader", "CCairo"],
    ["Imaging", "Quantization", "Graph"],
    ["TargetPlatform", "MobileNetV2", "ImageNet", "Plotting"],
    ["PostTrainingQuantization"],
    ["Evaluation"],
    ["WorkbookKit"],
    ["ExerciseKit"],
    ["ExerciseSolutions"],
    ["ExerciseSheets"],
    ["WorkbookTool"],
  ]

  private func imports(of module: String) throws -> Set<String> {
    let folder = ReferenceFolder.packageRoot.appendingPathComponent("Sources/\(module)")
    var result: Set<String> = []
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    where path.hasSuffix(".swift") {
      let text = try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
      for line in text.split(separator: "\n") where line.hasPrefix("import ") {
        result.insert(String(line.dropFirst("import ".count)))
      }
    }
    return result
  }

  @Test func importsPointDownward() throws {
    var checked = 0
    for (level, modules) in Self.layers.enumerated() {
      let above = Set(Self.layers[level...].flatMap { $0 })
      for module in modules {
        let wrong = try imports(of: module).intersection(above)
        #expect(wrong.isEmpty, "\(module) imports \(wrong.sorted())")
        checked += 1
      }
    }
    #expect(checked == 21)
  }

  @Test func quantizationKnowsNoModelAndTheModelNoQuantization() throws {
    #expect(try imports(of: "Quantization").isDisjoint(with: ["Graph", "MobileNetV2", "Imaging"]))
    #expect(try imports(of: "MobileNetV2").isDisjoint(with: ["Quantization", "TargetPlatform"]))
    #expect(try imports(of: "Tensors").isEmpty)
  }
}
