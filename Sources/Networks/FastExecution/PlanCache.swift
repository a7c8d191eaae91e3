import Graph
import Parallelism
import Support

/// The plans that an executor has made, by where it starts, the layers that are observed and who works on an image.
final class PlanCache: Sendable {
  private struct Key: Hashable {
    let start: Int
    let names: [String]
    let forTeams: Bool
  }

  private let plans = Locked<[Key: ExecutionPlan]>([:])

  /// The plan for these layers, made when it is asked for the first time.
  func plan(
    from start: Int, observing names: [String], forTeams: Bool, make: () -> ExecutionPlan
  ) -> ExecutionPlan {
    let key = Key(start: start, names: names, forTeams: forTeams)
    if let plan = plans.withLock({ $0[key] }) { return plan }
    let plan = make()
    plans.withLock { $0[key] = plan }
    return plan
  }
}
