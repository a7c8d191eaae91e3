import ExerciseChecks
import Foundation
import Support

/// Checks answers: each chapter built by itself, each exercise in a process of its own.
public struct AnswerCheck {
  private let places: AnswerPlaces
  private let package: URL
  private let compiler: AnswerCompiler
  private let process: AnswerProcess

  /// How long an answer may take when nothing else is asked for, in seconds.
  public static let usualSeconds = 20

  /// The program that runs, links followed.
  public static var ownProgram: URL {
    (Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0]))
      .resolvingSymlinksInPath()
  }

  /// - Parameters:
  ///   - places: Whose answers.
  ///   - package: The package's folder.
  ///   - program: The tool.
  ///   - seconds: How long one answer may take.
  ///   - isOptimized: Whether the answers compute much.
  /// - Throws: ``ModulesMissing``.
  public init(
    _ places: AnswerPlaces, package: URL, program: URL, seconds: Int = usualSeconds,
    isOptimized: Bool = false
  ) throws {
    self.places = places
    self.package = package
    compiler = try AnswerCompiler(besides: program, isOptimized: isOptimized)
    process = AnswerProcess(program: program, seconds: seconds)
  }

  /// The answers of some chapters, built side by side. Who hands in a folder may not have begun some chapters, or any.
  ///
  /// - Throws: ``AnswersMissing`` when there is no such folder, or another place lacks answers; or what the compiler's run
  ///   throws.
  public func build(_ chapters: [Int]) throws -> [Int: ChapterBuild] {
    if case .folder(let folder) = places, FileState(folder.path)?.kind != .folder {
      throw AnswersMissing(path: folder.path, isSolution: false, isFolder: true)
    }
    let results = Results(count: chapters.count)
    let builders = Builders(
      places: places, package: package, compiler: compiler, chapters: chapters)
    DispatchQueue.concurrentPerform(iterations: chapters.count) { index in
      results[index] = Result { try builders.build(index) }
    }
    var built: [Int: ChapterBuild] = [:]
    for (index, chapter) in chapters.enumerated() {
      do {
        built[chapter] = try results[index]?.get()
      } catch let error as AnswersMissing {
        guard case .folder = places else { throw error }
        built[chapter] = ChapterBuild(build: nil)
      }
    }
    return built
  }

  /// What answers return that take nothing, by the exercises' numbers. They run in this process: this is for
  /// solutions, not for learners' answers.
  ///
  /// - Throws: What ``build(_:)`` throws, or an answer.
  public func values(_ chapters: [Int]) throws -> [String: String] {
    var values: [String: String] = [:]
    for (chapter, built) in try build(chapters) {
      guard let library = built.build?.library else { continue }
      let answers = try AnswerLibrary.answers(library, chapter)
      values.merge(try AnswerValues.values(of: answers)) { first, _ in first }
    }
    return values
  }

  /// Checks an exercise.
  ///
  /// - Throws: ``DataFailure``.
  public func check(
    _ item: ExerciseSheet.Item, at position: Int, of chapter: Int, in built: ChapterBuild?
  ) throws -> CheckedExercise {
    guard let build = built?.build else { return CheckedExercise(item: item, verdict: .notDone) }
    if let rejection = build.rejections[item.name] {
      return CheckedExercise(
        item: item,
        verdict: .failed(.doesNotCompile(line: rejection.line, message: rejection.message)))
    }
    guard let library = build.library else {
      return CheckedExercise(item: item, verdict: .notDone)
    }
    return try process.check(item, at: position, of: chapter, library: library)
  }

  private struct Builders: Sendable {
    let places: AnswerPlaces
    let package: URL
    let compiler: AnswerCompiler
    let chapters: [Int]

    func build(_ index: Int) throws -> ChapterBuild {
      ChapterBuild(
        build: try AnswerBuilder(
          chapter: chapters[index], places: places, package: package, compiler: compiler
        ).build())
    }
  }

  private final class Results: @unchecked Sendable {
    private var values: [Result<ChapterBuild, any Error>?]
    private let lock = NSLock()

    init(count: Int) { values = .init(repeating: nil, count: count) }

    subscript(index: Int) -> Result<ChapterBuild, any Error>? {
      get { lock.withLock { values[index] } }
      set { lock.withLock { values[index] = newValue } }
    }
  }
}

/// The built answers of a chapter.
public struct ChapterBuild {
  /// `nil` when there are none.
  let build: AnswerBuild?
}
