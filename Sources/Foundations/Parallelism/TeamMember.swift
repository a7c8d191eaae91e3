/// One worker's way through the stages of what its team does; used by one thread.
///
/// All members of a team call the same methods in the same order.
public final class TeamMember {
  /// The team.
  public let team: Team
  /// 0 ..< `team.size`.
  public let number: Int
  private var stage = 0

  /// - Parameters:
  ///   - number: 0 ..< `team.size`, each once.
  ///   - team: The team.
  public init(_ number: Int, of team: Team) {
    self.number = number
    self.team = team
  }

  /// Calls `body` with parts of `count` items, and returns when all parts are done, by this member or others.
  ///
  /// A member first takes the parts that are its own, and then what others have not begun. Its own lie beside one
  /// another and at the same place in every stage, so that it finds in its own cache what it made in the one before.
  ///
  /// - Parameters:
  ///   - parts: At most 255: about how many parts there are per worker. With one, a worker that is held up holds up the
  ///     others; many have a price of their own.
  ///   - block: Parts are whole multiples of it, but for the last one; they differ by one block at most.
  public func share(_ count: Int, parts: Int, block: Int = 1, _ body: (Range<Int>) -> Void) {
    guard team.size > 1 else { return body(0..<count) }
    let blocks = (count + block - 1) / block
    let all = team.size * parts
    take(partsOf: team.size, each: parts) { part in
      let (first, end) = (part * blocks / all, (part + 1) * blocks / all)
      if first < end { body(first * block..<min(end * block, count)) }
    }
  }

  /// Calls `body` if no other member does, and returns when it is done.
  public func once(_ body: () -> Void) {
    guard team.size > 1 else { return body() }
    take(partsOf: 1, each: 1) { _ in body() }
  }

  private func take(partsOf owners: Int, each parts: Int, _ body: (_ part: Int) -> Void) {
    stage += 1
    var done = 0
    for turn in 0..<owners {
      let owner = (number + turn) % owners
      while let next = team.begin(stage, of: owner, parts: parts) {
        body(owner * parts + next)
        done += 1
      }
    }
    team.end(stage, done: done, of: owners * parts)
  }
}
