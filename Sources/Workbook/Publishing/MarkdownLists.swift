import Foundation

/// Lists, whose items hold blocks of their own.
extension MarkdownReader {
  mutating func list() throws -> MarkdownBlock.Kind {
    guard let first = lines.first.flatMap({ ListItem($0.text) }) else {
      return .list(start: nil, items: [])
    }
    var items: [[MarkdownBlock]] = []
    while let line = lines.first, let item = ListItem(line.text), item.isLike(first) {
      if item.text.wholeMatch(of: /\[[ xX]\] .*/) != nil {
        throw MarkdownError(line.number, "a list of boxes to tick is not used on these pages")
      }
      lines.removeFirst()
      let inner = [(line.number, item.text)] + itemLines(indent: item.width)
      items.append(try MarkdownReader.blocks(of: inner))
      // Empty lines between items belong to the list.
      let empty = lines.prefix { $0.text.allSatisfy(\.isWhitespace) }
      if let next = lines.dropFirst(empty.count).first, ListItem(next.text)?.isLike(first) == true {
        lines = lines.dropFirst(empty.count)
      }
    }
    return .list(start: first.number, items: items)
  }

  /// The lines that belong to an item: those indented as far as its text, and those that go on with its
  /// paragraph.
  private mutating func itemLines(indent: Int) -> [Line] {
    var result: [Line] = []
    let margin = String(repeating: " ", count: indent)
    var fence: Fence?
    while let line = lines.first {
      let isEmpty = line.text.allSatisfy(\.isWhitespace)
      if isEmpty {
        let empty = lines.prefix { $0.text.allSatisfy(\.isWhitespace) }
        guard let next = lines.dropFirst(empty.count).first, next.text.hasPrefix(margin) else {
          break
        }
        result.append((line.number, ""))
      } else if line.text.hasPrefix(margin) {
        let text = String(line.text.dropFirst(indent))
        if let open = fence {
          if open.isClosed(by: text) { fence = nil }
        } else {
          fence = Fence(text)
        }
        result.append((line.number, text))
      } else if fence == nil, result.last?.text.isEmpty != true,
        !MarkdownReader.interrupts(line.text),
        ListItem(line.text) == nil
      {
        result.append((line.number, line.text.trimmingCharacters(in: .whitespaces)))
      } else {
        break
      }
      lines.removeFirst()
    }
    return result
  }
}

/// The first line of an item of a list.
struct ListItem {
  /// The number before it, when it has one.
  let number: Int?
  /// The text behind the mark.
  let text: String
  /// How far its text is indented.
  let width: Int

  init?(_ line: String) {
    if let match = line.wholeMatch(of: /([-*]) +(\S.*)/) {
      number = nil
      text = String(match.2)
    } else if let match = line.wholeMatch(of: /([0-9]{1,9})\. +(\S.*)/) {
      number = Int(match.1)
      text = String(match.2)
    } else {
      return nil
    }
    width = line.count - text.count
  }

  func isLike(_ other: ListItem) -> Bool { (number == nil) == (other.number == nil) }

  /// A number other than 1 at the start of a line may belong to the sentence.
  var canInterrupt: Bool { number == nil || number == 1 }
}
