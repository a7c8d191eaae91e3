import Foundation
import TestSupport

/// What a program or command says that it takes.
struct DeclaredOptions {
  /// One argument: an option, a flag, or a word at a place.
  struct Argument: Decodable, Hashable {
    private let kind: String
    private let valueName: String?
    private let preferredName: Name?
    private let isRepeating: Bool

    private struct Name: Decodable, Hashable { let name: String }

    /// `--weights` of an option or flag, `<figure>` of a word.
    var name: String {
      preferredName.map { "--" + $0.name } ?? "<\(valueName ?? "")>"
    }
    var isFlag: Bool { kind == "flag" }
  }

  private struct Command: Decodable {
    let commandName: String
    let arguments: [Argument]?
    let subcommands: [Command]?
  }

  private struct Help: Decodable { let command: Command }

  /// The arguments by command; a program without commands has one, called as itself.
  let commands: [String: [Argument]]

  /// Asks a program; `--help` and what is only for programs of the package is left out.
  init(_ program: String) throws {
    let text = try Programs.run(program, ["--experimental-dump-help"]).output
    let command = try JSONDecoder().decode(Help.self, from: Data(text.utf8)).command
    let inner = (command.subcommands ?? []).filter { $0.commandName != "help" }
    let all = inner.isEmpty ? [command] : inner
    let hidden: Set<String> = ["--help", "--among-others"]
    commands = Dictionary(
      uniqueKeysWithValues: all.map { command in
        (command.commandName, (command.arguments ?? []).filter { !hidden.contains($0.name) })
      })
  }
}
