import ExerciseChecks
import Foundation
import Support

/// The answers of one chapter as a library of their own, with those left out that the compiler rejects.
struct AnswerBuild: Codable {
  /// Why an answer is not in the library.
  struct Rejection: Codable, Equatable {
    let line: Int?
    let message: String
  }

  /// The rejected answers, by the name of their function.
  let rejections: [String: Rejection]
  /// The library's file; `nil` when nothing could be built.
  let library: String?

  /// The function of the library that hands the answers over.
  static func entry(_ chapter: Int) -> String { "answersOfChapter\(chapter)" }
}

/// Builds libraries of answers with the compiler and the modules that the tool was built with.
struct AnswerBuilder {
  private let compiler: AnswerCompiler
  private let chapter: Int
  /// The type that holds the answers.
  private let type: String
  private let contract: ContractText
  private let contractText: String
  private let sources: [URL]

  /// - Parameters:
  ///   - places: Whose answers.
  ///   - package: The package's folder.
  /// - Throws: ``AnswersMissing``, ``ModulesMissing``, or an error of the contract's file.
  init(
    chapter: Int, places: AnswerPlaces, package: URL, compiler: AnswerCompiler
  ) throws {
    self.compiler = compiler
    self.chapter = chapter
    type = places.type(of: chapter)
    sources = try places.sources(of: chapter, in: package)
    contractText = try String(
      contentsOf: package.appendingPathComponent(
        "Sources/Workbook/Exercises/Chapter\(chapter)Exercises.swift"), encoding: .utf8)
    contract = ContractText(contractText)
  }

  /// Builds the library, or finds it as it was built from the same texts before.
  func build() throws -> AnswerBuild {
    let texts = try sources.map(textOfLearner)
    let key = SHA256.hexadecimal(
      of: Data((texts + [contractText, type, compiler.identity]).joined(separator: "\u{0}").utf8)
    ).prefix(16)
    let folder = try compiler.folder()
    let name = "\(type)-\(key)"
    let record = folder.appendingPathComponent("\(name).json")
    if let data = try? Data(contentsOf: record),
      let known = try? JSONDecoder().decode(AnswerBuild.self, from: data),
      known.library.map({ FileManager.default.fileExists(atPath: $0) }) ?? true
    {
      return known
    }
    let made = try make(texts, folder.appendingPathComponent(name + AnswerCompiler.ending))
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    try writeFile(encoder.encode(made), to: record)
    compiler.removeOld(from: folder)
    return made
  }

  private func make(_ texts: [String], _ library: URL) throws -> AnswerBuild {
    let names = contract.functions.map(\.name)
    let file = AnswerFile(texts[0], functions: names)
    var rejected: [String: AnswerBuild.Rejection] = [:]
    for name in names where !file.pieces.contains(where: { $0.function == name }) {
      rejected[name] = .init(line: nil, message: "there is no function \(name) in the file")
    }
    var left: [AnswerFile.Piece] = []
    // What stands between answers and was left out may be missed by answers.
    var missed = ""
    let name = sources[0].lastPathComponent
    while true {
      var files = [name: file.text(without: left), "Entry.swift": entry]
      if !rejected.isEmpty {
        files["Unanswered.swift"] = contract.unanswered(Set(rejected.keys), of: type)
      }
      for (source, text) in zip(sources, texts).dropFirst() {
        files[source.lastPathComponent] = text
      }
      let messages = try compiler.compile(files, module: "Chapter\(chapter)\(type)", to: library)
      if messages.isEmpty { return AnswerBuild(rejections: rejected, library: library.path) }
      var blamed: [(AnswerFile.Piece, AnswerBuild.Rejection)] = []
      if left.isEmpty {
        blamed = file.pieces.compactMap { piece in
          piece.mistake.map { (piece, .init(line: piece.start, message: $0)) }
        }
      }
      if blamed.isEmpty {
        for message in messages where message.file == name {
          guard let piece = file.piece(at: message.line), piece.isOptional, !left.contains(piece)
          else { continue }
          blamed.append((piece, .init(line: message.line, message: message.text + missed)))
        }
      }
      guard !blamed.isEmpty else {
        let first = messages[0]
        let place = first.file == name ? "" : "\(first.file): "
        for name in names where rejected[name] == nil {
          rejected[name] = .init(line: first.line, message: place + first.text)
        }
        return AnswerBuild(rejections: rejected, library: nil)
      }
      for (piece, rejection) in blamed where !left.contains(piece) {
        left.append(piece)
        if let function = piece.function {
          rejected[function] = rejection
        } else {
          missed = " (line \(rejection.line ?? 0) does not compile either: \(rejection.message))"
        }
      }
    }
  }

  private var entry: String {
    """
    import Exercises

    @_cdecl("\(AnswerBuild.entry(chapter))")
    public func \(AnswerBuild.entry(chapter))() -> UnsafeMutableRawPointer {
      Unmanaged.passRetained(AnswerBox(\(type)())).toOpaque()
    }

    """
  }
}
