import Foundation
import Support

/// The classes that a model tells apart, in the order of its outputs.
public struct ClassList: Equatable, Sendable {
  /// One class.
  public struct Entry: Equatable, Sendable {
    /// The name of the class's folder; for ImageNet the WordNet id, such as `n01440764`.
    public let identifier: String
    /// What people call it.
    public let label: String

    public init(identifier: String, label: String) {
      self.identifier = identifier
      self.label = label
    }
  }

  /// The classes; the position is the class index.
  public let entries: [Entry]
  /// By the bytes of the names: a file system tells apart what Unicode takes for the same text.
  private let indices: [[UInt8]: Int]

  /// The most bytes of a file: room for 100,000 classes.
  private static let largestFile = 16 << 20

  public init(entries: [Entry]) {
    self.entries = entries
    indices = Dictionary(
      entries.enumerated().map { (Array($1.identifier.utf8), $0) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The classes that the folders of an image folder make, in sorted order.
  public init(folders: [String]) {
    self.init(entries: folders.map { Entry(identifier: $0, label: $0) })
  }

  /// The class index of a folder's name, or `nil`.
  public func index(of identifier: String) -> Int? { indices[Array(identifier.utf8)] }

  /// What people call the class, or `class 17` when the list does not reach that far.
  public func label(of index: Int) -> String {
    entries.indices.contains(index) ? entries[index].label : "class \(index)"
  }

  /// Reads a CSV file with the columns `index`, `wnid` (or `folder`) and `label`; a header may name them in
  /// another order, and others between them.
  ///
  /// Commas in a label need no quotation marks where the label is the last column.
  ///
  /// - Throws: ``ClassListError``.
  public init(contentsOf url: URL) throws {
    let text: String
    do {
      let bytes = try RegularFile.contents(path: url.path, limit: ClassList.largestFile)
      guard let valid = String(validating: bytes, as: UTF8.self) else {
        throw ClassListError.notUTF8(path: url.path)
      }
      text = valid
    } catch let error as RegularFileError {
      throw ClassListError.unreadable(path: url.path, reason: error.reason)
    }
    let rows: [CSV.Row]
    do {
      rows = try CSV.rows(of: text)
    } catch {
      throw ClassListError.notCSV(path: url.path, line: error.line, reason: error.reason)
    }
    var lines: [[UInt8]: Int] = [:]
    var columns = ClassListColumns.usual
    var entries: [Entry] = []
    for (number, row) in rows.enumerated() {
      if number == 0, ClassListColumns.isHeader(row.fields) {
        guard let named = ClassListColumns(header: row.fields) else {
          throw ClassListError.unclearHeader(
            path: url.path, line: row.line, found: row.fields.joined(separator: ","))
        }
        columns = named
        continue
      }
      guard let entry = columns.entry(row.fields, index: entries.count) else {
        throw ClassListError.malformed(
          path: url.path, line: row.line, found: row.fields.joined(separator: ","),
          expected: columns.example(index: entries.count))
      }
      if let first = lines.updateValue(row.line, forKey: Array(entry.identifier.utf8)) {
        throw ClassListError.repeated(
          path: url.path, line: row.line, identifier: entry.identifier, first: first)
      }
      entries.append(entry)
    }
    guard !entries.isEmpty else { throw ClassListError.empty(path: url.path) }
    self.init(entries: entries)
  }
}

/// What can be wrong with a class list.
public enum ClassListError: Error, Equatable, CustomStringConvertible {
  /// The file cannot be opened.
  case unreadable(path: String, reason: String)
  /// Quotation marks are missing.
  case notCSV(path: String, line: Int, reason: String)
  /// A line does not have the three columns, or its index is out of order.
  case malformed(path: String, line: Int, found: String, expected: String)
  /// The header does not name each of the three columns once.
  case unclearHeader(path: String, line: Int, found: String)
  /// The file is no text.
  case notUTF8(path: String)
  /// A class is listed twice.
  case repeated(path: String, line: Int, identifier: String, first: Int)
  /// The list is longer than the network has outputs.
  case tooMany(path: String, classes: Int, outputs: Int)
  /// The file has no class.
  case empty(path: String)

  /// The file, what was expected, what was found, and what to do.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "\(path): the class list cannot be read (\(reason)); check the path given with --classes"
    case .notCSV(let path, let line, let reason):
      "\(path): line \(line): \(reason); the class list is a CSV file with the columns index, wnid and "
        + "label"
    case .malformed(let path, let line, let found, let expected):
      "\(path): line \(line) is “\(oneLine(found))”, but should be “\(oneLine(expected))”; the class list is "
        + "a CSV file with the columns index, wnid and label, the index counting from 0"
    case .unclearHeader(let path, let line, let found):
      "\(path): line \(line), the header, is “\(oneLine(found))”, but should name each of index, wnid (or "
        + "folder) and label once; mend the names"
    case .notUTF8(let path):
      "\(path): the class list is no text in UTF-8; it is a CSV file with the columns index, wnid and label"
    case .repeated(let path, let line, let identifier, let first):
      "\(path): line \(line) lists “\(identifier)” again, after line \(first); every class has one line"
    case .tooMany(let path, let classes, let outputs):
      "\(path): the class list has \(classes) classes, but the network has \(outputs) outputs; give the list "
        + "that belongs to the weights"
    case .empty(let path):
      "\(path): the class list has no class; it is a CSV file with the columns index, wnid and label"
    }
  }

  private func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
