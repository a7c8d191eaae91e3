/// What the folded parts of the pages are, by their titles. Some are not for everybody's eyes.
enum FoldedPart: String, CaseIterable {
  case teachers = "For teachers"
  case hint = "Hint"
  case answer = "What it shows"

  /// What pages in HTML call it, so that it is not printed.
  var name: String {
    switch self {
    case .teachers: "teachers"
    case .hint: "hint"
    case .answer: "answer"
    }
  }
}

extension [MarkdownBlock] {
  /// The blocks without some folded parts.
  func without(_ parts: [FoldedPart]) -> [MarkdownBlock] {
    filter { block in
      guard case .details(let summary, _, _) = block.kind else { return true }
      return !parts.contains { $0.rawValue == summary }
    }
  }

  /// What is folded under a title; empty when nothing is.
  func folded(_ part: FoldedPart) -> [MarkdownBlock] {
    for block in self {
      if case .details(part.rawValue, _, let blocks) = block.kind { return blocks }
    }
    return []
  }

  /// The blocks from a heading of the second level to the next; empty when there is no such heading.
  func section(_ title: String) -> [MarkdownBlock] {
    guard let start = firstIndex(where: { $0.kind == .heading(level: 2, title) }) else {
      return []
    }
    let rest = self[(start + 1)...]
    let end = rest.firstIndex { if case .heading(1...2, _) = $0.kind { true } else { false } }
    return Array(self[start..<(end ?? endIndex)])
  }
}
