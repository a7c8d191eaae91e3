import AnswerChecking
import ArgumentParser
import Foundation
import Support
import WorkbookKit

/// The tool around the chapters.
@main
struct WorkbookCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "workbook",
    abstract: "A workbook on activation threshold search in post-training quantization.",
    discussion: """
      Exit status: 0 done, 64 the command line makes no sense, 65 an input is damaged or does not \
      fit, 66 an input is not there, 69 the network failed or \
      doctor found something missing, 74 an output cannot be written, 1 anything else.
      """,
    subcommands: [
      RunCommand.self, DescribeCommand.self, QuantizeCommand.self, EvaluateCommand.self,
      AdviseCommand.self, StabilityCommand.self, ExploreCommand.self,
      ExportCommand.self, PrepareImageNetCommand.self,
      MakePicturesCommand.self, FetchCommand.self, PlotCommand.self, WeaveCommand.self,
      ExercisesCommand.self, HandoutCommand.self, SlidesCommand.self, BenchCommand.self,
      DoctorCommand.self,
    ],
    defaultSubcommand: RunCommand.self)

  static func main() {
    prepareStandardStreams()
    prepareProcessLimits()
    if answersForItself() { return }
    let mistake = CommandLineMistake(Array(CommandLine.arguments.dropFirst()))
    if let error = mistake.unknownCommand { finish(error) }
    do {
      var command = try parseAsRoot()
      do {
        try command.run()
      } catch let error as ValidationError {
        mistake.finish(running: error)
      } catch let error where exitCode(for: error) == .failure && !(error is ExitCode) {
        WorkbookKit.exit(reporting: error, program: "workbook")
      }
    } catch {
      mistake.finish(parsing: error)
    }
  }

  /// Does what `workbook exercises` asks of processes of its own; `false` when nothing of that kind is asked.
  private static func answersForItself() -> Bool {
    do {
      if let request = AnswerRequest(CommandLine.arguments) {
        try request.answer()
      } else if let request = QuantizerRequest(CommandLine.arguments) {
        try request.answer()
      } else {
        return false
      }
      return true
    } catch {
      WorkbookKit.exit(reporting: error, program: "workbook")
    }
  }
}
