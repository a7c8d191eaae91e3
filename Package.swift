// swift-tools-version: 6.1
import PackageDescription

// The class types `swift run chapter3`, a debug build. The libraries are compiled optimized in that
// build too, because an unoptimized quantizer is twenty times slower; the chapters stay plain.
let optimizedSwift: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]
let optimizedC: [CSetting] = [
  .unsafeFlags(["-O3"]),
  // One rounding per written operation: results must not depend on what the compiler fuses.
  .unsafeFlags(["-ffp-contract=off"]),
]

/// A library of this package. Dependencies point downward only; a test reads the imports.
func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: optimizedSwift)
}

func cLibrary(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, cSettings: optimizedC)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["TestSupport"], swiftSettings: optimizedSwift)
}

/// The chapters, in reading order: the folder's name is the chapter's title.
let chapterFolders = [
  "00-A-Threshold-by-Hand",
  "01-Load-the-Model",
  "02-Representative-Dataset",
  "03-Post-Training-Quantization",
  "04-Distributions-and-Thresholds",
  "05-Accuracy",
  "06-Inside-the-Quantized-Model",
]

let chapters: [Target] = chapterFolders.enumerated().map { number, folder in
  .executableTarget(
    name: "chapter\(number)",
    dependencies: ["WorkbookKit"],
    path: "Chapters/\(folder)",
    exclude: ["README.md", "Expected", "Exercises"])
}

/// The students' answers, one small library per chapter, beside the chapter's own page.
let answers: [Target] = chapterFolders.enumerated().map { number, folder in
  .target(
    name: "Exercises\(number)",
    dependencies: ["ExerciseKit", "PostTrainingQuantization"],
    path: "Chapters/\(folder)/Exercises",
    exclude: ["README.md"])
}
let answerNames = answers.map { Target.Dependency(stringLiteral: $0.name) }

let package = Package(
  name: "activation-threshold-workbook",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")
  ],
  targets: [
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng",
      providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CJPEG", pkgConfig: "libjpeg",
      providers: [.apt(["libjpeg-dev"]), .brew(["jpeg-turbo"])]),
    .systemLibrary(
      name: "CHDF5", pkgConfig: "hdf5",
      providers: [.apt(["libhdf5-dev"]), .brew(["hdf5"])]),
    .systemLibrary(
      name: "CCairo", pkgConfig: "cairo",
      providers: [.apt(["libcairo2-dev"]), .brew(["cairo"])]),
    .systemLibrary(
      name: "CMatio", pkgConfig: "matio",
      providers: [.apt(["libmatio-dev"]), .brew(["libmatio"])]),
    .systemLibrary(
      name: "CArchive", pkgConfig: "libarchive",
      providers: [.apt(["libarchive-dev"]), .brew(["libarchive"])]),

    cLibrary("Kernels"),
    cLibrary("ImageCodecs", ["CPNG", "CJPEG"]),
    cLibrary("HDF5Reader", ["CHDF5"]),
    cLibrary("ArchiveReader", ["CMatio", "CArchive"]),

    library("Parallelism"),
    library("Tensors"),
    library("Imaging", ["Tensors", "ImageCodecs"]),
    library("ImageNet", ["Imaging", "ArchiveReader"]),
    library("Quantization", ["Kernels", "Tensors"]),
    library("TargetPlatform", ["Quantization"]),
    library("Graph", ["Parallelism", "Tensors", "Kernels"]),
    library("MobileNetV2", ["Graph", "HDF5Reader"]),
    library(
      "PostTrainingQuantization",
      ["Graph", "Imaging", "Kernels", "Parallelism", "Quantization", "TargetPlatform", "Tensors"]),
    library("Evaluation", ["PostTrainingQuantization"]),
    library("Plotting", ["CCairo", "Imaging", "Tensors"]),
    library("Pictures", ["CCairo", "Imaging", "Parallelism", "Tensors"]),
    library(
      "WorkbookKit",
      [
        "Evaluation", "Graph", "ImageNet", "Imaging", "MobileNetV2", "Parallelism", "Pictures",
        "Plotting",
        "PostTrainingQuantization", "Quantization", "TargetPlatform", "Tensors",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    library(
      "ExerciseKit",
      [
        "Evaluation", "Graph", "Imaging", "MobileNetV2", "PostTrainingQuantization",
        "Quantization", "TargetPlatform", "Tensors", "WorkbookKit",
      ]),
    library("ExerciseSolutions", ["ExerciseKit", "PostTrainingQuantization"]),
    library("ExerciseSheets", ["ExerciseKit", "ExerciseSolutions"] + answerNames),
    .executableTarget(
      name: "workbook", dependencies: ["ExerciseKit", "ExerciseSheets", "WorkbookKit"],
      path: "Sources/WorkbookTool"),

    .target(
      name: "TestSupport",
      dependencies: ["ArchiveReader", "HDF5Writer", "Imaging", "MobileNetV2", "Tensors"],
      path: "Tests/TestSupport", swiftSettings: optimizedSwift),
    .target(name: "HDF5Writer", dependencies: ["CHDF5"], path: "Tests/HDF5Writer"),
    .testTarget(
      name: "ImagingTests", dependencies: ["Imaging", "TestSupport"], exclude: ["Fixtures"]),
    tests("TensorsTests", ["Tensors"]),
    tests("QuantizationTests", ["Quantization"]),
    tests("TargetPlatformTests", ["TargetPlatform"]),
    tests("GraphTests", ["Graph", "Kernels"]),
    tests("MobileNetV2Tests", ["MobileNetV2"]),
    tests("PostTrainingQuantizationTests", ["PostTrainingQuantization", "MobileNetV2"]),
    tests("EvaluationTests", ["Evaluation"]),
    tests("PlottingTests", ["Plotting"]),
    tests("FigureTests", ["WorkbookKit"]),
    tests("PicturesTests", ["Pictures"]),
    tests("DataTests", ["WorkbookKit"]),
    tests("ReferenceTests", ["WorkbookKit"]),
    .target(name: "HTTPServer", path: "Tests/HTTPServer"),
    tests("ChapterTests", ["HTTPServer", "WorkbookKit"]),
    tests("ExerciseTests", ["ExerciseKit", "ExerciseSheets", "ExerciseSolutions", "WorkbookKit"]),
  ] + chapters + answers,
  swiftLanguageModes: [.v6]
)
