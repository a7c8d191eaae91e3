import Foundation

/// Changes the structure of a JSON text: values of other kinds, names of other things, parts that are missing,
/// doubled, exchanged or nested without end.
struct JSONMutator {
  private var random: Mutator

  init(_ random: Mutator) { self.random = random }

  /// One to three changes; a text that is no JSON comes back as it is.
  mutating func changed(_ text: [UInt8]) -> [UInt8] {
    guard let tree = try? JSONSerialization.jsonObject(with: Data(text)) else { return text }
    var result = tree
    for _ in 0...random.below(3) {
      let places = Self.places(result)
      let place = places[random.below(places.count)]
      let other = Self.value(result, places[random.below(places.count)])
      result = change(result, at: place[...], borrowing: other)
    }
    let options: JSONSerialization.WritingOptions = [.sortedKeys, .fragmentsAllowed]
    guard let data = try? JSONSerialization.data(withJSONObject: result, options: options) else {
      return text
    }
    return [UInt8](data)
  }

  /// A step from a value to one inside of it.
  private enum Step {
    case key(String)
    case index(Int)
  }

  /// The way to every value, the outermost first.
  private static func places(_ value: Any) -> [[Step]] {
    if let fields = value as? [String: Any] {
      return [[]]
        + fields.sorted { $0.key < $1.key }.flatMap { key, value in
          places(value).map { [.key(key)] + $0 }
        }
    }
    if let items = value as? [Any] {
      return [[]]
        + items.enumerated().flatMap { index, value in places(value).map { [.index(index)] + $0 } }
    }
    return [[]]
  }

  private static func value(_ tree: Any, _ place: [Step]) -> Any {
    place.reduce(tree) { value, step in
      switch step {
      case .key(let key): (value as? [String: Any])?[key] ?? NSNull()
      case .index(let index): (value as? [Any])?[index] ?? NSNull()
      }
    }
  }

  private mutating func change(_ tree: Any, at place: ArraySlice<Step>, borrowing other: Any) -> Any
  {
    guard let step = place.first else { return changed(value: tree, borrowing: other) }
    switch step {
    case .key(let key):
      guard var fields = tree as? [String: Any], let value = fields[key] else { return tree }
      let isLeft = place.count == 1 && random.below(8) == 0
      fields[key] = isLeft ? nil : change(value, at: place.dropFirst(), borrowing: other)
      return fields
    case .index(let index):
      guard var items = tree as? [Any], items.indices.contains(index) else { return tree }
      switch place.count == 1 ? random.below(12) : 12 {
      case 0: items.remove(at: index)
      case 1:
        let copy = items[index]
        items.insert(copy, at: random.below(items.count + 1))
      case 2: items.swapAt(index, random.below(items.count))
      default: items[index] = change(items[index], at: place.dropFirst(), borrowing: other)
      }
      return items
    }
  }

  /// Numbers at which extents and counts go wrong.
  private static let numbers: [Double] = [
    -1, 0, 1, 2, 3, 4, 5, 7, 16, 0.5, -0.5, 255, 65_536, 1_048_576, 0x1p31, 0x1p53, 1e30, 1e300,
  ]

  private mutating func changed(value: Any, borrowing other: Any) -> Any {
    switch random.below(9) {
    case 0: return NSNull()
    case 1: return random.below(2) == 0
    case 2, 3: return Self.numbers[random.below(Self.numbers.count)]
    case 4: return "\(value)"
    case 5: return [value]
    case 6:
      var nested: Any = value
      for _ in 0..<1 << random.below(8) {
        nested = random.below(2) == 0 ? [nested] : ["config": nested]
      }
      return nested
    default: return other
    }
  }
}
