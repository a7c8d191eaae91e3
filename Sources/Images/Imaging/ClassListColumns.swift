import Foundation

/// Which column of a class list holds what.
struct ClassListColumns: Equatable {
  /// The names of the columns, in the order of the file.
  let names: [String]
  private let index: Int
  private let identifier: Int
  private let label: Int

  /// The columns of a file without a header.
  static let usual = ClassListColumns(
    names: ["index", "folder", "label"], index: 0, identifier: 1, label: 2)

  private init(names: [String], index: Int, identifier: Int, label: Int) {
    self.names = names
    self.index = index
    self.identifier = identifier
    self.label = label
  }

  /// Finds the columns by their names, or `nil`: the names of one are missing, or stand twice.
  ///
  /// Of three columns of which the first is the index, the others may have other names, such as `synset`, unless a known
  /// name says that they stand in another order.
  init?(header fields: [String]) {
    let names = fields.map(ClassListColumns.trimmed)
    func column(_ known: Set<String>) -> Int? {
      let found = names.indices.filter { known.contains(names[$0].lowercased()) }
      return found.count == 1 ? found[0] : nil
    }
    if let index = column(["index"]), let identifier = column(["wnid", "folder"]),
      let label = column(["label"])
    {
      self.init(names: names, index: index, identifier: identifier, label: label)
      return
    }
    let known = names.map { $0.lowercased() }
    guard known.count == 3, known[0] == "index", !["index", "label"].contains(known[1]),
      !["index", "wnid", "folder"].contains(known[2])
    else { return nil }
    self = .usual
  }

  /// Whether a row names columns: classes begin with their index or have none of these names.
  static func isHeader(_ fields: [String]) -> Bool {
    let names = fields.map { trimmed($0).lowercased() }
    return Int(names.first ?? "") == nil
      && names.contains { ["index", "wnid", "folder", "label"].contains($0) }
  }

  /// The class that a row describes, or `nil`: it lacks columns, or has another index.
  func entry(_ fields: [String], index expected: Int) -> ClassList.Entry? {
    // Commas in a label need no quotation marks where it comes last.
    let isLabelLast = label == names.count - 1
    guard fields.count == names.count || isLabelLast && fields.count > names.count,
      Int(ClassListColumns.trimmed(fields[index])) == expected
    else { return nil }
    let name = ClassListColumns.trimmed(fields[identifier])
    guard !name.isEmpty else { return nil }
    let text = isLabelLast ? fields[label...].joined(separator: ",") : fields[label]
    return ClassList.Entry(identifier: name, label: ClassListColumns.trimmed(text))
  }

  /// What a row should look like.
  func example(index expected: Int) -> String {
    names.indices.map { column in
      switch column {
      case index: "\(expected)"
      case identifier: "folder"
      case label: "label"
      default: names[column]
      }
    }.joined(separator: ",")
  }

  private static func trimmed(_ text: String) -> String {
    text.trimmingCharacters(in: .whitespaces)
  }
}
