import Foundation
import Support
import TestSupport
import Testing

/// One option, and what shows that its value arrived where it is used.
struct OptionProbe {
  enum Sign {
    /// The run says or writes this, and without the option it does not.
    case says(String)
    /// The run says or writes something else than without the option.
    case difference
  }

  /// `--weights`, or `<figure>` for a word.
  let option: String
  /// What is given: one value, none for a flag, several for an option that may be repeated.
  let values: [String]
  /// What both runs have besides, in place of what the command usually has.
  let given: [[String]]
  /// What both runs lack of that.
  let without: [String]
  let sign: Sign

  init(
    _ option: String, _ values: String..., given: [[String]] = [], without: [String] = [],
    sign: Sign
  ) {
    self.option = option
    self.values = values
    self.given = given
    self.without = without
    self.sign = sign
  }

  /// The option as it is typed.
  fileprivate var typed: [String] {
    if option.hasPrefix("<") { return values }
    return values.isEmpty ? [option] : values.flatMap { [option, $0] }
  }
}

/// A command whose options are tried.
struct ProbedCommand: Sendable, CustomTestStringConvertible {
  let program: String
  let command: String
  /// What the command is usually given: an option and its values, or words.
  let base: @Sendable (SmallModelFolder) -> [[String]]
  /// Files in the folder that it runs in.
  var files: [String: String] = [:]
  let probes: @Sendable (SmallModelFolder) throws -> [OptionProbe]

  var testDescription: String { "\(program) \(command)" }

  /// Whether the options tried are the ones that the command has, and each shows its sign.
  func check() throws {
    let small = try SmallModelFolder()
    let declared = try DeclaredOptions(program).commands[command == "" ? program : command] ?? []
    let probes = try probes(small)
    let tried = Set(probes.map(\.option))
    #expect(
      Set(declared.map(\.name)) == tried,
      "\(testDescription): every option needs a probe here, and no other has one")
    var usual: [[String]: String] = [:]
    for (index, probe) in probes.enumerated() {
      let line = words(small, probe)
      let without = try usual[line] ?? traces(line, small, "usual\(index)")
      usual[line] = without
      let with = try traces(words(small, probe, typed: probe.typed), small, "probe\(index)")
      switch probe.sign {
      case .says(let text):
        #expect(
          with.contains(text) && !without.contains(text),
          "\(testDescription) \(probe.typed): “\(text)” should be new in \(with.prefix(2000))")
      case .difference:
        #expect(
          with != without, "\(testDescription) \(probe.typed) changes nothing: \(with.prefix(2000))"
        )
      }
    }
  }

  private func words(
    _ small: SmallModelFolder, _ probe: OptionProbe, typed: [String]? = nil
  ) -> [String] {
    var parts = base(small).filter { part in
      !probe.without.contains(part[0]) && !probe.given.contains { $0[0] == part[0] }
    }
    parts += probe.given
    // The option takes the place of the usual one.
    if let typed { parts = parts.filter { $0[0] != typed.first } + [typed] }
    return parts.flatMap { $0 }
  }

  /// Everything that a run says and writes: its status, both outputs, and the files in its folder.
  private func traces(
    _ words: [String], _ small: SmallModelFolder, _ name: String
  ) throws -> String {
    let folder = small.scratch.file(name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (path, text) in files {
      try small.scratch.write(Data(text.utf8), to: "\(name)/\(path)")
    }
    let outcome = try Programs.run(
      program, (command.isEmpty ? [] : [command]) + words,
      environment: ["WORKBOOK_CACHE": small.scratch.file("cache").path], in: folder)
    var traces = "status \(outcome.status)\n\(outcome.output)\n\(outcome.errors)\n"
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted() {
      traces += "file \(path)\n"
      guard let data = try? Data(contentsOf: folder.appendingPathComponent(path)) else { continue }
      traces += String(data: data, encoding: .utf8) ?? SHA256.hexadecimal(of: data)
    }
    // Times differ from run to run.
    return traces.replacing(
      /"(peakGFLOPS|[a-zA-Z]*[mM]illiseconds[a-zA-Z]*|imagesPerSecond|gflops|fractionOf[a-zA-Z]*|peakMemoryMB|memory[a-zA-Z]*|boundBy)": [^,}\n]*/,
      with: "")
  }
}
