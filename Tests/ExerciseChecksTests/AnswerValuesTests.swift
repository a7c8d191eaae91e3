import ExerciseChecks
import ExerciseSolutions
import Foundation
import Publishing
import TestSupport
import Testing

/// The teacher's key has a value for every exercise that asks for one.
struct AnswerValuesTests {
  @Test func everySolutionThatTakesNothingIsRun() throws {
    let answers: [Any] = [
      Solutions0(), Solutions1(), Solutions2(), Solutions3(), Solutions4(), Solutions5(),
      Solutions6(), Solutions7(), Solutions8(), Solutions9(), Solutions10(),
    ]
    var values: [String: String] = [:]
    for answers in answers {
      values.merge(try AnswerValues.values(of: answers)) { first, _ in first }
    }
    var expected: Set<String> = []
    for sheet in ExerciseSheet.solutions {
      let file = ReferenceFolder.packageRoot.appendingPathComponent(
        "Sources/Workbook/ExerciseSolutions/Solutions\(sheet.chapter).swift")
      let functions = SolutionListing.functions(in: try String(contentsOf: file, encoding: .utf8))
      for item in sheet.items {
        let code = try #require(functions[item.id], "\(item.id) has no solution of that number")
        #expect(code.contains { $0.contains("func \(item.name)(") }, "\(item.id)")
        guard code.contains(where: { $0.contains("func \(item.name)()") }) else { continue }
        expected.insert(item.id)
        let value = try #require(values[item.id], "\(item.id) is not run for the key")
        // A reason is written as it is chosen.
        if item.kind == .explain {
          #expect(code.contains("  .\(value)"), "\(item.id) is \(value)")
        }
      }
    }
    #expect(Set(values.keys) == expected)
    #expect(values["0.1"] == "3.75" && values["3.1"] == "193")
  }
}
