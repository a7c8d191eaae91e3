import ArgumentParser
import Foundation
import Support
import WorkbookKit

/// What is wrong with a command line, in words that say what to do, where the parser's own do not.
struct CommandLineMistake {
  private let words: [String]

  /// - Parameter words: The command line behind the program.
  init(_ words: [String]) { self.words = words }

  private static var commands: [any ParsableCommand.Type] {
    WorkbookCommand.configuration.subcommands
  }

  private static func name(_ command: any ParsableCommand.Type) -> String {
    command.configuration.commandName ?? ""
  }

  /// The command that the line is for: without a name it is the one that runs chapters.
  private var command: any ParsableCommand.Type {
    Self.commands.first { Self.name($0) == words.first } ?? RunCommand.self
  }

  /// Whether the command has an option.
  private func takes(_ option: String) -> Bool {
    WorkbookCommand.helpMessage(for: command).split(whereSeparator: \.isWhitespace)
      .contains { $0 == option }
  }

  /// The error for a first word that is neither a command nor an option nor the number of a chapter.
  var unknownCommand: ValidationError? {
    let names = Self.commands.map(Self.name)
    guard let word = words.first, !word.hasPrefix("-"), Int(word) == nil, word != "help",
      !names.contains(word)
    else { return nil }
    let near = names.map { (name: $0, distance: editDistance($0, word.lowercased())) }
      .filter { $0.distance <= 2 }.min { $0.distance < $1.distance }
    let advice =
      if let near {
        "did you mean “\(near.name)”?"
      } else if isNamedLikeWeights(word) {
        "give it as --weights \(word) behind one, such as “describe --weights \(word)”."
      } else {
        "there are \(names.joined(separator: ", ")), and the numbers of chapters."
      }
    return ValidationError("There is no command “\(oneLine(word))”; \(advice)")
  }

  /// What else to say about an error of the command line, or `nil`.
  ///
  /// - Parameter message: What the parser says of it.
  func advice(on message: String) -> String? {
    if let word = wordLikeWeights(in: message), takes("--weights") {
      return "give it as --weights \(word)"
    }
    if message.hasPrefix("Unknown option '--output'"), takes("--json"), !takes("--output") {
      let name = Self.name(command)
      return "\(name) prints: write “\(name) --json > \(outputName)”"
    }
    return nil
  }

  /// A word in the message that is called like a file of weights, where no option is to blame.
  private func wordLikeWeights(in message: String) -> String? {
    guard !message.contains("--") else { return nil }
    return words.dropFirst().first {
      isNamedLikeWeights($0) && (message.contains("'\($0)'") || message.contains("“\($0)”"))
    }
  }

  /// What the file of JSON may be called.
  private var outputName: String {
    var name: Substring?
    if let index = words.firstIndex(of: "--output"), words.indices.contains(index + 1) {
      name = words[index + 1][...]
    } else if let word = words.first(where: { $0.hasPrefix("--output=") }) {
      name = word.dropFirst("--output=".count)
    }
    guard let name, !name.isEmpty, !name.hasPrefix("-"), !name.hasSuffix("/") else {
      return "file.json"
    }
    let start = name.lastIndex(of: "/").map(name.index(after:)) ?? name.startIndex
    guard let dot = name[start...].lastIndex(of: "."), dot > start else {
      return "\(name).json"
    }
    return "\(name[..<dot]).json"
  }

  /// Ends the program as the command line asks: with help, or with what is wrong.
  func finish(parsing error: any Error) -> Never {
    let message = WorkbookCommand.message(for: error)
    guard WorkbookCommand.exitCode(for: error) == .validationFailure,
      let advice = advice(on: message)
    else { WorkbookCommand.finish(error) }
    // The parser may have guessed another option, and asked for it.
    let plain = message.components(separatedBy: ". Did you mean")[0]
    let text = WorkbookCommand.fullMessage(for: error)
      .replacingOccurrences(of: message, with: "\(plain); \(advice)")
    complain(text)
    Foundation.exit(ExitStatus.usage.rawValue)
  }

  /// Ends the program with what a command found wrong when it ran, and with that command's usage.
  func finish(running error: ValidationError) -> Never {
    removeEmptyOutputFolders()
    let advice = advice(on: error.message).map { " \($0.prefix(1).uppercased())\($0.dropFirst())." }
    let usage = WorkbookCommand.usageString(for: command)
    complain(
      """
      Error: \(error.message)\(advice ?? "")
      Usage: \(usage)
        See 'workbook \(Self.name(command)) --help' for more information.
      """)
    Foundation.exit(ExitStatus.usage.rawValue)
  }
}
