// swift-tools-version: 6.1
import Foundation
import PackageDescription

// The class types `swift run chapter3`, a debug build. The libraries are compiled optimized in that
// build too, because an unoptimized quantizer is twenty times slower; the chapters stay plain.
let optimizedSwift: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]
let optimizedC: [CSetting] = [
  .unsafeFlags(["-O3"]),
  // One rounding per written operation: results must not depend on what the compiler fuses.
  .unsafeFlags(["-ffp-contract=off"]),
  // Inner loops begin where the processor fetches from, whatever else is linked.
  .unsafeFlags(["-falign-functions=64", "-falign-loops=64"]),
]

/// A library in Swift. It names all that it imports: the build is run with
/// `--explicit-target-dependency-import-check error`.
///
/// - Parameter isOptimized: Whether a debug build optimizes it too. What asks other modules to compute and puts the
///   answers into words runs as fast without, and compiles in a third of the time.
func library(
  _ layer: String, _ name: String, _ dependencies: [Target.Dependency] = [],
  exclude: [String] = [], isOptimized: Bool = true
) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Sources/\(layer)/\(name)", exclude: exclude,
    swiftSettings: isOptimized ? optimizedSwift : [])
}

/// A library in C.
func cLibrary(_ layer: String, _ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Sources/\(layer)/\(name)",
    cSettings: optimizedC)
}

/// A library that the system brings along.
func systemLibrary(_ name: String, _ pkgConfig: String, apt: String, brew: String) -> Target {
  .systemLibrary(
    name: name, path: "Sources/SystemLibraries/\(name)", pkgConfig: pkgConfig,
    providers: [.apt([apt]), .brew([brew])])
}

/// The tests of a module.
func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["TestSupport"], exclude: exclude,
    swiftSettings: optimizedSwift)
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

// MARK: the layers, from the bottom to the top; dependencies point downward only

let systemLibraries = [
  systemLibrary("CPNG", "libpng", apt: "libpng-dev", brew: "libpng"),
  systemLibrary("CJPEG", "libjpeg", apt: "libjpeg-dev", brew: "jpeg-turbo"),
  systemLibrary("CHDF5", "hdf5", apt: "libhdf5-dev", brew: "hdf5"),
  systemLibrary("CCairo", "cairo", apt: "libcairo2-dev", brew: "cairo"),
  systemLibrary("CZlib", "zlib", apt: "zlib1g-dev", brew: "zlib"),
  systemLibrary("CArchive", "libarchive", apt: "libarchive-dev", brew: "libarchive"),
]

let foundations = [
  cLibrary("Foundations", "VectorLoops"),
  cLibrary("Foundations", "IntegerLoops", ["VectorLoops"]),
  cLibrary("Foundations", "Crews"),
  library("Foundations", "Parallelism", ["Crews", "VectorLoops"]),
  cLibrary("Foundations", "Digests"),
  library("Foundations", "Support", ["Digests"]),
  library("Foundations", "Inflation", ["CZlib"]),
  library("Foundations", "Tensors"),
]

let images = [
  cLibrary("Images", "ImageCodecs", ["CPNG", "CJPEG"]),
  cLibrary("Images", "ArchiveReader", ["CArchive"]),
  library("Images", "Imaging", ["ImageCodecs", "Support", "Tensors"]),
  library("Images", "ImageNet", ["ArchiveReader", "Imaging", "Inflation", "Support"]),
  library("Images", "PictureWorld", ["CCairo", "Imaging", "Parallelism", "Support"]),
]

let networks = [
  library("Networks", "Graph", ["Tensors"]),
  library(
    "Networks", "FastExecution", ["Graph", "Parallelism", "Support", "Tensors", "VectorLoops"]),
  library("Networks", "HDF5Reader", ["Inflation", "Support"]),
  library(
    "Networks", "KerasModels", ["Graph", "HDF5Reader", "Inflation", "Support", "Tensors"]),
]

let quantization = [
  library("Quantization", "Quantization", ["Parallelism", "Support", "Tensors", "VectorLoops"]),
  library("Quantization", "CalibrationRules", ["Quantization"]),
  library("Quantization", "TargetPlatform", ["Quantization", "Support"]),
  library(
    "Quantization", "PostTrainingQuantization",
    [
      "FastExecution", "Graph", "Imaging", "Parallelism", "Quantization", "Support",
      "TargetPlatform", "Tensors", "VectorLoops",
    ]),
  library(
    "Quantization", "Evaluation",
    [
      "Graph", "Imaging", "Parallelism", "PostTrainingQuantization", "Quantization", "Support",
      "Tensors",
    ]),
  library(
    "Quantization", "IntegerNetwork",
    ["Graph", "Parallelism", "PostTrainingQuantization", "Quantization", "Tensors"]),
  library(
    "Quantization", "FastIntegerExecution",
    [
      "Graph", "IntegerLoops", "IntegerNetwork", "Parallelism", "PostTrainingQuantization",
      "Support", "Tensors", "VectorLoops",
    ]),
  library(
    "Quantization", "Export",
    [
      "Graph", "IntegerNetwork", "Parallelism", "PostTrainingQuantization", "Quantization",
      "Support", "Tensors",
    ], exclude: ["Encodings.md"]),
]

let figures = [
  library("Figures", "Plotting", ["CCairo", "Imaging", "Support"]),
  library(
    "Figures", "QuantizationFigures",
    [
      "Evaluation", "FastExecution", "Graph", "Imaging", "IntegerNetwork", "Plotting",
      "PostTrainingQuantization", "Quantization", "Support",
    ]),
]

let workbook = [
  library(
    "Workbook", "WorkbookKit",
    [
      "CalibrationRules", "Evaluation", "Export", "FastExecution", "FastIntegerExecution", "Graph",
      "ImageNet", "Imaging", "IntegerNetwork", "KerasModels", "Parallelism", "Plotting",
      "PostTrainingQuantization", "Quantization",
      "Support", "TargetPlatform", argumentParser,
    ], isOptimized: false),
  library("Workbook", "Publishing", ["Support"], exclude: ["README.md"], isOptimized: false),
  library(
    "Workbook", "Explorer",
    [
      "Evaluation", "Graph", "Imaging", "Parallelism", "Plotting", "PostTrainingQuantization",
      "Quantization", "QuantizationFigures", "Support",
    ]),
  library(
    "Workbook", "Benchmarking",
    [
      "FastExecution", "FastIntegerExecution", "Graph", "Imaging", "IntegerNetwork", "Parallelism",
      "PostTrainingQuantization", "Quantization", "Support", "Tensors", "WorkbookKit",
    ]),
  library("Workbook", "Exercises", ["PostTrainingQuantization"]),
  library(
    "Workbook", "ExerciseChecks",
    [
      "Evaluation", "Exercises", "FastExecution", "Graph", "Imaging", "IntegerNetwork",
      "KerasModels", "Parallelism", "PostTrainingQuantization", "Quantization", "Support",
      "TargetPlatform", "Tensors", "WorkbookKit",
    ], isOptimized: false),
  library(
    "Workbook", "AnswerChecking", ["ExerciseChecks", "Exercises", "Support"], isOptimized: false),
  .executableTarget(
    name: "workbook",
    dependencies: [
      "AnswerChecking", "Benchmarking", "Evaluation", "ExerciseChecks", "Explorer", "Export",
      "FastExecution", "Graph", "ImageNet", "Imaging", "IntegerNetwork", "KerasModels",
      "PictureWorld", "Plotting", "PostTrainingQuantization", "Publishing", "Quantization",
      "QuantizationFigures", "Support", "TargetPlatform", "WorkbookKit", argumentParser,
    ],
    path: "Sources/Workbook/WorkbookTool", exclude: ["README.md", "JSON.md", "DEGENERATE.md"],
    // The libraries of answers that the tool loads use its symbols.
    linkerSettings: [
      .unsafeFlags(["-Xlinker", "--export-dynamic"], .when(platforms: [.linux])),
      .unsafeFlags(["-Xlinker", "-export_dynamic"], .when(platforms: [.macOS])),
    ]),
]

/// What a class gets has neither solutions nor tests: see `workbook handout --exercises`.
func isInThisCopy(_ folder: String) -> Bool {
  FileManager.default.fileExists(atPath: "\(Context.packageDirectory)/\(folder)")
}

let solutions =
  isInThisCopy("Sources/Workbook/ExerciseSolutions")
  ? [
    library(
      "Workbook", "ExerciseSolutions",
      ["ExerciseChecks", "Exercises", "PostTrainingQuantization"])
  ] : []

// MARK: the chapters, in reading order: a folder's name is the chapter's title

let chapterFolders = [
  "00-A-Threshold-by-Hand",
  "01-Load-the-Model",
  "02-Representative-Dataset",
  "03-Post-Training-Quantization",
  "04-Distributions-and-Thresholds",
  "05-Accuracy",
  "06-Inside-the-Quantized-Model",
  "07-In-Integers",
  "08-Which-Output-Hurts",
  "09-How-Many-Pictures",
  "10-How-Others-Choose",
]

/// What a chapter may import: all but the tools that publish and check chapters.
let chapterModules: [Target.Dependency] = [
  "CalibrationRules", "Evaluation", "FastExecution", "FastIntegerExecution", "Graph", "Imaging",
  "IntegerNetwork",
  "KerasModels", "Parallelism", "Plotting", "PostTrainingQuantization", "Quantization",
  "QuantizationFigures",
  "Support", "TargetPlatform", "Tensors", "WorkbookKit",
]

let chapters: [Target] = chapterFolders.map { folder in
  .executableTarget(
    name: "chapter\(Int(folder.prefix(2)) ?? 0)",
    dependencies: chapterModules,
    path: "Chapters/\(folder)",
    exclude: ["README.md", "Expected", "Exercises"])
}

// MARK: tests: one target per module, then what holds the whole together

let testTargets = [
  Target.target(
    name: "TestSupport",
    dependencies: [
      "ArchiveReader", "HDF5Writer", "Imaging", "KerasModels", "PostTrainingQuantization",
      "Quantization", "Support", "Tensors",
    ],
    path: "Tests/TestSupport", swiftSettings: optimizedSwift),
  .target(name: "HDF5Writer", dependencies: ["CHDF5"], path: "Tests/HDF5Writer"),
  .target(name: "HTTPServer", path: "Tests/HTTPServer"),
  tests("VectorLoopsTests", ["Parallelism", "Support", "Tensors", "VectorLoops"]),
  tests("ParallelismTests", ["Parallelism", "Support"]),
  tests("InflationTests", ["Inflation"]),
  tests("SupportTests", ["Support"]),
  tests("TensorsTests", ["Tensors"]),
  tests("ImageNetTests", ["ImageNet"]),
  tests("ImagingTests", ["Imaging", "Support", "Tensors"], exclude: ["Fixtures"]),
  tests("PictureWorldTests", ["Imaging", "PictureWorld", "Support"]),
  tests("GraphTests", ["Graph", "Support", "Tensors"]),
  tests("FastExecutionTests", ["FastExecution", "Graph", "Parallelism", "Support", "Tensors"]),
  tests("HDF5ReaderTests", ["HDF5Reader", "HDF5Writer"]),
  tests("KerasModelsTests", ["Graph", "HDF5Writer", "KerasModels", "Support", "Tensors"]),
  tests("QuantizationTests", ["Parallelism", "Quantization", "Support", "Tensors"]),
  tests("CalibrationRulesTests", ["CalibrationRules", "Quantization"]),
  tests("TargetPlatformTests", ["Support", "TargetPlatform", "Tensors"]),
  tests(
    "PostTrainingQuantizationTests",
    [
      "FastExecution", "Graph", "Imaging", "KerasModels", "Parallelism", "PostTrainingQuantization",
      "Quantization", "Support", "TargetPlatform", "Tensors",
    ]),
  tests(
    "EvaluationTests",
    [
      "Evaluation", "FastExecution", "Graph", "Imaging", "Parallelism", "PostTrainingQuantization",
      "Quantization", "Tensors",
    ]),
  tests(
    "IntegerNetworkTests",
    [
      "Graph", "Imaging", "IntegerNetwork", "KerasModels", "Parallelism",
      "PostTrainingQuantization", "Quantization", "Support", "Tensors",
    ],
    exclude: ["Fixtures"]),
  tests(
    "FastIntegerExecutionTests",
    [
      "FastIntegerExecution", "Graph", "IntegerNetwork", "Parallelism", "Support", "Tensors",
    ]),
  tests(
    "ExportTests",
    [
      "Export", "Graph", "Imaging", "IntegerNetwork", "KerasModels", "PostTrainingQuantization",
      "Support",
    ]),
  tests("PlottingTests", ["Imaging", "Plotting", "Support"]),
  tests(
    "QuantizationFiguresTests",
    [
      "Evaluation", "FastExecution", "Graph", "Imaging", "IntegerNetwork", "KerasModels",
      "Plotting", "PostTrainingQuantization", "Quantization", "QuantizationFigures", "Support",
      "TargetPlatform", "Tensors",
    ]),
  tests(
    "WorkbookKitTests",
    [
      "CalibrationRules", "Evaluation", "FastExecution", "Graph", "ImageNet", "Imaging",
      "KerasModels", "Plotting", "PostTrainingQuantization", "Quantization",
      "QuantizationFigures", "Support", "TargetPlatform", "WorkbookKit", argumentParser,
    ]),
  tests("PublishingTests", ["Publishing"]),
  tests(
    "ExplorerTests",
    [
      "Evaluation", "Explorer", "FastExecution", "Imaging", "KerasModels", "Parallelism",
      "Plotting",
      "PostTrainingQuantization", "Quantization", "Support",
    ]),
  tests("BenchmarkingTests", ["Benchmarking", "FastExecution", "Support", "WorkbookKit"]),
  tests("ExercisesTests", ["Exercises"]),
  tests(
    "ExerciseChecksTests",
    [
      "ExerciseChecks", "ExerciseSolutions", "Exercises", "FastExecution", "Graph",
      "PostTrainingQuantization", "Publishing", "Quantization", "WorkbookKit",
    ]),
  tests("AnswerCheckingTests", ["AnswerChecking", "ExerciseChecks"]),
  tests(
    "WorkbookToolTests",
    [
      "ExerciseChecks", "HDF5Writer", "HTTPServer", "ImageNet",
      "KerasModels", "Publishing", "Support", "TargetPlatform", "Tensors", "WorkbookKit",
    ]),
  tests("PackageTests", ["Publishing"]),
  tests(
    "BrowserTests",
    [
      "Explorer", "FastExecution", "Imaging", "PostTrainingQuantization", "Publishing",
      "Quantization", "WorkbookKit",
    ]),
  tests("ChapterTests", ["Graph", "Imaging", "Parallelism", "Publishing", "WorkbookKit"]),
  tests(
    "DataTests",
    [
      "Evaluation", "FastExecution", "Graph", "Imaging", "KerasModels", "Parallelism",
      "PictureWorld", "PostTrainingQuantization", "Quantization", "Support", "Tensors",
      "WorkbookKit",
    ]),
  tests(
    "Robustness",
    [
      "Export", "FastExecution", "Graph", "HDF5Reader", "HDF5Writer", "ImageNet", "Imaging",
      "IntegerNetwork", "KerasModels", "Parallelism", "PostTrainingQuantization", "Quantization",
      "Support", "TargetPlatform", "Tensors", "WorkbookKit",
    ],
    exclude: ["run", "faults"]),
  tests(
    "ReferenceTests",
    [
      "Evaluation", "FastExecution", "Graph", "ImageNet", "Imaging", "KerasModels", "Parallelism",
      "PostTrainingQuantization", "Quantization", "Support", "TargetPlatform", "Tensors",
    ]),
]

let package = Package(
  name: "activation-threshold-workbook",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")
  ],
  targets: systemLibraries + foundations + images + networks + quantization + figures + workbook
    + solutions + chapters + (isInThisCopy("Tests") ? testTargets : []),
  swiftLanguageModes: [.v6]
)
