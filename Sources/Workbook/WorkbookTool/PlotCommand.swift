import ArgumentParser
import Foundation
import Plotting
import Support
import WorkbookKit

/// Draws figures of a network.
struct PlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot", abstract: "Draw figures of a network and its thresholds.",
    discussion: """
      Figures: \(PlotKind.allCases.map { "\($0.rawValue) (\($0.summary))" }.joined(separator: ", ")).
      """)

  @Argument(
    help: ArgumentHelp(
      "The figures to draw; distribution and errors when none is named.", valueName: "figure"))
  var figures: [String] = []

  @OptionGroup var data: DataOptions
  @OptionGroup var quantization: QuantizationOptions

  @OptionGroup var layers: LayerOptions

  @Option(
    help:
      "measured: logarithmic counts with all labels; tutorial: the distribution as the tutorial draws it."
  )
  var style = DistributionStyle.measured

  @Option(help: "How many images accuracy and noise are measured on, the first ones in order.")
  var evaluationImages: Int?

  @OptionGroup var look: FigureOptions

  /// The kinds asked for, each once. Words are checked when the command runs, so that a mistyped option is named
  /// before its value.
  ///
  /// - Throws: `ValidationError` for a word that is no figure.
  private func kinds() throws -> [PlotKind] {
    var seen: Set<PlotKind> = []
    return try figures.map { name in
      guard let kind = PlotKind(rawValue: name) else {
        let all = PlotKind.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("There is no figure “\(name)”; there are \(all).")
      }
      return kind
    }.filter { seen.insert($0).inserted }
  }

  func validate() throws {
    guard quantization.activationBits.count <= 1 || figures == [PlotKind.accuracy.rawValue] else {
      throw ValidationError(
        "Figures show one bit width; give --activation-bits once (accuracy takes several).")
    }
    if let evaluationImages, evaluationImages < 1 {
      throw ValidationError("--evaluation-images is \(evaluationImages), but must be at least 1.")
    }
  }

  func run() throws {
    let kinds = figures.isEmpty ? [.distribution, .errors] : try kinds()
    let folder = try OutputFolder(URL(fileURLWithPath: look.output))
    let workbook = Workbook(
      data, errorMethods: try quantization.methods.errorMethods(), layers: layers.layer)
    let source = FigureSource(
      workbook: workbook, platform: try quantization.platform(),
      configurations: try quantization.configurations(for: workbook), distributionStyle: style,
      evaluationImages: evaluationImages)
    for kind in kinds {
      for (name, figure) in try source.figures(kind) {
        let file = try folder.write(figure, as: name, style: look.style)
        say("figure \(look.output)/\(file): \(figure.title)")
      }
    }
    try reportNotes(workbook)
  }
}

extension DistributionStyle: ExpressibleByArgument {}
