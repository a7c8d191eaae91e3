import Publishing
import Testing

struct SolutionListingTests {
  @Test func everyFunctionStandsUnderItsNumber() {
    let source = """
      /// Answers; others may be as good.
      public struct Solutions0: Chapter0Exercises {
        public init() {}

        /// 0.1 Predict: a number.
        public func first() throws -> Int {
          1
        }

        /// 0.2 Write: a loop that
        /// counts.
        public func second() throws -> Int {
          func inner() -> Int {
            2
          }

          return inner()
        }
      }
      """
    #expect(
      SolutionListing.functions(in: source) == [
        "0.1": ["/// 0.1 Predict: a number.", "public func first() throws -> Int {", "  1", "}"],
        "0.2": [
          "/// 0.2 Write: a loop that", "/// counts.", "public func second() throws -> Int {",
          "  func inner() -> Int {", "    2", "  }", "", "  return inner()", "}",
        ],
      ])
  }
}
