/// The parts of a network as its nodes' names tell them: blocks whose nodes share a beginning, and single
/// nodes.
///
/// Names are read word by word, words being separated by `_` or `/`. Neighbours that begin alike belong
/// together, with as many words in common as still leave several nodes together:
///
/// ```
/// block_12_expand_relu, block_12_project_bn    // block_12      (MobileNetV2)
/// conv3_block4_1_relu, conv3_block4_out        // conv3_block4  (ResNet)
/// block5_conv2, block5_conv3, block5_pool      // block5        (VGG)
/// conv_dw_7_relu, conv_pw_7_relu               // conv_dw_7     (MobileNetV1)
/// conv2d, conv2d_1, dense                      // each by itself
/// ```
///
/// Where names tell no more than a number each, a long network is divided by position.
struct NodeGroups {
  /// Neighbouring nodes.
  struct Group: Equatable {
    /// What their names have in common, or where they are.
    var name: String
    /// Their positions.
    var nodes: Range<Int>
  }

  /// In the order of the network.
  let groups: [Group]

  /// - Parameters:
  ///   - names: The nodes' names in the order of the network.
  ///   - limit: The most groups that have room for a label each.
  init(_ names: [String], limit: Int = 40) {
    let words = names.map(NodeGroups.words)
    var groups = NodeGroups.split(0..<names.count, words, depth: 0).map { part in
      Group(name: NodeGroups.name(part, names, words), nodes: part.nodes)
    }
    if groups.count > limit {
      let size = (names.count + 15) / 16
      groups = stride(from: 0, to: names.count, by: size).map { first in
        let last = min(first + size, names.count)
        return Group(
          name: last - first == 1 ? "\(last)" : "\(first + 1)–\(last)", nodes: first..<last)
      }
    }
    self.groups = groups
  }

  /// The number of the group that a node belongs to.
  func index(of node: Int) -> Int { groups.firstIndex { $0.nodes.contains(node) } ?? 0 }

  /// Neighbours with so many words of their names in common; all of them when a node stands alone.
  private struct Part {
    var nodes: Range<Int>
    var depth = Int.max
  }

  private static func words(_ name: String) -> [Substring] {
    name.split(whereSeparator: { $0 == "_" || $0 == "/" })
  }

  /// The beginning that the names of a part share, as it is written in the first of them.
  private static func name(_ part: Part, _ names: [String], _ words: [[Substring]]) -> String {
    let own = words[part.nodes.lowerBound]
    guard part.depth < own.count, part.depth > 0 else { return names[part.nodes.lowerBound] }
    return String(names[part.nodes.lowerBound][..<own[part.depth - 1].endIndex])
  }

  private static func split(_ nodes: Range<Int>, _ words: [[Substring]], depth: Int) -> [Part] {
    let alone = nodes.map { Part(nodes: $0..<$0 + 1) }
    guard nodes.count > 1 else { return alone }
    let runs = runs(nodes, words, depth: depth)
    // A name that ends where others go on, and numbers alone, tell of no block.
    guard nodes.allSatisfy({ depth < words[$0].count }) else { return alone }
    let areNumbers = nodes.allSatisfy { words[$0][depth].allSatisfy(\.isNumber) }
    let together = runs.filter { $0.count > 1 }.reduce(0) { $0 + $1.count }
    if depth == 0 || areNumbers || 2 * together > nodes.count {
      return runs.flatMap { split($0, words, depth: depth + 1) }
    }
    return numbered(nodes, words, depth: depth) ?? [Part(nodes: nodes, depth: depth)]
  }

  /// Runs of neighbours that have the same word at a depth.
  private static func runs(
    _ nodes: Range<Int>, _ words: [[Substring]], depth: Int
  ) -> [Range<Int>] {
    func word(_ node: Int) -> Substring? { depth < words[node].count ? words[node][depth] : nil }
    return nodes.reduce(into: []) { runs, node in
      if let last = runs.last, word(last.lowerBound) == word(node) {
        runs[runs.count - 1] = last.lowerBound..<node + 1
      } else {
        runs.append(node..<node + 1)
      }
    }
  }

  /// Parts that share a number further on, such as `conv_dw_7` and `conv_pw_7`; `nil` where there are none.
  private static func numbered(
    _ nodes: Range<Int>, _ words: [[Substring]], depth: Int
  ) -> [Part]? {
    let end = nodes.map { words[$0].count }.min() ?? 0
    for further in depth..<max(end, depth)
    where nodes.allSatisfy({ words[$0][further].allSatisfy(\.isNumber) }) {
      let runs = runs(nodes, words, depth: further)
      if runs.count > 1, runs.contains(where: { $0.count > 1 }) {
        return runs.map { Part(nodes: $0, depth: $0.count > 1 ? further + 1 : .max) }
      }
    }
    return nil
  }
}

/// A name for axes with little room.
func shortened(_ name: String) -> String {
  name.count <= 13 ? name : name.prefix(12) + "…"
}
