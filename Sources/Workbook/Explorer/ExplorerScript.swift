/// The page's script: parts of plain JavaScript, each with one idea, in one function of their own.
enum ExplorerScript {
  /// All of it, as it stands in the page.
  static let all = """
    "use strict";
    (() => {
    \(parts.joined(separator: "\n\n"))
    })();
    """

  private static let parts = [
    data, arithmetic, divergence, search, state, address, work, drawing, histogram, curve,
    staircase, strip, numbers, truth, round, controls, main,
  ]
}
