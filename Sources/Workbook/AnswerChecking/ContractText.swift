import Foundation

/// The functions that a chapter's contract asks for, as its source declares them.
///
/// An answer that does not compile is left out and the others are built without it. Its place is then taken by a
/// function that is not done, whose declaration must not come from the learner's file.
struct ContractText {
  /// One function of the contract.
  struct Function: Equatable {
    /// Its name.
    let name: String
    /// `func name(…) throws -> Result`
    let declaration: String
  }

  /// The functions, in order.
  let functions: [Function]
  /// The lines with which the contract's file imports others.
  let imports: [String]

  /// Reads the text of a file with one protocol.
  init(_ text: String) {
    let lines = text.components(separatedBy: "\n")
    imports = lines.filter { $0.hasPrefix("import ") }
    var functions: [Function] = []
    var open: [String] = []
    for line in lines {
      let line = line.trimmingCharacters(in: .whitespaces)
      if let match = line.firstMatch(of: /^func (\w+)/) {
        open = [line]
        functions.append(Function(name: String(match.1), declaration: line))
      } else if line.isEmpty || line == "}" || line.hasPrefix("///") {
        open = []
      } else if !open.isEmpty, let last = functions.popLast() {
        open.append(line)
        functions.append(
          Function(name: last.name, declaration: open.joined(separator: " ")))
      }
      // The types behind the protocol have functions of their own.
      if line == "}" { break }
    }
    self.functions = functions
  }

  /// An extension of a type in which some functions are not done.
  func unanswered(_ names: Set<String>, of type: String) -> String {
    let stubs = functions.filter { names.contains($0.name) }
      .map { "  public \($0.declaration) { throw NotDone() }" }
    return (["import Exercises"] + imports + ["", "extension \(type) {"] + stubs + ["}", ""])
      .joined(separator: "\n")
  }
}
