import ExerciseChecks
import Foundation
import TestSupport
import Testing

@testable import AnswerChecking

/// The contracts' sources name the functions that the program knows.
struct ContractTextTests {
  @Test(arguments: ExerciseCatalog.all.map(\.chapter))
  func everyFunctionOfTheContractIsFound(chapter: Int) throws {
    let file = ReferenceFolder.packageRoot.appendingPathComponent(
      "Sources/Workbook/Exercises/Chapter\(chapter)Exercises.swift")
    let contract = ContractText(try String(contentsOf: file, encoding: .utf8))
    let items = try #require(ExerciseCatalog.all.first { $0.chapter == chapter }).items
    #expect(contract.functions.map(\.name) == items.map(\.name))
    for function in contract.functions {
      #expect(function.declaration.contains(") throws -> "), "\(function.declaration)")
    }
  }

  @Test func aDeclarationOfSeveralLinesBecomesOne() {
    let contract = ContractText(
      """
      import Quantization

      /// The contract.
      public protocol Contract {
        /// What.
        func first(
          of values: [Double], and more: Int
        ) throws -> Int

        func second() throws -> Int
      }

      public struct Other {
        func third() {}
      }
      """)
    #expect(
      contract.functions == [
        .init(
          name: "first",
          declaration: "func first( of values: [Double], and more: Int ) throws -> Int"),
        .init(name: "second", declaration: "func second() throws -> Int"),
      ])
    let stubs = contract.unanswered(["second"], of: "Answers")
    #expect(stubs.contains("import Quantization\n"))
    #expect(
      stubs.contains(
        "extension Answers {\n  public func second() throws -> Int { throw NotDone() }\n}"))
  }
}
