import Foundation
import Graph
import Parallelism
import Publishing
import TestSupport
import WorkbookKit

/// Every chapter as its reader runs it, once for all tests that ask what it printed and drew.
actor ChapterRuns {
  static let shared = ChapterRuns()

  /// The list of chapters.
  static let chapters = (try? ChapterFolder.all(in: ReferenceFolder.packageRoot)) ?? []

  /// Whether numbers are compared to the last digit: on x86-64 with AVX2 or AVX-512 every sum was seen to
  /// be TensorFlow's to the bit. Elsewhere the last bits may differ.
  static let isExact = InstructionSet.best.isFused

  /// What a chapter made.
  final class Run: Sendable {
    let outcome: Programs.Outcome
    private let scratch: ScratchFolder
    /// The names of the files that it wrote.
    let files: [String]

    init(_ outcome: Programs.Outcome, _ scratch: ScratchFolder) throws {
      self.outcome = outcome
      self.scratch = scratch
      files = try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).sorted()
    }

    func file(_ name: String) -> URL { scratch.file(name) }
  }

  /// On which data a chapter runs.
  struct Data: Hashable {
    /// The options that say so, as they are typed.
    let options: [String]
    /// Where they are typed.
    let folder: URL
    let environment: [String: String]

    /// The workbook's own model.
    static let own = Data(
      options: [], folder: ReferenceFolder.packageRoot,
      environment: [
        "WORKBOOK_DATA": ReferenceFolder.packageRoot.appendingPathComponent("Data").path
      ])

    /// The real network, as the README runs it, with fewer pictures.
    static let imageNet = Data(
      options: ["--model", "imagenet", "--images", "val", "--classes", "classes.csv"],
      folder: ReferenceFolder.file("imagenet"),
      environment: ["WORKBOOK_CACHE": ReferenceFolder.file("imagenet").path])
  }

  private struct Key: Hashable {
    let chapter: Int
    let data: Data
  }

  private var runs: [Key: Task<Run, any Error>] = [:]

  /// The run of a chapter.
  func run(_ chapter: ChapterFolder, on data: Data) async throws -> Run {
    let key = Key(chapter: chapter.number, data: data)
    let task =
      runs[key]
      ?? Task.detached {
        let scratch = try ScratchFolder()
        let outcome = try Programs.run(
          chapter.program, data.options + ["--output", scratch.url.path],
          environment: data.environment, in: data.folder)
        return try Run(outcome, scratch)
      }
    runs[key] = task
    return try await task.value
  }

  /// The run of a chapter on the workbook's own model.
  static func own(_ chapter: ChapterFolder) async throws -> Run {
    try await shared.run(chapter, on: .own)
  }

  /// A file of a chapter's folder `Expected`.
  static func expected(_ name: String, of chapter: ChapterFolder) -> URL {
    chapter.url.appendingPathComponent("Expected").appendingPathComponent(name)
  }
}
