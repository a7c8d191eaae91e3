/// How a chapter is run from a terminal, as its transcript begins.
public enum ChapterInvocation {
  /// The options that take no value.
  static let flags: Set<String> = ["--json", "--skip-unreadable", "--transparent"]

  /// The line that stands before what a chapter printed, such as `$ swift run chapter4 --layer Conv1_relu`.
  ///
  /// - Parameter options: Its options as they were typed.
  public static func line(_ number: Int, options: [String] = []) -> String {
    (["$ swift run chapter\(number)"] + options.map(quoted)).joined(separator: " ")
  }

  /// The words of a command line without those that stand for themselves, such as the numbers of chapters,
  /// and without some options.
  static func options(of words: [String], without names: Set<String>) -> [String] {
    var result: [String] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("--") else { continue }
      let name = String(word.prefix { $0 != "=" })
      var option = [word]
      if name == word, !flags.contains(name), let value = rest.popFirst() { option.append(value) }
      if !names.contains(name) { result += option }
    }
    return result
  }

  /// A word as a shell reads it.
  private static func quoted(_ word: String) -> String {
    guard word.wholeMatch(of: /[A-Za-z0-9_.,:=\/+-]+/) == nil else { return word }
    return "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
