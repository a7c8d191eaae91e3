import ArgumentParser
import Parallelism

/// How much of the machine may be used. Results do not depend on the number of threads; between
/// instruction sets with and without a fused multiply-add the last bits differ.
public struct MachineOptions: ParsableArguments, Sendable {
  /// Worker threads.
  @Option(help: "How many threads work at the same time; else one per core.")
  public var threads: Int?

  /// The instructions that the element loops use.
  @Option(
    help: ArgumentHelp(
      "The instructions to compute with: \(InstructionSet.allCases.map(\.rawValue).joined(separator: ", ")); "
        + "else the best that the processor has.",
      valueName: "set"))
  public var instructionSet: String?

  public init() {}

  /// Checks the numbers and the processor.
  public func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads is \(threads), but must be between 1 and 1024.")
    }
    guard let name = instructionSet else { return }
    let available = InstructionSet.available.map(\.rawValue)
    guard available.contains(name) else {
      throw ValidationError(
        "This processor has no instruction set “\(name)”; it has "
          + available.joined(separator: ", ") + ".")
    }
  }

  /// How to compute.
  public var machine: Machine {
    Machine(threads: threads, instructionSet: instructionSet.flatMap(InstructionSet.init))
  }
}
